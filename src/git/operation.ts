import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readGitFolder } from './gitFolder';
import { runDevelopersGit } from './runGit';

export type Operation = 'merge' | 'rebase' | 'cherry-pick' | 'revert' | 'bisect' | 'am';

const marks: readonly (readonly [string, Operation])[] = [
  ['rebase-merge', 'rebase'],
  ['rebase-apply/applying', 'am'],
  ['rebase-apply', 'rebase'],
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['BISECT_LOG', 'bisect'],
];

/** The operation that git is in the middle of, if any. */
export async function getOperation(repository: string): Promise<Operation | null> {
  const found = readGitFolder(repository);
  return found.kind === 'none' ? null : getOperationIn(found.gitFolder);
}

/** The same, of a git folder: what git leaves there tells, without a git. */
export async function getOperationIn(gitFolder: string): Promise<Operation | null> {
  const [sequence, ...found] = await Promise.all([
    readFile(join(gitFolder, 'sequencer', 'todo'), 'utf8').catch(() => ''),
    ...marks.map(([file]) => isThere(join(gitFolder, file))),
  ]);
  const mark = marks.find((_, i) => found[i]);
  if (mark) {
    return mark[1];
  }
  // Between two commits of a sequence there is nothing but the list of those to come.
  return /^\s*revert /m.test(sequence) ? 'revert' : /^\s*p(ick)? /m.test(sequence) ? 'cherry-pick' : null;
}

/** End an operation as if it had not been started, as the developer would: for their click alone. */
export async function abortOperation(repository: string, operation: Operation): Promise<void> {
  await runDevelopersGit(repository, operation === 'bisect' ? ['bisect', 'reset'] : [operation, '--abort']);
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
