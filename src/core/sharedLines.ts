import { diffLines, type Edit } from './lineDiff';
import type { LineRange } from './lines';
import { type Overlap, rangesOverlap, union } from './merge';

/**
 * Whether the developer stayed inside the lines that Claude had changed: then it is a tweak of Claude's hunk. `base` is
 * what Claude had left, `ours` what was there before, `theirs` what the developer made of it.
 */
export function isTweak(
  base: readonly string[],
  ours: readonly string[],
  theirs: readonly string[],
  { base: range }: Overlap,
): boolean {
  const reach = (edits: readonly Edit[]): LineRange | undefined => {
    const inside = edits.map(({ from }) => from).filter(from => from.start >= range.start && from.end <= range.end);
    return inside.reduce<LineRange | undefined>((all, from) => (all ? union(all, from) : from), undefined);
  };
  const [claude, developer] = [reach(diffLines(base, ours)), reach(diffLines(base, theirs))];
  return !claude || !developer || (developer.start >= claude.start && developer.end <= claude.end);
}

/** Where lines of one text are in another that was made of it; what was changed among them stays inside. */
export function followLines(range: LineRange, from: readonly string[], to: readonly string[]): LineRange {
  let { start, end } = range;
  for (const edit of diffLines(from, to).toReversed()) {
    const growth = edit.to.end - edit.to.start - (edit.from.end - edit.from.start);
    if (edit.from.start < end || (edit.from.end <= start && edit.from.start < start)) {
      end += growth;
    }
    if (edit.from.end <= start && edit.from.start < start) {
      start += growth;
    } else if (edit.from.start < start && edit.from.end > start) {
      start = edit.from.start;
    }
  }
  return { start, end: Math.max(start, end) };
}

/** Whether a hunk has lines that both wrote. A place between lines counts where it touches. */
export function isShared(shared: readonly LineRange[], before: LineRange): boolean {
  return shared.some(range => {
    const isPlace = range.start === range.end || before.start === before.end;
    return isPlace ? range.start <= before.end && before.start <= range.end : rangesOverlap(range, before);
  });
}
