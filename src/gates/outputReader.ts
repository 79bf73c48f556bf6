import type { Finding } from '../core/gate';
import { FindingsReader } from './findings';
import { FindingList } from './findings/findingList';
import { MatchedFindings } from './matchers/matchedFindings';
import type { ProblemMatcher } from './matchers/problemMatcher';
import { OutputLines, shortLine } from './outputLines';
import { TestCounter } from './ranNothing';
import { createCargoJsonReader } from './reports/cargoJson';
import { createEslintJsonReader } from './reports/eslintJson';
import { createGoTestReader } from './reports/goTest';
import { createGoTestJsonReader } from './reports/goTestJson';
import { createJestJsonReader } from './reports/jestJson';
import { createJunitReader } from './reports/junit';
import { createMypyJsonReader } from './reports/mypyJson';
import type { ReportReader, Told } from './reports/reportReader';
import { createRuffJsonReader } from './reports/ruffJson';

export interface OutputPlace {
  /** The folder that paths are relative to, by all its names. */
  readonly roots: readonly string[];
  /** The folder that the command runs in, below the root. */
  readonly folder?: string;
  /** The name of the Go module in that folder. */
  readonly goModule?: string;
  /** The gate's own: what they find, and nothing else, are its findings. Without one, Autobot's own parsers look. */
  readonly matchers?: readonly ProblemMatcher[];
}

/** The places in files that an output complains about. */
export function parseFindings(output: string, place: OutputPlace): Finding[] {
  const reader = new OutputReader(place);
  reader.push(output);
  return reader.end();
}

/** Reads what tools print: reports for machines where there are any, else what is for people. */
export class OutputReader {
  readonly tests = new TestCounter();
  readonly #lines = new OutputLines();
  readonly #findings: FindingList;
  readonly #text: FindingsReader;
  readonly #matched: MatchedFindings | undefined;
  readonly #reports: readonly ReportReader[];

  constructor({ roots, folder = '', goModule, matchers = [] }: OutputPlace) {
    this.#findings = new FindingList(roots, folder);
    this.#text = new FindingsReader(this.#findings);
    const place = { root: roots[0] ?? '', folder };
    this.#matched = matchers.length > 0 ? new MatchedFindings(matchers, place, this.#findings) : undefined;
    this.#reports = [
      createJunitReader(), // the one that may be in the middle of its report
      createRuffJsonReader(), // this one too
      createEslintJsonReader(),
      createJestJsonReader(),
      createMypyJsonReader(),
      createCargoJsonReader(),
      createGoTestJsonReader(goModule),
      createGoTestReader(goModule),
    ];
  }

  /** Why the gate's own matchers have not read all of it. */
  get matcherFailure(): string | undefined {
    return this.#matched?.failure;
  }

  push(text: string): void {
    this.#readAll(this.#lines.push(text));
  }

  end(): Finding[] {
    this.#readAll(this.#lines.end());
    this.#reports.forEach(read => this.#take(read(null)));
    this.#readText(null);
    return this.#findings.all();
  }

  #readAll(lines: readonly string[]): void {
    lines.forEach(line => this.#read(line));
    this.#matched?.push(lines.map(shortLine));
  }

  #read(line: string): void {
    for (const read of this.#reports) {
      const told = read(line);
      if (told) {
        this.#take(told);
        return;
      }
    }
    this.#readText(shortLine(line));
  }

  #take({ findings = [], tests, text = '' }: Told = {}): void {
    if (!this.#matched) {
      findings.forEach(finding => this.#findings.add(finding));
    }
    if (tests) {
      this.tests.add(tests);
    }
    if (text !== '') {
      text
        .replace(/\n$/, '')
        .split('\n')
        .forEach(line => this.#readText(shortLine(line)));
    }
  }

  #readText(line: string | null): void {
    if (line !== null) {
      this.tests.push(line);
    }
    if (!this.#matched) {
      this.#text.push(line);
    }
  }
}
