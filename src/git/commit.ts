import { UserError } from '../base/errors';
import { checkedId } from './objectId';
import { withPrivateIndex } from './privateIndex';
import { gitText, runDevelopersGit, runGit } from './runGit';
import { getHead } from './repositoryState';

export interface CommitRequest {
  readonly tree: string;
  /** The commit that HEAD must still be; `null` for a branch without one. */
  readonly head: string | null;
  readonly message: string;
}

/**
 * Commit exactly this tree onto HEAD, with the developer's hooks, signing and identity; returns the commit's id.
 *
 * The developer's index and work tree are not used. Hooks see the tree as the index.
 */
export async function commitTree(repository: string, { tree, head, message }: CommitRequest): Promise<string> {
  return withPrivateIndex(repository, 'empty', async indexFile => {
    await runGit(repository, ['read-tree', checkedId(tree)], { indexFile });
    const now = await getHead(repository);
    if (now.commit !== head) {
      throw new UserError(
        'headMoved',
        'The branch has moved since this was reviewed. Look at the change again, then commit.',
      );
    }
    const { exitCode, stdout, stderr } = await runDevelopersGit(repository, ['commit', '--quiet', '--file=-'], {
      indexFile,
      stdin: message,
      okExitCodes: Array.from({ length: 256 }, (_, code) => code),
    });
    if (exitCode !== 0) {
      const said = `${stdout.toString('utf8')}\n${stderr}`.trim();
      throw new UserError('commitRefused', `git commit refused: ${said || `exit code ${exitCode}`}`);
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

/** The id of the tree with nothing in it, in this repository's hash. */
export async function getEmptyTree(repository: string): Promise<string> {
  return gitText(repository, ['mktree'], { stdin: '' });
}
