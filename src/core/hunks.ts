import { createHash } from 'node:crypto';
import { diffLines } from './lineDiff';
import type { LineRange } from './lines';
import type { Risk } from './risk';

/** A maximal run of changed lines, or the whole of a file that has no lines to speak of (binary, mode, link, rename). */
export interface Hunk {
  /** Fingerprint of path, content and surroundings: the same hunk keeps it when other lines move. */
  readonly id: string;
  readonly kind: 'lines' | 'whole';
  /** Lines of the "before" side. */
  readonly before: LineRange;
  /** Lines of what Claude left. */
  readonly after: LineRange;
  /** Lines in it that both Claude and the developer wrote: never taken back or committed without a decision of its own. */
  readonly shared?: boolean;
  /** What deserves a closer look in it. */
  readonly risks?: readonly Risk[];
}

/** The hunks between two texts of one file. */
export function findHunks(path: string, before: readonly string[], after: readonly string[]): Hunk[] {
  const seen = new Map<string, number>();
  return diffLines(before, after).map(({ from, to }) => {
    const print = fingerprint([
      path,
      before.slice(Math.max(0, from.start - 3), from.start),
      before.slice(from.start, from.end),
      after.slice(to.start, to.end),
      before.slice(from.end, from.end + 3),
    ]);
    const twin = seen.get(print) ?? 0; // the same change at two places that look the same
    seen.set(print, twin + 1);
    return { id: twin === 0 ? print : `${print}-${twin}`, kind: 'lines', before: from, after: to };
  });
}

/** The one hunk of a file that is decided as a whole. `facts` are what makes it this change and no other. */
export function wholeFileHunk(path: string, facts: readonly (string | null)[]): Hunk {
  const nothing = { start: 0, end: 0 };
  return { id: fingerprint([path, ...facts]), kind: 'whole', before: nothing, after: nothing };
}

function fingerprint(parts: unknown): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
