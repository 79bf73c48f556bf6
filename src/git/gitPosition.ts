import type { GitPosition } from '../core/model';
import { getStagedTree } from './editIndex';
import { UserError } from '../base/errors';
import { getHead } from './repositoryState';
import { gitText } from './runGit';

/** Git's own state, apart from the files of the work tree: what a turn of Claude's should leave alone. */
export async function getGitPosition(repository: string): Promise<GitPosition> {
  const [{ commit, branch }, index, stash] = await Promise.all([
    getHead(repository),
    getStagedTree(repository).catch(onConflicts),
    gitText(repository, ['rev-parse', '--verify', '--quiet', 'refs/stash'], { okExitCodes: [0, 1, 128] }),
  ]);
  return { commit, branch, index, stash: stash || null };
}

function onConflicts(error: unknown): null {
  if (UserError.is(error, 'conflicts')) {
    return null;
  }
  throw error;
}
