import type { TestCounts } from '../core/gate';
import { OutputLines } from './outputLines';
import { summaries } from './testSummaries';

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
  #failed = 0;
  /** Lines of TAP, which some runners sum up and others do not. */
  #tap: TestCounts | undefined;
  #complained = false;

  /** What a report for machines says. */
  add({ ran, failed }: TestCounts): void {
    this.#ran = (this.#ran ?? 0) + ran;
    this.#failed += failed;
  }

  push(line: string): void {
    this.#tap = tapCounts(line, this.#tap);
    for (const { pattern, ran, failed, complains } of summaries) {
      const match = pattern.exec(line);
      if (match) {
        this.#ran = (this.#ran ?? 0) + (ran?.(match) ?? 0);
        this.#failed += failed?.(match) ?? 0;
        this.#complained ||= complains === true;
        return;
      }
    }
  }

  /** `null`: no known runner has said anything. */
  get counts(): TestCounts | null {
    return this.#ran === undefined ? (this.#tap ?? null) : { ran: this.#ran, failed: this.#failed };
  }

  /** A command that failed has failed, unless its runner failed for want of tests: pytest and unittest say 5 then. */
  ranNothing(exitCode: number): boolean {
    return this.counts?.ran === 0 && (exitCode === 0 || exitCode === 5 || this.#complained);
  }
}

/** Tests inside others are indented, and count with them. One that is still to do has run, and may fail. */
function tapCounts(line: string, counts: TestCounts | undefined): TestCounts | undefined {
  if (line === '1..0' || line.startsWith('1..0 ')) {
    return counts ?? { ran: 0, failed: 0 };
  }
  const [, not, directive] = /^(not )?ok \d+\b(?:.*\s# ?(\w+))?/.exec(line) ?? [];
  if (!/^(?:not )?ok \d+\b/.test(line)) {
    return counts;
  }
  const { ran, failed } = counts ?? { ran: 0, failed: 0 };
  const skipped = /^skip/i.test(directive ?? '');
  const isFailure = not !== undefined && directive === undefined;
  return { ran: ran + (skipped ? 0 : 1), failed: failed + (isFailure ? 1 : 0) };
}
