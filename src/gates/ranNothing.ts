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
  #complained = false;

  push(line: string): void {
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
    return this.#ran === undefined ? null : { ran: this.#ran, failed: this.#failed };
  }

  /** A command that failed has failed, unless its runner failed for want of tests: pytest and unittest say 5 then. */
  ranNothing(exitCode: number): boolean {
    return this.#ran === 0 && (exitCode === 0 || exitCode === 5 || this.#complained);
  }
}
