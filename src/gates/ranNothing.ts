import { OutputLines } from './outputLines';

/** Whether this is the output of test runners that together ran no test. Skipped tests were not run. */
export function ranNothing(output: string, exitCode: number): boolean {
  const counter = new TestCounter();
  const lines = new OutputLines();
  [...lines.push(output), ...lines.end()].forEach(line => counter.push(line));
  return counter.ranNothing(exitCode);
}

/**
 * Adds up what the known test runners say about how many tests ran.
 *
 * One command may run several of them, or one several times, so only the sum tells.
 */
export class TestCounter {
  #ran: number | undefined;
  #complained = false;

  push(line: string): void {
    for (const { pattern, count, complains } of summaries) {
      const match = pattern.exec(line);
      if (match) {
        this.#ran = (this.#ran ?? 0) + count(match);
        this.#complained ||= complains === true;
        return;
      }
    }
  }

  /** A command that failed has failed, unless its runner failed for want of tests: pytest and unittest say 5 then. */
  ranNothing(exitCode: number): boolean {
    return this.#ran === 0 && (exitCode === 0 || exitCode === 5 || this.#complained);
  }
}

interface Summary {
  readonly pattern: RegExp;
  readonly count: (match: RegExpExecArray) => number;
  /** The runner fails, and this is why. */
  readonly complains?: boolean;
}

const summaries: readonly Summary[] = [
  // node:test, spec and TAP; the first number includes the second
  { pattern: /^(?:ℹ|#) tests (\d+)$/, count: match => Number(match[1]) },
  { pattern: /^(?:ℹ|#) skipped (\d+)$/, count: match => -Number(match[1]) },
  // mocha
  { pattern: /^\s+(\d+) (?:passing \(.+\)|failing)$/, count: match => Number(match[1]) },
  { pattern: /^Error: No test files found/, count: () => 0, complains: true },
  // jest, vitest; a suite that could not be loaded has no tests, yet was not nothing
  { pattern: /^No tests? (?:files )?found, exiting with code 0/, count: () => 0 },
  { pattern: /^No tests? (?:files )?found, exiting with code/, count: () => 0, complains: true },
  { pattern: /^Test Suites: .*\d+ total$/, count: match => sum(match[0], /(\d+) failed/g) },
  { pattern: /^Tests: .*\d+ total$/, count: match => sum(match[0], /(\d+) (?:failed|passed|todo)/g) },
  { pattern: /^\s*Test Files {2}.+\(\d+\)$/, count: match => sum(match[0], /(\d+) failed/g) },
  { pattern: /^\s*Tests {2}(?:no tests|.+\(\d+\))$/, count: match => sum(match[0], /(\d+) (?:failed|passed)/g) },
  // pytest
  { pattern: /^(?:=+ )?no tests ran in [\d.]+s/, count: () => 0 },
  {
    pattern: /^(?:=+ )?\d+ [a-z]+(?:, \d+ [a-z]+)* in [\d.]+s/,
    count: match => sum(match[0], /(\d+) (?:passed|failed|errors?|xfailed|xpassed)/g),
  },
  // Python's unittest
  { pattern: /^Ran (\d+) tests? in [\d.]+s$/, count: match => Number(match[1]) },
  { pattern: /^(?:OK|FAILED) \(.*skipped=(\d+)/, count: match => -Number(match[1]) },
  // go test: a line for each package
  { pattern: /^\?\s+\S+\s+\[no test files\]$/, count: () => 0 },
  { pattern: /^ok\s+\S+\s.*\[no tests to run\]$/, count: () => 0 },
  { pattern: /^(?:ok|FAIL)\s+\S+\s+(?:[\d.]+s|\(cached\)|\[(?:build|setup) failed\])/, count: () => 1 },
  { pattern: /^no packages to test$/, count: () => 0, complains: true },
  // cargo test: a line for each target
  {
    pattern: /^test result: \w+\. .*finished in/,
    count: match => sum(match[0], /(\d+) (?:passed|failed|measured)/g),
  },
];

function sum(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].reduce((total, match) => total + Number(match[1]), 0);
}
