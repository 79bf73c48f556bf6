import type { Finding } from '../core/gate';
import { FindingsReader } from './findings';
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
  readonly #findings: FindingsReader;
  readonly #reports: readonly ReportReader[];

  constructor({ roots, folder = '', goModule }: OutputPlace) {
    this.#findings = new FindingsReader(roots, folder);
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

  push(text: string): void {
    this.#lines.push(text).forEach(line => this.#read(line));
  }

  end(): Finding[] {
    this.#lines.end().forEach(line => this.#read(line));
    this.#reports.forEach(read => this.#take(read(null)));
    return this.#findings.end();
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
    findings.forEach(finding => this.#findings.add(finding));
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

  #readText(line: string): void {
    this.tests.push(line);
    this.#findings.push(line);
  }
}
