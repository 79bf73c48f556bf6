import { isBinary, bytesOfText, joinLines, splitLines } from '../core/lines';
import { mergeLines } from '../core/merge';
import { readBlobs, writeBlob } from '../git/blobs';
import { diffTrees, type TreeEntry } from '../git/diffTrees';
import { editTree, readEntries } from '../git/trees';
import { isPlainFile } from './change';

/** Something the developer did to one file. */
export interface Move {
  readonly path: string;
  readonly from: TreeEntry | null;
  readonly to: TreeEntry | null;
}

/** What the developer did between two snapshots. */
export async function movesBetween(repository: string, from: string, to: string): Promise<Move[]> {
  const changes = from === to ? [] : await diffTrees(repository, from, to, { renames: false });
  return changes.map(({ path, before, after }) => ({ path, from: before, to: after }));
}

/**
 * Merge what the developer did into a tree, in order; returns the new tree.
 *
 * Where they changed the very lines that the tree already has otherwise (Claude
 * worked there too), the tree's side stays: that is a tweak of Claude's hunk.
 */
export async function absorb(repository: string, tree: string, moves: readonly Move[]): Promise<string> {
  if (moves.length === 0) {
    return tree;
  }
  const entries = await readEntries(repository, tree, [...new Set(moves.map(move => move.path))]);
  const edits = new Map<string, TreeEntry | null>();
  for (const { path, from, to } of moves) {
    const now = edits.has(path) ? (edits.get(path) ?? null) : (entries.get(path) ?? null);
    const next = await mergeEntry(repository, now, from, to);
    if (!sameEntry(next, now)) {
      edits.set(path, next);
    }
  }
  return edits.size === 0 ? tree : editTree(repository, tree, edits);
}

export function sameEntry(a: TreeEntry | null, b: TreeEntry | null): boolean {
  return a?.id === b?.id && a?.mode === b?.mode;
}

async function mergeEntry(
  repository: string,
  now: TreeEntry | null,
  from: TreeEntry | null,
  to: TreeEntry | null,
): Promise<TreeEntry | null> {
  if (sameEntry(now, from)) {
    return to;
  }
  if (!now || !from || !to || ![now, from, to].every(isPlainFile) || sameEntry(now, to)) {
    return now;
  }
  const blobs = await readBlobs(repository, [now.id, from.id, to.id]);
  const texts = [from.id, now.id, to.id].map(id => blobs.get(id) ?? '');
  if (texts.some(isBinary)) {
    return now;
  }
  const [base = [], ours = [], theirs = []] = texts.map(splitLines);
  const { lines } = mergeLines(base, ours, theirs);
  return {
    mode: from.mode === to.mode ? now.mode : to.mode,
    id: await writeBlob(repository, bytesOfText(joinLines(lines))),
  };
}
