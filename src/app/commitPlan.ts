import { t } from '@vscode/l10n';
import type { Hunk } from '../core/hunks';
import { bytesOfText, joinLines } from '../core/lines';
import { approvedLines, isWhole, type ReviewedFile, type StateOf } from '../core/reviewedFile';
import { writeBlob } from '../git/blobs';
import type { TreeEntry } from '../git/diffTrees';
import { editTree, readEntries } from '../git/trees';
import { sameEntry } from './attribution';
import { mergeEntries } from './mergeEntries';
import type { CurrentFile } from './workTree';

export interface CommitPlanRequest {
  readonly repository: string;
  /** The tree of HEAD; `null` before the first commit. */
  readonly headTree: string | null;
  /** The tree of what the developer has staged. */
  readonly stagedTree: string;
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
  readonly leftOut: readonly LeftOut[];
}

/** Approved hunks that a commit cannot hold, with the reason in words. */
export interface LeftOut {
  readonly path: string;
  readonly hunks: readonly Hunk[];
  readonly why: string;
}

/** What the commit will hold, computed in copies before anything is changed. */
export async function planCommit(request: CommitPlanRequest): Promise<CommitPlan> {
  const { repository, headTree, stagedTree } = request;
  // What git ignores is in no commit; approving it keeps it as it is.
  const approved = request.files.filter(file => !file.ignored && approvedOf(request, file).length > 0);
  const paths = approved.flatMap(file => (file.from ? [file.path, file.from] : [file.path]));
  const [head, staged] = await Promise.all([
    readEntries(repository, headTree, paths),
    readEntries(repository, stagedTree, paths),
  ]);
  const planning: Planning = { ...request, head, staged };
  const edits = new Map<string, TreeEntry | null>();
  const hunks: { path: string; hunk: Hunk }[] = [];
  const leftOut: LeftOut[] = [];
  for (const file of approved) {
    const planned = await planFile(planning, file);
    planned.entries.forEach((entry, path) => edits.set(path, entry));
    hunks.push(...planned.hunks.map(hunk => ({ path: file.path, hunk })));
    leftOut.push(...planned.leftOut);
  }
  return { tree: await editTree(repository, headTree, edits), hunks, leftOut };
}

interface Planning extends CommitPlanRequest {
  readonly head: ReadonlyMap<string, TreeEntry | null>;
  readonly staged: ReadonlyMap<string, TreeEntry | null>;
}

/** Paths and their entries in the commit. */
type Entries = ReadonlyMap<string, TreeEntry | null>;

/** `together`: no smaller part of the file could be committed either. */
interface Refusal {
  readonly why: string;
  readonly together: boolean;
}

interface PlannedFile {
  readonly entries: Entries;
  readonly hunks: readonly Hunk[];
  readonly leftOut: readonly LeftOut[];
}

/** As many of the approved hunks as can be committed: one that cannot keeps no other from it. */
async function planFile(planning: Planning, file: ReviewedFile): Promise<PlannedFile> {
  const approved = approvedOf(planning, file);
  const all = await planHunks(planning, file, approved);
  if (!isRefusal(all)) {
    return { entries: all, hunks: approved, leftOut: [] };
  }
  const nothing = { entries: new Map(), hunks: [], leftOut: [{ path: file.path, hunks: approved, why: all.why }] };
  if (all.together || approved.length === 1) {
    return nothing;
  }
  const fitting: Hunk[] = [];
  const leftOut: LeftOut[] = [];
  for (const hunk of approved) {
    const alone = await planHunks(planning, file, [hunk]);
    if (isRefusal(alone)) {
      leftOut.push({ path: file.path, hunks: [hunk], why: alone.why });
    } else {
      fitting.push(hunk);
    }
  }
  const rest = fitting.length === 0 ? all : await planHunks(planning, file, fitting);
  return isRefusal(rest) ? nothing : { entries: rest, hunks: fitting, leftOut };
}

async function planHunks(planning: Planning, file: ReviewedFile, hunks: readonly Hunk[]): Promise<Entries | Refusal> {
  const whole = isWhole(file) || file.after === null;
  const planned = whole ? planWhole(planning, file) : await planLines(planning, file, hunks);
  return isRefusal(planned) ? planned : ((await checkStaged(planning, planned)) ?? planned);
}

function planWhole({ head, current, entangled }: Planning, file: ReviewedFile): Entries | Refusal {
  const now = current.get(file.path);
  const include = entangled === 'includeMine';
  if (now?.unsaved) {
    return together(t('it has unsaved changes, and can only be committed as a whole'));
  }
  if (!sameEntry(now?.entry ?? null, file.after) && !include) {
    return together(t('you changed this file after Claude did, and it can only be committed as a whole'));
  }
  if (!sameEntry(head.get(file.from ?? file.path) ?? null, file.before) && !include) {
    return together(t('it had uncommitted changes of your own before the task'));
  }
  const planned = new Map<string, TreeEntry | null>([[file.path, now?.entry ?? null]]);
  if (file.from !== null) {
    planned.set(file.from, null);
  }
  return planned;
}

async function planLines(planning: Planning, file: ReviewedFile, hunks: readonly Hunk[]): Promise<Entries | Refusal> {
  const { repository, head, current, entangled } = planning;
  const now = current.get(file.path);
  if (!now?.lines) {
    const gone = now?.entry === null && !now.unsaved;
    return together(gone ? t('you deleted this file after Claude changed it') : t('this file is not text any more'));
  }
  const was = head.get(file.path) ?? null;
  if (hunks.length === file.hunks.length && sameEntry(was, file.before) && !now.unsaved) {
    if (sameEntry(now.entry, file.after)) {
      return new Map([[file.path, file.after]]); // nobody but Claude was here
    }
  }
  const { lines, overlaps } = approvedLines(file, now.lines, only(hunks, planning.stateOf(file.path)));
  if (overlaps.length > 0) {
    return apart(t('one edit of yours reaches over hunks that were decided differently'));
  }
  if (was === null && file.before !== null && entangled === 'leaveOut') {
    return together(t('this file was not committed before the task, so all of it would be'));
  }
  const approvedId = await writeBlob(repository, bytesOfText(joinLines(lines)));
  const approvedEntry = { mode: was?.mode ?? file.after?.mode ?? now.entry?.mode ?? '100644', id: approvedId };
  if (was === null) {
    return new Map([[file.path, approvedEntry]]);
  }
  const merged = await mergeEntries(repository, { base: file.before, ours: approvedEntry, theirs: was });
  if (entangled === 'leaveOut' && (!merged.entry || merged.overlaps)) {
    return apart(t('its approved lines hang on uncommitted changes of your own in the same place'));
  }
  return new Map([[file.path, merged.entry ?? approvedEntry]]);
}

/** Why the developer's staged changes could not stay as they are, or `null`. */
async function checkStaged(
  { repository, head, staged, entangled }: Planning,
  planned: Entries,
): Promise<Refusal | null> {
  for (const [path, entry] of planned) {
    const [was, now] = [head.get(path) ?? null, staged.get(path) ?? null];
    if (sameEntry(now, was) || sameEntry(now, entry) || entangled === 'includeMine') {
      continue;
    }
    const merged = await mergeEntries(repository, { base: was, ours: entry, theirs: now });
    if (!merged.entry || merged.overlaps) {
      return apart(t('you have staged other changes of the same lines'));
    }
  }
  return null;
}

function approvedOf({ stateOf }: CommitPlanRequest, file: ReviewedFile): Hunk[] {
  const state = stateOf(file.path);
  return file.hunks.filter(hunk => state(hunk) === 'approved');
}

/** As if of the approved hunks only these were. */
function only(hunks: readonly Hunk[], stateOf: StateOf): StateOf {
  return hunk => {
    const state = stateOf(hunk);
    return state === 'approved' && !hunks.includes(hunk) ? 'pending' : state;
  };
}

function together(why: string): Refusal {
  return { why, together: true };
}

function apart(why: string): Refusal {
  return { why, together: false };
}

function isRefusal(planned: Entries | Refusal): planned is Refusal {
  return 'why' in planned;
}
