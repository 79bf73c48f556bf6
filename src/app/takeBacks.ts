import { t } from '@vscode/l10n';
import { UserError } from '../base/errors';
import { hasHeadMoved } from '../core/headMove';
import type { Commit, Task, Turn } from '../core/model';
import { underWay } from '../git/commit';
import { isPushed } from '../git/commitFacts';
import { diffTrees } from '../git/diffTrees';
import { editIndex } from '../git/editIndex';
import { type Patience, waitUntilUnlocked } from '../git/locks';
import { type HeadPlace, moveHead } from '../git/moveHead';
import { getOperation } from '../git/operation';
import { getHead } from '../git/repositoryState';
import { getEmptyTree, getTreeOf } from '../git/trees';
import { type EntryChange, planIndex } from './indexPlan';

/**
 * Take a commit of ours back, as `git reset --soft` would: only while it is HEAD and no remote has it.
 *
 * Work tree untouched; the index goes back to what was staged before the commit, and what was staged since stays.
 */
export async function takeCommitBack(task: Task, commit: Commit, patience: Patience): Promise<void> {
  const repository = task.workTree;
  const place = await checkRewritable(task, commit);
  const why = `autobot: take back ${commit.sha.slice(0, 8)}`;
  await waitUntilUnlocked(repository, place.branch, patience);
  await moveHead(repository, place, { ...place, commit: commit.parent }, why);
  const parentTree = (await getTreeOf(repository, commit.parent)) ?? (await getEmptyTree(repository));
  const { indexBefore, indexAfter } = commit;
  const known = indexBefore !== null && indexAfter !== null;
  await moveIndex(repository, known ? [indexAfter, indexBefore] : [commit.tree, parentTree], patience);
}

/** Where HEAD is, if it is this commit and nobody else has it; else throws in words. */
export async function checkRewritable(task: Task, { sha, branch }: Commit): Promise<HeadPlace> {
  const repository = task.workTree;
  const [head, operation] = await Promise.all([getHead(repository), getOperation(repository)]);
  const name = sha.slice(0, 8);
  const instead = t`git revert ${name} makes a commit that undoes it.`;
  if (operation) {
    throw underWay(operation);
  }
  if (head.commit !== sha) {
    throw new UserError('notHead', t`${name} is not HEAD any more, so it cannot be taken back. ${instead}`);
  }
  if (branch !== null && head.branch !== branch) {
    const place = head.branch ?? t('no branch');
    throw new UserError('otherBranch', t`${name} was made on ${branch}, and HEAD is on ${place}. Switch back first.`);
  }
  if (await isPushed(repository, sha)) {
    throw new UserError('pushed', t`${name} has been pushed, so it cannot be taken back. ${instead}`);
  }
  return { commit: head.commit, branch: head.branch };
}

/** Where HEAD was before a turn and after it; `undefined` if it did not move or is back already. */
export function movedHead(turn: Turn | undefined): { before: HeadPlace; after: HeadPlace } | undefined {
  const { gitBefore: before, gitAfter: after } = turn ?? {};
  if (!before || !after || after.takenBackAt !== null) {
    return undefined;
  }
  return hasHeadMoved(before, after)
    ? {
        before: { commit: before.commit, branch: before.branch },
        after: { commit: after.commit, branch: after.branch },
      }
    : undefined;
}

/** Take HEAD back to where it was before a turn, with the work kept: the work tree stays as it is. */
export async function takeHeadBack(repository: string, turn: Turn, patience: Patience): Promise<void> {
  const moved = movedHead(turn);
  if (!moved) {
    throw new UserError(
      'notMoved',
      t('HEAD is where it was before Claude’s last turn, so there is nothing to take back.'),
    );
  }
  const operation = await getOperation(repository);
  if (operation) {
    throw underWay(operation);
  }
  await waitUntilUnlocked(repository, moved.after.branch, patience);
  const movedTree = (await getTreeOf(repository, moved.after.commit)) ?? (await getEmptyTree(repository));
  await moveHead(repository, moved.after, moved.before, 'autobot: take HEAD back');
  const staged = turn.gitBefore?.index ?? null;
  if (staged !== null) {
    await moveIndex(repository, [movedTree, staged], patience);
  }
}

/** What is staged goes from one tree to the other; what has been staged otherwise since stays. */
async function moveIndex(
  repository: string,
  [from, to]: readonly [from: string, to: string],
  patience: Patience,
): Promise<void> {
  const changes: EntryChange[] = from === to ? [] : await diffTrees(repository, from, to, { renames: false });
  await editIndex(repository, staged => planIndex(repository, staged, changes, () => false), patience);
}
