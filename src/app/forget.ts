import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Task } from '../core/model';
import { GitError } from '../git/gitError';
import { deleteSnapshots } from '../git/snapshotNotes';
import type { Change } from '../store/changes';
import type { History } from './history';

/**
 * Delete tasks for good: snapshots, transcripts, logs, plans and images first, rows last. What a crash leaves over is still in the
 * history, and can be deleted again; the other way round it would come back as lost.
 */
export async function forgetTasks(
  { history, storage }: { readonly history: History; readonly storage: string },
  tasks: readonly Task[],
  more: readonly Change[] = [],
): Promise<void> {
  for (const [workTree, own] of Map.groupBy(tasks, task => task.workTree)) {
    const ids = own.map(({ id }) => id);
    await deleteSnapshots(workTree, ids).catch((error: unknown) => {
      if (!GitError.is(error, 'folderGone') && !GitError.is(error, 'notARepository')) {
        throw error; // a repository that is gone has taken its snapshots along
      }
    });
  }
  const ids = new Set(tasks.map(({ id }) => id));
  for (const folder of ['transcripts', 'logs', 'plans', 'images']) {
    await removeFilesOf(join(storage, folder), ids);
  }
  const rows = tasks.map(({ id }): Change => ({ table: 'tasks', delete: id }));
  await history.save([...rows, ...more]);
}

/** Files and folders that are named after a task. */
async function removeFilesOf(folder: string, tasks: ReadonlySet<string>): Promise<void> {
  const names = await readdir(folder).catch(() => []); // there is none yet
  const own = names.filter(name => tasks.has(name.slice(0, uuidLength)));
  await Promise.all(own.map(name => rm(join(folder, name), { recursive: true, force: true })));
}

const uuidLength = 36;
