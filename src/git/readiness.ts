import { access, constants, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { classifyStderr, GitError } from './gitError';
import { readGitFolder } from './gitFolder';
import { getConflicts } from './indexFlags';
import { getOperationIn, type Operation } from './operation';
import { branchOf, getUnbornBranch } from './repositoryState';
import { gitText, runGit } from './runGit';

/** Whether a repository is in a state to be worked in. */
export interface Readiness {
  /** `null` when HEAD is detached. */
  readonly branch: string | null;
  /** Whether there is a commit yet. */
  readonly hasCommit: boolean;
  readonly operation: Operation | null;
  /** Paths with unresolved conflicts. */
  readonly conflicts: readonly string[];
  /** Another git holds the index: the lock file, and since when, in epoch milliseconds. */
  readonly lock: { readonly path: string; readonly since: number } | null;
  /** Where git keeps what we have it write. */
  readonly gitFolder: string;
  readonly isWritable: boolean;
}

/** Starts two gits side by side, or one where the index is as it was; none of them looks at the files. Rejects in words where git cannot work at all. */
export async function getReadiness(repository: string): Promise<Readiness> {
  const found = readGitFolder(repository);
  const gitFolder = found.kind === 'none' ? join(repository, '.git') : found.gitFolder;
  const lockPath = join(gitFolder, 'index.lock');
  const [head, conflicts, operation, lock, isWritable] = await Promise.all([
    getHeadState(repository),
    getConflicts(repository),
    getOperationIn(gitFolder),
    stat(lockPath).catch(() => null),
    access(gitFolder, constants.W_OK).then(
      () => true,
      () => false,
    ),
  ]);
  return {
    ...head,
    operation,
    conflicts,
    lock: lock && { path: lockPath, since: lock.mtimeMs },
    gitFolder,
    isWritable,
  };
}

async function getHeadState(repository: string): Promise<Pick<Readiness, 'branch' | 'hasCommit'>> {
  // A commit whose tree cannot be read is left out.
  const args = ['rev-parse', '--revs-only', 'HEAD^{tree}', '--symbolic-full-name', 'HEAD'];
  const [tree, ref] = (await gitText(repository, args, { okExitCodes: [0, 128] })).split('\n');
  return tree && ref
    ? { branch: branchOf(ref), hasCommit: true }
    : { hasCommit: await hasReadableCommit(repository), branch: await getUnbornBranch(repository) };
}

/** Rejects when there is a commit that cannot be read. */
async function hasReadableCommit(repository: string): Promise<boolean> {
  const asked = await runGit(repository, ['cat-file', '-e', 'HEAD^{tree}'], { okExitCodes: [0, 1, 128] });
  if (asked.exitCode === 0) {
    return true;
  }
  const args = ['rev-parse', '--verify', '--quiet', 'HEAD'];
  const { exitCode } = await runGit(repository, args, { okExitCodes: [0, 1] }); // 1: there is none
  if (exitCode === 0) {
    const reason = classifyStderr(asked.stderr);
    throw new GitError(reason === 'other' ? 'corrupt' : reason, ['cat-file'], asked.stderr);
  }
  return false;
}
