import { bytesOfText, isBinary, joinLines, splitLines } from '../core/lines';
import { mergeLines } from '../core/merge';
import { readBlobs, writeBlob } from '../git/blobs';
import type { TreeEntry } from '../git/diffTrees';
import { sameEntry } from './attribution';
import { isPlainFile } from './change';

export interface EntrySides {
  readonly base: TreeEntry | null;
  readonly ours: TreeEntry | null;
  readonly theirs: TreeEntry | null;
}

export interface MergedEntry {
  /** Absent: these cannot be merged line by line. */
  readonly entry?: TreeEntry;
  readonly overlaps: boolean;
}

/** Three ways; where both sides changed the same lines, `ours`, and that is said. */
export async function mergeEntries(repository: string, { base, ours, theirs }: EntrySides): Promise<MergedEntry> {
  if (!base || !ours || !theirs || ![base, ours, theirs].every(isPlainFile)) {
    return { overlaps: true };
  }
  if (sameEntry(base, theirs) || sameEntry(ours, theirs)) {
    return { entry: ours, overlaps: false };
  }
  if (sameEntry(base, ours)) {
    return { entry: theirs, overlaps: false };
  }
  const blobs = await readBlobs(repository, [base.id, ours.id, theirs.id]);
  const texts = [base, ours, theirs].map(entry => blobs.get(entry.id) ?? '');
  if (texts.some(isBinary)) {
    return { overlaps: true };
  }
  const [baseLines = [], ourLines = [], theirLines = []] = texts.map(splitLines);
  const { lines, overlaps } = mergeLines(baseLines, ourLines, theirLines);
  const mode = ours.mode === base.mode ? theirs.mode : ours.mode;
  return {
    entry: { mode, id: await writeBlob(repository, bytesOfText(joinLines(lines))) },
    overlaps: overlaps.length > 0,
  };
}
