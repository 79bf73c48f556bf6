import { t } from '@vscode/l10n';
import { UserError } from '../base/errors';
import { describeRefusal } from '../core/commitRefusal';
import { type CommitFacts, listCommits } from './commitFacts';
import { classifyStderr, GitError } from './gitError';
import { lockedError } from './locks';
import { type HeadPlace, moveHead } from './moveHead';
import { checkedId } from './objectId';
import { withPrivateIndex } from './privateIndex';
import { type GitResult, gitText, runDevelopersGit, runGit } from './runGit';
import { getOperation, type Operation } from './operation';
import { getHead } from './repositoryState';

export interface CommitRequest {
  readonly tree: string;
  /** Where HEAD must still be. */
  readonly head: HeadPlace;
  readonly message: string;
}

/**
 * Commit exactly this tree onto HEAD, with the developer's hooks, signing and identity; returns the commit as it became.
 *
 * The developer's index and work tree are not used. Hooks see the tree as the index, and may change it, as in any commit.
 */
export async function commitTree(repository: string, { tree, head, message }: CommitRequest): Promise<CommitFacts> {
  // A copy, so that the commit need not read every file to know that it is unchanged.
  return withPrivateIndex(repository, 'copy', async indexFile => {
    await runGit(repository, ['read-tree', '-i', '-m', checkedId(tree)], { indexFile });
    await checkUnmoved(repository, head);
    const result = await runDevelopersGit(repository, ['commit', '--quiet', '--file=-'], {
      indexFile,
      stdin: message,
      okExitCodes: anyExitCode,
    });
    if (result.exitCode !== 0) {
      await checkUnmoved(repository, head); // then this is why
      throw refused(result);
    }
    return findMade(repository, head);
  });
}

/** Make HEAD's commit anew with another tree: same message and author, signed as configured, without hooks. */
export async function amendTree(repository: string, { tree, head }: Omit<CommitRequest, 'message'>): Promise<string> {
  return withPrivateIndex(repository, 'copy', async indexFile => {
    await runGit(repository, ['read-tree', '-i', '-m', checkedId(tree)], { indexFile });
    await checkUnmoved(repository, head);
    const args = ['-c', 'core.hooksPath=/dev/null', 'commit', '--quiet', '--amend', '--no-edit', '--allow-empty'];
    const result = await runDevelopersGit(repository, args, { indexFile, okExitCodes: anyExitCode });
    if (result.exitCode !== 0) {
      throw refused(result);
    }
    return gitText(repository, ['rev-parse', '--verify', 'HEAD']);
  });
}

/** The patch between two trees, for people and for models: not meant to be applied. */
export async function getPatch(repository: string, before: string, after: string): Promise<string> {
  const args = ['diff-tree', '-p', '-M', '--no-ext-diff', '--no-textconv', checkedId(before), checkedId(after)];
  const { stdout } = await runGit(repository, args);
  return stdout.toString('utf8');
}

const anyExitCode = Array.from({ length: 256 }, (_, code) => code);

/** A commit in the middle of a merge would become one with two parents; in the middle of a rebase, part of it. */
async function checkUnmoved(repository: string, head: HeadPlace): Promise<void> {
  const [now, operation] = await Promise.all([getHead(repository), getOperation(repository)]);
  if (operation) {
    throw underWay(operation);
  }
  if (now.commit !== head.commit || now.branch !== head.branch) {
    throw new UserError(
      'headMoved',
      t('HEAD has moved since this was reviewed, so nothing was committed. Look at the change again, then commit.'),
    );
  }
}

export function underWay(operation: Operation): UserError {
  return new UserError(
    'operation',
    t`A ${operation} is under way here. Finish or abort it with git first, then try again.`,
  );
}

/** The commit that follows `head`, which a post-commit hook may have built upon already. */
async function findMade(repository: string, head: HeadPlace): Promise<CommitFacts> {
  const now = await gitText(repository, ['rev-parse', '--verify', 'HEAD']);
  const [made] = await listCommits(repository, head.commit, now);
  if (!made) {
    throw new Error('git commit reported success, but HEAD has no new commit');
  }
  if (made.parents[0] === (head.commit ?? undefined) && made.parents.length < 2) {
    return made;
  }
  // Somebody else's commit came in the very moment before ours: on top of that, ours would undo theirs.
  const { branch } = await getHead(repository);
  const ours = made.sha === now;
  if (ours) {
    await moveHead(
      repository,
      { commit: now, branch },
      { commit: made.parents[0] ?? null, branch },
      'autobot: too late',
    );
  }
  throw new UserError(
    'headMoved',
    t('Somebody else committed at the same moment. Look at the change again, then commit.'),
  );
}

/** Git's own words and those of the hooks, which know why. */
function refused({ stdout, stderr, exitCode }: GitResult): Error {
  const lock = /'([^'\n]+\.lock)': File exists/.exec(stderr)?.[1];
  if (lock) {
    return lockedError(lock);
  }
  const reason = classifyStderr(stderr);
  if (reason === 'identity' || reason === 'diskFull') {
    return new GitError(reason, ['commit'], stderr);
  }
  const said = `${stdout.toString('utf8')}\n${stderr}`.trim();
  return new UserError('commitRefused', describeRefusal(said || t`exit code ${exitCode}`));
}
