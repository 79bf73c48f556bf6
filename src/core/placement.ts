import type { Hunk } from './hunks';
import { diffLines, type Edit } from './lineDiff';
import type { LineRange } from './lines';
import { rangesOverlap, union } from './merge';

/**
 * Where hunks are in a file as it is now.
 *
 * `clean`: the lines are what Claude left (or what was put back). `tweaked`:
 * the developer changed lines inside the hunk, which go with it. `both`: the
 * developer's change reaches over the hunk's border, now or while Claude worked,
 * so it needs a decision of its own.
 */
export interface Place {
  /** More than one only where a change of the developer's reaches over several. */
  readonly hunks: readonly Hunk[];
  readonly kind: 'clean' | 'tweaked' | 'both';
  /** Lines of the "before" text, of the expected text, and of the text as it is now. */
  readonly before: LineRange;
  readonly expected: LineRange;
  readonly current: LineRange;
}

/** "Before" with some of the hunks applied: what the file holds if only Claude's lines count. */
export function applyHunks(
  before: readonly string[],
  after: readonly string[],
  hunks: readonly Hunk[],
  keep: (hunk: Hunk) => boolean,
): string[] {
  const parts: (readonly string[])[] = []; // joined at the end: a call cannot take a hundred thousand arguments
  let at = 0;
  for (const hunk of hunks) {
    const [source, range] = keep(hunk) ? [after, hunk.after] : [before, hunk.before];
    parts.push(before.slice(at, hunk.before.start), source.slice(range.start, range.end));
    at = hunk.before.end;
  }
  return [...parts, before.slice(at)].flat();
}

/**
 * Find the hunks in the file's current lines.
 *
 * Compared with the expected text (rejected hunks put back, the others as Claude
 * left them), so that a rejection is never mistaken for an edit of the developer's.
 */
export function placeHunks(
  before: readonly string[],
  after: readonly string[],
  hunks: readonly Hunk[],
  current: readonly string[],
  isRejected: (hunk: Hunk) => boolean,
): Place[] {
  const expected = applyHunks(before, after, hunks, hunk => !isRejected(hunk));
  const edits = diffLines(expected, current);
  const ranges = expectedRanges(hunks, isRejected);
  const places: Place[] = [];
  let e = 0;
  let shift = 0; // how far the current text has moved against the expected one
  for (let i = 0; i < hunks.length;) {
    const first = i;
    let range = at(ranges, i++);
    for (let edit = edits[e]; edit && isBefore(edit.from, range); edit = edits[++e]) {
      shift += growthOf(edit);
    }
    const firstEdit = e;
    for (let grown = true; grown;) {
      grown = false;
      for (let edit = edits[e]; edit && rangesOverlap(edit.from, range); edit = edits[++e]) {
        range = union(range, edit.from);
        grown = true;
      }
      for (let next = ranges[i]; next && rangesOverlap(next, range); next = ranges[++i]) {
        range = union(range, next);
        grown = true;
      }
    }
    const growth = edits.slice(firstEdit, e).reduce((sum, edit) => sum + growthOf(edit), 0);
    const reach = union(at(ranges, first), at(ranges, i - 1));
    const own = i - first === 1 && reach.start === range.start && reach.end === range.end;
    const isShared = hunks.slice(first, i).some(hunk => hunk.shared);
    places.push({
      hunks: hunks.slice(first, i),
      kind: isShared ? 'both' : e === firstEdit ? 'clean' : own ? 'tweaked' : 'both',
      // Lines around the hunks are the same on the "before" side, so it reaches as far as they do.
      before: {
        start: at(hunks, first).before.start - (reach.start - range.start),
        end: at(hunks, i - 1).before.end + (range.end - reach.end),
      },
      expected: range,
      current: { start: range.start + shift, end: range.end + shift + growth },
    });
    shift += growth;
  }
  return places;
}

/** Where each hunk lies in the expected text. */
function expectedRanges(hunks: readonly Hunk[], isRejected: (hunk: Hunk) => boolean): LineRange[] {
  let moved = 0;
  return hunks.map(hunk => {
    const length = lengthOf(isRejected(hunk) ? hunk.before : hunk.after);
    const start = hunk.before.start + moved;
    moved += length - lengthOf(hunk.before);
    return { start, end: start + length };
  });
}

/** Whether an edit leaves a range alone and comes before it. */
function isBefore(edit: LineRange, range: LineRange): boolean {
  return edit.end <= range.start && !rangesOverlap(edit, range);
}

function lengthOf(range: LineRange): number {
  return range.end - range.start;
}

function growthOf({ from, to }: Edit): number {
  return lengthOf(to) - lengthOf(from);
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) {
    throw new Error(`no item ${index}`);
  }
  return item;
}
