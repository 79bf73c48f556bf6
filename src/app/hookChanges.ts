import { t } from '@vscode/l10n';
import { Emitter } from '../base/emitter';
import { UserError } from '../base/errors';
import { bytesOfText, joinLines, splitLines } from '../core/lines';
import type { Commit, CommitJournal, Task } from '../core/model';
import { isWhole } from '../core/reviewedFile';
import { findSwept } from '../core/sweptHunks';
import { readBlobs, writeBlob } from '../git/blobs';
import { amendTree } from '../git/commit';
import { diffTrees, type TreeEntry } from '../git/diffTrees';
import { editIndex } from '../git/editIndex';
import { type Patience, waitUntilUnlocked } from '../git/locks';
import { editTree, readEntries } from '../git/trees';
import { sameEntry } from './attribution';
import { type Change, loadChange } from './change';
import { planIndex } from './indexPlan';
import type { Log } from './ports';
import { checkRewritable } from './takeBacks';

/** What commit hooks made of approved changes, as hunks; read from git once for each commit. */
export class HookChanges {
  readonly #changes = new Map<string, Change>();
  readonly #changed = new Emitter<string>();
  /** Gives the task's id. */
  readonly onDidChange = this.#changed.event;

  constructor(private readonly log: Log) {}

  /** What was read last; nothing before the first {@link load}, and where no hook changed anything. */
  get(commit: Commit): Change | undefined {
    return this.#changes.get(keyOf(commit));
  }

  async load(task: Task, commit: Commit): Promise<Change | undefined> {
    const { approvedTree, tree } = commit;
    if (approvedTree === null || approvedTree === tree) {
      return undefined;
    }
    const known = this.#changes.get(keyOf(commit));
    if (known) {
      return known;
    }
    try {
      const change = await loadChange(task.workTree, approvedTree, tree);
      this.#changes.set(keyOf(commit), change);
      this.#changed.fire(task.id);
      return change;
    } catch (error) {
      this.log.error(`What a hook changed in ${commit.sha} could not be read`, error);
      return undefined;
    }
  }
}

/** The hook's hunks that hold lines which were in the work tree and which nobody had approved. */
export async function findSweptHunks(repository: string, journal: CommitJournal, tree: string): Promise<string[]> {
  const { files } = await loadChange(repository, journal.tree, tree);
  const entries = await readEntries(
    repository,
    journal.workTree,
    files.map(({ path }) => path),
  );
  const ids = [...entries.values()].flatMap(entry => (entry && !entry.mode.startsWith('16') ? [entry.id] : []));
  const blobs = await readBlobs(repository, ids);
  return files.flatMap(file => {
    const now = entries.get(file.path) ?? null;
    const swept =
      isWhole(file) || !now
        ? file.hunks.filter(() => sameEntry(now, file.after) && !sameEntry(now, file.before))
        : findSwept(file.beforeLines, file.afterLines, splitLines(blobs.get(now.id) ?? ''), file.hunks);
    return swept.map(hunk => hunk.id);
  });
}

/**
 * Make the commit anew without one of the hook's hunks; what the hook did to the files stays, uncommitted.
 *
 * No hook runs: it would do the same again.
 */
export async function takeHookHunkOut(
  task: Task,
  commit: Commit,
  target: { readonly path: string; readonly hunk: string },
  patience: Patience,
): Promise<Commit> {
  const repository = task.workTree;
  await checkRewritable(task, commit);
  const { files } = await loadChange(repository, commit.approvedTree ?? commit.tree, commit.tree);
  const file = files.find(({ path }) => path === target.path);
  const hunk = file?.hunks.find(({ id }) => id === target.hunk);
  if (!file || !hunk) {
    throw new UserError('noHunk', t('This hunk of a commit hook’s is not in the commit. Look at it again.'));
  }
  const edits = new Map<string, TreeEntry | null>();
  if (isWhole(file) || (file.hunks.length === 1 && (file.before === null || file.after === null))) {
    edits.set(file.path, file.from === null ? file.before : null);
    if (file.from !== null) {
      edits.set(file.from, file.before);
    }
  } else {
    const lines = [
      ...file.afterLines.slice(0, hunk.after.start),
      ...file.beforeLines.slice(hunk.before.start, hunk.before.end),
      ...file.afterLines.slice(hunk.after.end),
    ];
    const id = await writeBlob(repository, bytesOfText(joinLines(lines)));
    edits.set(file.path, { mode: file.after?.mode ?? '100644', id });
  }
  const tree = await editTree(repository, commit.tree, edits);
  await waitUntilUnlocked(repository, commit.branch, patience);
  const sha = await amendTree(repository, { tree, head: { commit: commit.sha, branch: commit.branch } });
  const changes = await diffTrees(repository, commit.tree, tree, { renames: false });
  const index = await editIndex(repository, staged => planIndex(repository, staged, changes, () => false), patience);
  return { ...commit, sha, tree, indexAfter: index.after, swept: commit.swept.filter(id => id !== hunk.id) };
}

function keyOf({ id, approvedTree, tree }: Commit): string {
  return `${id} ${approvedTree ?? ''} ${tree}`;
}
