import { isBinary, bytesOfText, joinLines, splitLines } from '../core/lines';
import type { LineRange } from '../core/lines';
import { mergeLines } from '../core/merge';
import type { SharedLines } from '../core/model';
import { followLines, isTweak } from '../core/sharedLines';
import { readBlobs, writeBlob } from '../git/blobs';
import { diffTrees, type TreeEntry } from '../git/diffTrees';
import { editTree, readEntries } from '../git/trees';
import { isPlainFile } from './change';

/** Something the developer did to one file. */
export interface Move {
  readonly path: string;
  /** Where they renamed it from. */
  readonly origin?: string;
  readonly from: TreeEntry | null;
  readonly to: TreeEntry | null;
}

/** What the developer did between two snapshots. */
export async function movesBetween(repository: string, from: string, to: string): Promise<Move[]> {
  const changes = from === to ? [] : await diffTrees(repository, from, to);
  return changes.map(({ path, from: origin, before, after }) => ({
    path,
    ...(origin !== undefined && { origin }),
    from: before,
    to: after,
  }));
}

/** A tree with what the developer did, and where nobody can tell any more who wrote what. */
export interface Absorbed {
  readonly tree: string;
  readonly shared: readonly SharedLines[];
}

/** The tree alone; see {@link absorbMoves}. */
export async function absorb(repository: string, tree: string, moves: readonly Move[]): Promise<string> {
  return (await absorbMoves(repository, { tree, shared: [] }, moves)).tree;
}

/**
 * Merge what the developer did into a tree, in order.
 *
 * Where they changed the very lines that the tree already has otherwise (Claude worked there too), the tree's side
 * stays: that is a tweak of Claude's hunk. Where their change reaches beyond Claude's lines, those lines are shared from
 * then on.
 */
export async function absorbMoves(repository: string, start: Absorbed, moves: readonly Move[]): Promise<Absorbed> {
  if (moves.length === 0) {
    return start;
  }
  const paths = moves.flatMap(({ path, origin }) => (origin === undefined ? [path] : [path, origin]));
  const entries = await readEntries(repository, start.tree, [...new Set(paths)]);
  const edits = new Map<string, TreeEntry | null>();
  const entryOf = (path: string): TreeEntry | null =>
    edits.has(path) ? (edits.get(path) ?? null) : (entries.get(path) ?? null);
  let shared = start.shared;
  for (const { path, origin, from, to } of moves) {
    const old = origin !== undefined && entryOf(path) === null && entryOf(origin) ? origin : path;
    const now = entryOf(old);
    const merged = await mergeEntry(repository, now, from, to);
    const own = shared.filter(range => range.path === old).map(merged.follow);
    const ranges = [...own, ...merged.shared].map(({ start: first, end }) => ({ path, start: first, end }));
    shared = [...shared.filter(range => range.path !== old), ...ranges];
    if (old !== path) {
      edits.set(old, null);
    }
    if (old !== path || !sameEntry(merged.entry, now)) {
      edits.set(path, merged.entry);
    }
  }
  return { tree: edits.size === 0 ? start.tree : await editTree(repository, start.tree, edits), shared };
}

export function sameEntry(a: TreeEntry | null, b: TreeEntry | null): boolean {
  return a?.id === b?.id && a?.mode === b?.mode;
}

interface MergedEntry {
  readonly entry: TreeEntry | null;
  /** Where lines of the entry before are now. */
  readonly follow: (range: LineRange) => LineRange;
  readonly shared: readonly LineRange[];
}

/** All of a file, however long it is. */
const everything: LineRange = { start: 0, end: Number.MAX_SAFE_INTEGER };

async function mergeEntry(
  repository: string,
  now: TreeEntry | null,
  from: TreeEntry | null,
  to: TreeEntry | null,
): Promise<MergedEntry> {
  const stay = (range: LineRange): LineRange => range;
  if (sameEntry(now, to)) {
    return { entry: now, follow: stay, shared: [] };
  }
  if (sameEntry(now, from) && (!now || !to || ![now, to].every(isPlainFile))) {
    return { entry: to, follow: stay, shared: [] };
  }
  if (now && from && to === null) {
    return { entry: null, follow: stay, shared: [] }; // they deleted it, with what Claude had changed in it
  }
  if (!now || !from || !to || ![now, from, to].every(isPlainFile)) {
    // A file that Claude made and the developer changed is a tweak; one that was there and cannot be merged is both's.
    return { entry: now, follow: stay, shared: now && to ? [everything] : [] };
  }
  const blobs = await readBlobs(repository, [now.id, from.id, to.id]);
  const texts = [from.id, now.id, to.id].map(id => blobs.get(id) ?? '');
  const mode = from.mode === to.mode ? now.mode : to.mode;
  if (texts.some(isBinary)) {
    return sameEntry(now, from)
      ? { entry: to, follow: stay, shared: [] }
      : { entry: now, follow: stay, shared: [everything] };
  }
  const [base = [], ours = [], theirs = []] = texts.map(splitLines);
  const { lines, overlaps } = mergeLines(base, ours, theirs);
  const follow = (range: LineRange): LineRange => followLines(range, ours, lines);
  const both = overlaps.filter(overlap => !isTweak(base, ours, theirs, overlap));
  return {
    entry: { mode, id: await writeBlob(repository, bytesOfText(joinLines(lines))) },
    follow: range => (range.end === everything.end ? range : follow(range)),
    shared: both.map(overlap => follow(overlap.ours)),
  };
}
