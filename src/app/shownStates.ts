import type { Task } from '../core/model';
import type { StateOf } from '../core/reviewedFile';
import type { Review } from './review';
import type { TaskFacts } from './taskFacts';

/**
 * What is shown of hunks: an approval of other lines than those that are there now asks again, as if it were none. (It is
 * kept, so that a commit stops instead of leaving the hunk out unsaid.)
 */
export function shownStates(
  { review, facts }: { readonly review: Review; readonly facts: Pick<TaskFacts, 'get'> },
  task: Task,
): (path: string) => StateOf {
  const statesOf = review.statesOf(task);
  const changed = facts.get(task.id)?.changedSince;
  return path => {
    const stateOf = statesOf(path);
    return hunk => {
      const state = stateOf(hunk);
      return state === 'approved' && changed?.has(hunk.id) ? 'pending' : state;
    };
  };
}
