import { t } from '@vscode/l10n';
import { UserError } from '../base/errors';
import { showPath } from '../core/gitPath';
import type { CommitJournal, Task } from '../core/model';
import { type CommitFacts, listCommits } from '../git/commitFacts';
import { getSubject, type Head } from '../git/repositoryState';
import type { LeftOut } from './commitPlan';

/** Throws in words if HEAD is not where it was when the change was last shown to be decided. */
export async function checkReviewed(task: Task, now: Head): Promise<void> {
  const { reviewedCommit: commit, reviewedBranch: branch } = task;
  const isKnown = commit !== null || branch !== null;
  if (!isKnown || (commit === now.commit && branch === now.branch)) {
    return;
  }
  const place = now.branch ?? t('a detached HEAD');
  const at = now.commit === null ? t('no commit') : await inWords(task.workTree, now.commit);
  const moved =
    branch === now.branch
      ? t`${place} has moved since this change was reviewed: it is at ${at} now.`
      : t`This change was reviewed on ${branch ?? t('a detached HEAD')}, and HEAD is on ${place} now (${at}).`;
  throw new UserError('headMoved', t`${moved} Look at the change again and approve it, then commit.`);
}

/** The commit of a journal among those that HEAD has gained since: the first one, if it is ours. */
export async function findOwnCommit(
  repository: string,
  journal: CommitJournal,
  head: string,
): Promise<CommitFacts | undefined> {
  const [first] = await listCommits(repository, journal.head, head);
  if (!first || (first.parents[0] ?? null) !== journal.head) {
    return undefined;
  }
  // A hook may have changed the tree or the message, hardly both.
  const sameSubject = first.message.split('\n', 1)[0] === journal.message.trim().split('\n', 1)[0];
  const since = first.committedAt >= journal.startedAt - 1000;
  return first.tree === journal.tree || (sameSubject && since) ? first : undefined;
}

async function inWords(repository: string, commit: string): Promise<string> {
  return `${commit.slice(0, 8)} “${await getSubject(repository, commit)}”`;
}

export function lapsedError(paths: readonly string[]): UserError {
  const files = paths.map(showPath).join(', ');
  const text =
    paths.length === 1
      ? t`${files} has changed since you approved it. Look at it again, then approve it by itself.`
      : t`${files} have changed since you approved it. Look at it again, then approve it by itself.`;
  return new UserError('lapsed', text);
}

export function nothingToCommit(leftOut: readonly LeftOut[]): UserError {
  const why = leftOut.map(({ path, why: reason }) => `${showPath(path)}: ${reason}`).join('; ');
  return new UserError(
    'nothingToCommit',
    why ? t`Nothing can be committed. ${why}.` : t('There is nothing approved to commit.'),
  );
}
