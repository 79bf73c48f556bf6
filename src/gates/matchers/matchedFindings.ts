import { t } from '@vscode/l10n';
import type { FindingList } from '../findings/findingList';
import type { LineReader } from '../findings/lineReader';
import { withinTime } from '../withinTime';
import { createMatcherReader, type MatchedPlace } from './matcherReader';
import type { ProblemMatcher } from './problemMatcher';

/** Milliseconds for one piece of output. A good regular expression takes a few; a bad one would take for ever. */
const mostTime = 200;

/** Collects what a gate's own problem matchers find, and gives them up when they take too long. */
export class MatchedFindings {
  readonly #read: LineReader;
  #failure: string | undefined;

  constructor(
    matchers: readonly ProblemMatcher[],
    place: MatchedPlace,
    private readonly findings: FindingList,
  ) {
    this.#read = createMatcherReader(matchers, place);
  }

  /** In words. */
  get failure(): string | undefined {
    return this.#failure;
  }

  push(lines: readonly string[]): void {
    if (lines.length === 0 || this.findings.isFull || this.#failure !== undefined) {
      return;
    }
    let at = '';
    const isDone = withinTime(mostTime, () =>
      lines.forEach(line => {
        at = line;
        const found = this.#read(line);
        if (found) {
          this.findings.add(found);
        }
      }),
    );
    if (!isDone) {
      this.#failure = t`its problem matcher took too long at the line “${at.slice(0, 60)}”, and has read no further`;
    }
  }
}
