import type { GitPosition } from '../core/model';
import { getStagedTree } from './editIndex';
import { UserError } from '../base/errors';
import { getBranch } from './repositoryState';
import { gitText } from './runGit';

/** Git's own state, apart from the files of the work tree: what a turn of Claude's should leave alone. */
export async function getGitPosition(repository: string): Promise<GitPosition> {
  const [{ commit, stash }, branch, index] = await Promise.all([
    getCommits(repository),
    getBranch(repository),
    getStagedTree(repository).catch(onConflicts),
  ]);
  return { commit, branch, index, stash };
}

/** One question for both: what is not there is left out, and what is asked for with `^` is told with it. */
async function getCommits(repository: string): Promise<Pick<GitPosition, 'commit' | 'stash'>> {
  const ids = (await gitText(repository, ['rev-parse', '--revs-only', 'HEAD', '^refs/stash'])).split('\n');
  const stash = ids.find(id => id.startsWith('^'));
  return { commit: ids.find(id => id !== '' && id !== stash) ?? null, stash: stash?.slice(1) ?? null };
}

function onConflicts(error: unknown): null {
  if (UserError.is(error, 'conflicts')) {
    return null;
  }
  throw error;
}
