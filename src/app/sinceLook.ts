import type { Task, Turn } from '../core/model';
import { diffTrees, type TreeChange } from '../git/diffTrees';

/** What has changed since the user last reviewed the task. */
export interface SinceLook {
  /** The tree that they looked at. */
  readonly tree: string;
  readonly files: readonly TreeChange[];
}

/**
 * What Claude changed since the user last looked; `undefined` while there is only the whole task to look at.
 *
 * They looked when they asked for changes or sent a message: what was there when that turn began is what they saw.
 */
export async function readSinceLook(task: Task, turns: readonly Turn[]): Promise<SinceLook | undefined> {
  const tree = lastLook(turns);
  if (tree === null || task.afterTree === null) {
    return undefined;
  }
  return { tree, files: tree === task.afterTree ? [] : await diffTrees(task.workTree, tree, task.afterTree) };
}

/** The tree that the user saw before the latest turn that they asked for in review. */
export function lastLook(turns: readonly Turn[]): string | null {
  const asked = turns.filter(({ number, kind }) => number > 1 && (kind === 'review' || kind === 'message'));
  return asked.at(-1)?.startTree ?? null;
}
