import { createArrowReader } from './findings/arrow';
import { createEslintReader } from './findings/eslint';
import type { FindingList } from './findings/findingList';
import { createGenericReader } from './findings/generic';
import type { LineReader } from './findings/lineReader';
import { createNodeSpecReader } from './findings/nodeTest';
import { createOneLineReader } from './findings/oneLine';
import { createPhpunitReader } from './findings/phpunit';
import { createPrettierReader } from './findings/prettier';
import { createPytestReader } from './findings/pytest';
import { createTapReader } from './findings/tap';

/** Collects findings from what tools print for people, line by line. */
export class FindingsReader {
  /** In order of how surely a line is theirs; the first to know it has it. */
  readonly #readers: readonly LineReader[] = [
    createOneLineReader(),
    createEslintReader(),
    createPrettierReader(),
    createPytestReader(),
    createPhpunitReader(),
    createTapReader(),
    createNodeSpecReader(),
    createArrowReader(),
    createGenericReader(),
  ];

  constructor(private readonly findings: FindingList) {}

  push(line: string | null): void {
    if (this.findings.isFull) {
      return;
    }
    // Every reader sees every line: some keep the one before in mind.
    const [found] = this.#readers.map(read => read(line)).filter(finding => finding !== undefined);
    if (found) {
      this.findings.add(found);
    }
  }
}
