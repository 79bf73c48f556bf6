import { type ReviewedFile, isWhole, placesIn, type StateOf } from '../core/reviewedFile';
import type { Task } from '../core/model';
import { sameLines } from '../core/merge';
import { listCommits } from '../git/commitFacts';
import { getTreeOf } from '../git/trees';
import { planCommit } from './commitPlan';
import type { CurrentFile } from './workTree';

export interface ReviewedChange {
  readonly files: readonly ReviewedFile[];
  readonly current: ReadonlyMap<string, CurrentFile>;
  readonly stateOf: (path: string) => StateOf;
}

/** Commits by hand are looked for one by one so far back; beyond that, HEAD stands for them all. */
const farBack = 20;

/**
 * The commit that brought the whole of a task's open change into HEAD, made by somebody else than us; `null` if it is
 * not all there.
 */
export async function findOutsideCommit(task: Task, head: string, change: ReviewedChange): Promise<string | null> {
  if (!(await isContained(task.workTree, head, change))) {
    return null;
  }
  const since = task.reviewedCommit ?? task.startingCommit;
  const commits = since === null ? [] : await listCommits(task.workTree, since, head, farBack);
  for (const { sha } of commits) {
    if (await isContained(task.workTree, sha, change)) {
      return sha;
    }
  }
  return head;
}

/** Whether committing every open hunk onto this commit would change nothing. */
async function isContained(repository: string, commit: string, change: ReviewedChange): Promise<boolean> {
  const { files, current } = change;
  const stateOf = (path: string): StateOf => {
    const stateFor = change.stateOf(path);
    return hunk => (stateFor(hunk) === 'pending' ? 'approved' : stateFor(hunk));
  };
  const open = files.filter(file => !file.ignored && file.hunks.some(hunk => stateOf(file.path)(hunk) === 'approved'));
  const undecided = files.filter(
    file => file.ignored && file.hunks.some(hunk => change.stateOf(file.path)(hunk) === 'pending'),
  );
  if (
    undecided.length > 0 ||
    open.length === 0 ||
    open.some(file => isUndone(file, current.get(file.path), stateOf(file.path)))
  ) {
    return false;
  }
  const tree = (await getTreeOf(repository, commit)) ?? '';
  const facts = { repository, headTree: tree, stagedTree: tree, entangled: 'includeMine' } as const;
  const plan = await planCommit({ ...facts, files, current, stateOf });
  return plan.leftOut.length === 0 && plan.tree === tree;
}

/** The developer took a hunk out by hand: that HEAD lacks it too does not make it committed. */
function isUndone(file: ReviewedFile, now: CurrentFile | undefined, stateOf: StateOf): boolean {
  if (isWhole(file) || !now?.lines) {
    return false;
  }
  const { lines } = now;
  return placesIn(file, lines, stateOf)
    .filter(place => place.hunks.some(hunk => stateOf(hunk) === 'approved'))
    .some(({ before, current }) =>
      sameLines(file.beforeLines.slice(before.start, before.end), lines.slice(current.start, current.end)),
    );
}
