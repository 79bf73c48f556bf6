import { hasHeadMoved } from '../core/headMove';
import type { GitMoves, GitPosition } from '../core/model';
import { listCommits } from '../git/commitFacts';
import { getGitPosition } from '../git/gitPosition';

/** Where git's state is after a turn, and what of that came during it. `command` is Claude's, if one was seen. */
export async function lookAtMoves(repository: string, before: GitPosition, command: string | null): Promise<GitMoves> {
  const after = await getGitPosition(repository);
  const { commit } = after;
  const moved = hasHeadMoved(before, after);
  const made = moved && commit !== null ? await listCommits(repository, before.commit, commit, 20) : [];
  return {
    ...after,
    made: made.map(({ sha, subject }) => ({ sha, subject })),
    command: moved || before.stash !== after.stash ? command : null,
    takenBackAt: null,
  };
}
