import type { TreeEntry } from '../git/diffTrees';
import { readEntries, type TreeEdits } from '../git/trees';
import { sameEntry } from './attribution';
import { mergeEntries } from './mergeEntries';

/** What a commit did to one path. */
export interface EntryChange {
  readonly path: string;
  readonly before: TreeEntry | null;
  readonly after: TreeEntry | null;
}

/**
 * What the developer's index must become so that their staged diff reads as before, now against the new HEAD.
 *
 * `staged` is the tree of what they have staged. Where it and the commit differ in the same lines, what they staged
 * stays, for it may be nowhere else; but not where they let it go along (`isIncluded`).
 */
export async function planIndex(
  repository: string,
  staged: string,
  changes: readonly EntryChange[],
  isIncluded: (change: EntryChange) => boolean,
): Promise<TreeEdits> {
  const entries = await readEntries(
    repository,
    staged,
    changes.map(change => change.path),
  );
  const edits = new Map<string, TreeEntry | null>();
  for (const change of changes) {
    const now = entries.get(change.path) ?? null;
    const next = await nextEntry(repository, now, change, isIncluded(change));
    if (!sameEntry(next, now)) {
      edits.set(change.path, next);
    }
  }
  return edits;
}

async function nextEntry(
  repository: string,
  staged: TreeEntry | null,
  { before, after }: EntryChange,
  included: boolean,
): Promise<TreeEntry | null> {
  if (sameEntry(staged, before)) {
    return after;
  }
  if (sameEntry(staged, after)) {
    return staged;
  }
  const [ours, theirs] = included ? [after, staged] : [staged, after];
  const merged = await mergeEntries(repository, { base: before, ours, theirs });
  return merged.entry ?? ours;
}
