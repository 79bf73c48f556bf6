import type { Hunk } from '../core/hunks';
import { bytesOfText, isBinary, joinLines, splitLines } from '../core/lines';
import { mergeLines } from '../core/merge';
import { approvedLines, isWhole, type ReviewedFile, type StateOf } from '../core/reviewedFile';
import { readBlobs, writeBlob } from '../git/blobs';
import type { TreeEntry } from '../git/diffTrees';
import { editTree, readEntries, readIndexEntries, type TreeEdits } from '../git/trees';
import { sameEntry } from './attribution';
import { isPlainFile } from './change';
import type { CurrentFile } from './workTree';

export interface CommitPlanRequest {
  readonly repository: string;
  /** The tree of HEAD; `null` before the first commit. */
  readonly headTree: string | null;
  readonly files: readonly ReviewedFile[];
  readonly current: ReadonlyMap<string, CurrentFile>;
  readonly stateOf: (path: string) => StateOf;
  /** What to do with approved hunks that hang on the developer's own uncommitted lines. */
  readonly entangled: 'leaveOut' | 'includeMine';
}

export interface CommitPlan {
  /** HEAD plus the approved hunks. */
  readonly tree: string;
  /** What will be committed of each file. */
  readonly hunks: readonly { readonly path: string; readonly hunk: Hunk }[];
  /** Files left out, with the reason in words. */
  readonly leftOut: readonly { readonly path: string; readonly why: string }[];
}

/** What the commit will hold, computed in copies before anything is changed. */
export async function planCommit(request: CommitPlanRequest): Promise<CommitPlan> {
  const { repository, headTree, files } = request;
  const committable = files.filter(file => !file.ignored);
  const approved = committable.filter(file => file.hunks.some(hunk => request.stateOf(file.path)(hunk) === 'approved'));
  const paths = approved.flatMap(file => (file.from ? [file.path, file.from] : [file.path]));
  const [head, index] = await Promise.all([
    readEntries(repository, headTree, paths),
    readIndexEntries(repository, paths),
  ]);
  const edits = new Map<string, TreeEntry | null>();
  const hunks: { path: string; hunk: Hunk }[] = [];
  const leftOut: { path: string; why: string }[] = [];
  for (const file of approved) {
    const planned = isWhole(file) ? planWhole(request, file, head) : await planLines(request, file, head);
    const why = typeof planned === 'string' ? planned : await checkStaged(request, planned, head, index);
    if (typeof planned === 'string' || why !== null) {
      leftOut.push({ path: file.path, why: why ?? '' });
      continue;
    }
    planned.forEach((entry, path) => edits.set(path, entry));
    const stateOf = request.stateOf(file.path);
    hunks.push(...file.hunks.filter(hunk => stateOf(hunk) === 'approved').map(hunk => ({ path: file.path, hunk })));
  }
  return { tree: await editTree(repository, headTree, edits), hunks, leftOut };
}

/**
 * What the developer's index must become so that their staged diff reads as before, now against the new commit.
 *
 * `changes` are the commit's own: what each path was in HEAD and what it is now.
 */
export async function planIndex(
  repository: string,
  changes: readonly { path: string; before: TreeEntry | null; after: TreeEntry | null }[],
): Promise<TreeEdits> {
  const index = await readIndexEntries(
    repository,
    changes.map(change => change.path),
  );
  const edits = new Map<string, TreeEntry | null>();
  for (const { path, before, after } of changes) {
    const staged = index.get(path) ?? null;
    if (sameEntry(staged, before)) {
      edits.set(path, after);
    } else if (!sameEntry(staged, after)) {
      const merged = await mergeEntries(repository, { base: before, ours: after, theirs: staged });
      if (merged.entry) {
        edits.set(path, merged.entry); // on an overlap the commit's side, which approval was told of
      }
    }
  }
  return edits;
}

/** A path and its entry in the commit, or why it cannot be committed as it is. */
type Planned = Map<string, TreeEntry | null> | string;

function planWhole(
  request: CommitPlanRequest,
  file: ReviewedFile,
  head: ReadonlyMap<string, TreeEntry | null>,
): Planned {
  const now = request.current.get(file.path);
  const origin = file.from ?? file.path;
  if (now?.unsaved || !sameEntry(now?.entry ?? null, file.after)) {
    return 'you changed this file after Claude did, and it can only be committed as a whole';
  }
  if (!sameEntry(head.get(origin) ?? null, file.before) && request.entangled === 'leaveOut') {
    return 'it had uncommitted changes of your own before the task';
  }
  const planned = new Map<string, TreeEntry | null>([[file.path, file.after]]);
  if (file.from !== null) {
    planned.set(file.from, null);
  }
  return planned;
}

async function planLines(
  request: CommitPlanRequest,
  file: ReviewedFile,
  head: ReadonlyMap<string, TreeEntry | null>,
): Promise<Planned> {
  const { repository, entangled } = request;
  const now = request.current.get(file.path);
  const gone = now?.entry === null && !now.unsaved;
  const currentLines = gone ? [] : now?.lines;
  if (!currentLines || gone !== (file.after === null)) {
    return gone ? 'you deleted this file after Claude changed it' : 'this file is not text any more';
  }
  const { lines, overlaps } = approvedLines(file, currentLines, request.stateOf(file.path));
  if (overlaps.length > 0) {
    return 'one edit of yours reaches over hunks that were decided differently';
  }
  const was = head.get(file.path) ?? null;
  if (was === null && file.before !== null && entangled === 'leaveOut') {
    return 'this file was untracked before the task, so all of it would be committed';
  }
  if (file.after === null && sameEntry(was, file.before)) {
    return new Map([[file.path, null]]);
  }
  const approvedId = await writeBlob(repository, bytesOfText(joinLines(lines)));
  const mode = was?.mode ?? file.after?.mode ?? now?.entry?.mode ?? '100644';
  const approvedEntry = { mode, id: approvedId };
  if (was === null) {
    return new Map([[file.path, approvedEntry]]);
  }
  const merged = await mergeEntries(repository, { base: file.before, ours: approvedEntry, theirs: was });
  if (!merged.entry || (merged.overlaps && entangled === 'leaveOut')) {
    return 'its approved lines adjoin uncommitted changes of your own in the same place';
  }
  return new Map([[file.path, merged.entry]]);
}

/** Why the developer's staged changes could not stay as they are, or `null`. */
async function checkStaged(
  request: CommitPlanRequest,
  planned: ReadonlyMap<string, TreeEntry | null>,
  head: ReadonlyMap<string, TreeEntry | null>,
  index: ReadonlyMap<string, TreeEntry | null>,
): Promise<string | null> {
  for (const [path, entry] of planned) {
    const [was, staged] = [head.get(path) ?? null, index.get(path) ?? null];
    if (sameEntry(staged, was) || sameEntry(staged, entry) || request.entangled === 'includeMine') {
      continue;
    }
    const merged = await mergeEntries(request.repository, { base: was, ours: entry, theirs: staged });
    if (!merged.entry || merged.overlaps) {
      return 'you have staged other changes of the same lines';
    }
  }
  return null;
}

/** Three ways; on an overlap `ours`, and that is said. No entry: these cannot be merged line by line. */
async function mergeEntries(
  repository: string,
  { base, ours, theirs }: { base: TreeEntry | null; ours: TreeEntry | null; theirs: TreeEntry | null },
): Promise<{ entry?: TreeEntry; overlaps: boolean }> {
  if (!base || !ours || !theirs || ![base, ours, theirs].every(isPlainFile)) {
    return { overlaps: true };
  }
  const blobs = await readBlobs(repository, [base.id, ours.id, theirs.id]);
  const texts = [base, ours, theirs].map(entry => blobs.get(entry.id) ?? '');
  if (texts.some(isBinary)) {
    return { overlaps: true };
  }
  const [baseLines = [], ourLines = [], theirLines = []] = texts.map(splitLines);
  const { lines, overlaps } = mergeLines(baseLines, ourLines, theirLines);
  return {
    entry: { mode: ours.mode, id: await writeBlob(repository, bytesOfText(joinLines(lines))) },
    overlaps: overlaps.length > 0,
  };
}
