import type { Decision, Task } from '../core/model';
import type { FileEntry, ReviewedFile } from '../core/reviewedFile';
import { diffTrees } from '../git/diffTrees';
import { readEntries } from '../git/trees';
import { sameEntry } from './attribution';

/** A hunk that the user took out of the files, as Claude had left it. It can be brought back. */
export interface RejectedHunk {
  readonly path: string;
  readonly hunk: string;
  /** 0-based line of the "before" side; `null` for a file as a whole. */
  readonly line: number | null;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly reason: string | null;
}

/** The hunks of a change that these rows took out, in the change's own order. */
export function rejectedHunks(files: readonly ReviewedFile[], rows: readonly Decision[]): RejectedHunk[] {
  const reasons = new Map(rows.map(row => [keyOf(row.path, row.hunk), row.reason]));
  return reasons.size === 0
    ? []
    : files.flatMap(({ path, hunks, beforeLines, afterLines }) =>
        hunks.flatMap(({ id: hunk, kind, before, after }): RejectedHunk[] => {
          const reason = reasons.get(keyOf(path, hunk));
          const line = kind === 'whole' ? null : before.start;
          const lines = {
            before: beforeLines.slice(before.start, before.end),
            after: afterLines.slice(after.start, after.end),
          };
          return reason === undefined ? [] : [{ path, hunk, line, ...lines, reason }];
        }),
      );
}

/** A file around a rejection: as it became without what was taken out, and as it was with it. */
export interface RejectedSides {
  readonly without: { readonly path: string; readonly entry: FileEntry | null };
  readonly with: { readonly path: string; readonly entry: FileEntry | null };
}

/** Read from the snapshots around the rejection; where it wrote nothing (own lines were kept), it is Claude's change. */
export async function readSides(
  task: Task,
  file: Pick<ReviewedFile, 'path' | 'from' | 'before' | 'after'>,
  { undoFrom, undoTo }: Decision,
): Promise<RejectedSides> {
  const { path, from } = file;
  const paths = from === null ? [path] : [path, from];
  const entriesIn = (tree: string | null): Promise<ReadonlyMap<string, FileEntry | null>> =>
    tree === null ? Promise.resolve(new Map()) : readEntries(task.workTree, tree, paths);
  const [was, became] = await Promise.all([entriesIn(undoFrom), entriesIn(undoTo)]);
  const sideOf = (entries: ReadonlyMap<string, FileEntry | null>): RejectedSides['with'] => {
    const origin = from === null ? null : (entries.get(from) ?? null);
    const entry = entries.get(path) ?? null;
    return from !== null && entry === null && origin !== null ? { path: from, entry: origin } : { path, entry };
  };
  const sides = { without: sideOf(became), with: sideOf(was) };
  return sides.with.path === sides.without.path && sameEntry(sides.with.entry, sides.without.entry)
    ? { without: { path: from ?? path, entry: file.before }, with: { path, entry: file.after } }
    : sides;
}

/** Where a file had been renamed from that was taken out as a whole; `null` if it had not. */
export async function originOf(repository: string, { path, undoFrom, undoTo }: Decision): Promise<string | null> {
  const changes = undoFrom && undoTo ? await diffTrees(repository, undoTo, undoFrom) : [];
  return changes.find(change => change.path === path)?.from ?? null;
}

function keyOf(path: string, hunk: string): string {
  return `${hunk} ${path}`;
}
