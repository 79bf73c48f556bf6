import type { GitPosition } from '../core/model';
import { getStagedTree } from './editIndex';
import { UserError } from '../base/errors';
import { getHeadAndStash } from './repositoryState';

/** Git's own state, apart from the files of the work tree: what a turn of Claude's should leave alone. */
export async function getGitPosition(repository: string): Promise<GitPosition> {
  const [{ commit, branch, stash }, index] = await Promise.all([
    getHeadAndStash(repository),
    getStagedTree(repository).catch(onConflicts),
  ]);
  return { commit, branch, index, stash };
}

function onConflicts(error: unknown): null {
  if (UserError.is(error, 'conflicts')) {
    return null;
  }
  throw error;
}
