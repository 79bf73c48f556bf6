import { readable } from './lines';
import type { Comment } from './model';

/**
 * `open`: goes to Claude with the next request. `answered`: it went, and the line it is about is another one since.
 * `resolved`: the user has no more to say about it.
 */
export type RemarkState = 'open' | 'answered' | 'resolved';

/** Remarks on one line, oldest first. */
export interface RemarkThread {
  readonly path: string;
  readonly side: Comment['side'];
  readonly line: number;
  readonly remarks: readonly [Comment, ...Comment[]];
}

/** The remarks of a task, those on the same line together. */
export function threadsOf(comments: readonly Comment[]): RemarkThread[] {
  const byPlace = Map.groupBy(comments, ({ path, side, line }) => JSON.stringify([path, side, line]));
  return [...byPlace.values()].flatMap(own => {
    const [first, ...others] = own.toSorted((a, b) => a.createdAt - b.createdAt);
    return first ? [{ path: first.path, side: first.side, line: first.line, remarks: [first, ...others] }] : [];
  });
}

/** Where a line is now: the one with the same words that is nearest. `undefined`: there is none any more. */
export function followLine(lines: readonly string[], line: number, quote: string): number | undefined {
  const words = quote.trim();
  const same = (at: number): boolean => at < lines.length && wordsOf(lines[at] ?? '') === words;
  for (let distance = 0; distance < Math.max(lines.length, line + 1); distance++) {
    const found = [line - distance, line + distance].find(at => at >= 0 && same(at));
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** What became of a remark. `after`: the file as Claude left it last; `undefined` when it is not changed any more. */
export function remarkState(remark: Comment, after: readonly string[] | undefined): RemarkState {
  if (remark.resolved) {
    return 'resolved';
  }
  const isThere = after !== undefined && followLine(after, remark.line, remark.quote) !== undefined;
  const isAnswered = remark.side === 'after' ? !isThere : isThere; // what was gone is back
  return remark.sentIn !== null && isAnswered ? 'answered' : 'open';
}

function wordsOf(line: string): string {
  return readable([line]).trim();
}
