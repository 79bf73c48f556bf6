import { isAbsolute, join } from 'node:path';
import type { Task } from '../core/model';
import { isDecidable, isLive } from '../core/taskState';
import { isEditTool } from '../core/toolSummary';
import { realFile } from './ignoredFiles';
import { relativePath } from './repositories';
import type { Streams } from './streams';
import type { Tasks } from './tasks';

/**
 * Paths of a task's work tree that Claude's edit tools named and did not fail on: what else is in its change was changed
 * by a command. `null`: it is not known what Claude did, or the task is over and nobody asks.
 */
export async function findEditedPaths(streams: Streams, tasks: Tasks, task: Task): Promise<ReadonlySet<string> | null> {
  if (!isInWork(task)) {
    return null; // at start there may be thousands of these
  }
  const turns = tasks.turns(task.id).map(({ number }) => number);
  const isKnown = (of: ReadonlyMap<number, unknown>): boolean => turns.every(number => of.has(number));
  const live = streams.known(task.id);
  const all = isKnown(live) ? live : await streams.of(task.id, task.workTree);
  if (!isKnown(all)) {
    return null;
  }
  const files = [...all.values()].flatMap(({ items }) =>
    items.flatMap(item =>
      item.kind === 'tool' && item.state !== 'failed' && isEditTool(item.name) && item.file
        ? [isAbsolute(item.file.path) ? item.file.path : join(task.workTree, item.file.path)]
        : [],
    ),
  );
  const real = await Promise.all([...new Set(files)].map(realFile));
  return new Set(real.flatMap(file => relativePath(task.workTree, file) ?? []));
}

/** Whether the change may still grow, or is to be decided on. */
export function isInWork({ status }: Task): boolean {
  return isLive(status) || isDecidable(status);
}
