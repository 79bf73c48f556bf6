import { diffLines, type Edit } from './lineDiff';
import type { LineRange } from './lines';

/** Where both sides changed the same lines of the base in different ways. */
export interface Overlap {
  readonly base: LineRange;
  readonly ours: LineRange;
  readonly theirs: LineRange;
}

export interface MergeResult {
  /** Both sides' changes; where they overlap, ours alone (or theirs, if told so). */
  readonly lines: string[];
  readonly overlaps: readonly Overlap[];
}

/**
 * Merge what two sides did to the same base.
 *
 * Changes of neighbouring lines do not overlap: unlike `git merge`, which wants
 * a line between them, the lines each side touched are known here. Overlaps are
 * reported and never guessed: ours stays unless the caller was told otherwise.
 */
export function mergeLines(
  base: readonly string[],
  ours: readonly string[],
  theirs: readonly string[],
  overlapping: 'ours' | 'theirs' = 'ours',
): MergeResult {
  const groups = groupEdits(diffLines(base, ours), diffLines(base, theirs));
  const parts: (readonly string[])[] = []; // joined at the end: a call cannot take a hundred thousand arguments
  const overlaps: Overlap[] = [];
  let at = 0;
  for (const { range, mine, other } of groups) {
    parts.push(base.slice(at, range.start));
    at = range.end;
    const oursRange = imageOf(range, mine);
    const theirsRange = imageOf(range, other);
    const ourLines = ours.slice(oursRange.start, oursRange.end);
    const theirLines = theirs.slice(theirsRange.start, theirsRange.end);
    const bothChanged = mine.edits.length > 0 && other.edits.length > 0;
    if (bothChanged && !sameLines(ourLines, theirLines)) {
      overlaps.push({ base: range, ours: oursRange, theirs: theirsRange });
    }
    const isOurs = mine.edits.length > 0 && !(bothChanged && overlapping === 'theirs');
    parts.push(isOurs ? ourLines : theirLines);
  }
  return { lines: [...parts, base.slice(at)].flat(), overlaps };
}

export function sameLines(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, i) => line === b[i]);
}

/** Whether two ranges share a line, or one is a place strictly inside the other, or both are the same place. */
export function rangesOverlap(a: LineRange, b: LineRange): boolean {
  if (a.start === a.end && b.start === b.end) {
    return a.start === b.start;
  }
  return a.start < b.end && b.start < a.end;
}

interface Side {
  readonly edits: readonly Edit[];
  /** How far this side's lines have moved against the base before the group. */
  readonly shift: number;
}

interface Group {
  readonly range: LineRange;
  readonly mine: Side;
  readonly other: Side;
}

/** Gather the edits of both sides that overlap, directly or through each other. */
function groupEdits(ours: readonly Edit[], theirs: readonly Edit[]): Group[] {
  const groups: Group[] = [];
  let [i, j, ourShift, theirShift] = [0, 0, 0, 0];
  while (i < ours.length || j < theirs.length) {
    const first = firstOf(ours[i], theirs[j]);
    let range: LineRange = first.from;
    const mine: Edit[] = [];
    const other: Edit[] = [];
    for (let grown = true; grown;) {
      grown = false;
      for (let edit = ours[i]; edit && (edit === first || rangesOverlap(range, edit.from)); edit = ours[++i]) {
        mine.push(edit);
        range = union(range, edit.from);
        grown = true;
      }
      for (let edit = theirs[j]; edit && (edit === first || rangesOverlap(range, edit.from)); edit = theirs[++j]) {
        other.push(edit);
        range = union(range, edit.from);
        grown = true;
      }
    }
    groups.push({ range, mine: { edits: mine, shift: ourShift }, other: { edits: other, shift: theirShift } });
    ourShift += growthOf(mine);
    theirShift += growthOf(other);
  }
  return groups;
}

/** The edit that comes first in the base; an insertion before a change of the line it stands at. */
function firstOf(a: Edit | undefined, b: Edit | undefined): Edit {
  if (a === undefined || b === undefined) {
    return (a ?? b) as Edit;
  }
  return a.from.start < b.from.start || (a.from.start === b.from.start && a.from.end <= b.from.end) ? a : b;
}

function imageOf(range: LineRange, { edits, shift }: Side): LineRange {
  return { start: range.start + shift, end: range.end + shift + growthOf(edits) };
}

function growthOf(edits: readonly Edit[]): number {
  return edits.reduce((sum, { from, to }) => sum + (to.end - to.start) - (from.end - from.start), 0);
}

/** The smallest range that holds both. */
export function union(a: LineRange, b: LineRange): LineRange {
  return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}
