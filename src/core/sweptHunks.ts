import { diffLines } from './lineDiff';
import type { Hunk } from './hunks';
import { rangesOverlap } from './merge';

/**
 * Which of a commit hook's hunks brought lines in that the work tree held and nobody had approved, as a hook does that
 * ends in `git add`.
 *
 * The hook may have formatted them on the way, so words are compared, not lines.
 */
export function findSwept(
  approved: readonly string[],
  committed: readonly string[],
  workTree: readonly string[],
  hunks: readonly Hunk[],
): Hunk[] {
  const uncommitted = diffLines(approved, workTree);
  return hunks.filter(hunk => {
    const [was, became] = [words(approved, hunk.before), words(committed, hunk.after)];
    return uncommitted
      .filter(edit => rangesOverlap(edit.from, hunk.before))
      .some(edit => {
        const [removed, added] = [words(approved, edit.from), words(workTree, edit.to)];
        return added === '' ? was.includes(removed) && !became.includes(removed) : isIn(added, became, was);
      });
  });
}

function isIn(added: string, became: string, was: string): boolean {
  return became.includes(added) && !was.includes(added);
}

function words(lines: readonly string[], { start, end }: { start: number; end: number }): string {
  return lines
    .slice(start, end)
    .join('')
    .replace(/[^\p{L}\p{N}_]+/gu, '');
}
