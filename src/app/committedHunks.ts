import { bytesOfText, joinLines } from '../core/lines';
import type { Task } from '../core/model';
import { applyHunks } from '../core/placement';
import { isWhole } from '../core/reviewedFile';
import { writeBlob } from '../git/blobs';
import type { TreeEntry } from '../git/diffTrees';
import { editTree } from '../git/trees';
import { loadChange } from './change';
import type { History } from './history';

/**
 * A task's "before" tree with its committed hunks in it: they are the past now.
 *
 * Without this, what a later turn does to committed lines would look as if it hung on uncommitted ones.
 */
export async function withCommitted(history: History, task: Task): Promise<string> {
  const { workTree, beforeTree: before, afterTree: after } = task;
  const committed = history.all('decisions').filter(row => row.taskId === task.id && row.decision === 'committed');
  if (!before || !after || committed.length === 0) {
    return before ?? '';
  }
  const { files } = await loadChange(workTree, before, after);
  const edits = new Map<string, TreeEntry | null>();
  for (const file of files) {
    const ids = new Set(committed.filter(({ path }) => path === file.path).map(({ hunk }) => hunk));
    const hunks = file.hunks.filter(({ id }) => ids.has(id));
    if (hunks.length === file.hunks.length) {
      edits.set(file.path, file.after);
      if (file.from !== null) {
        edits.set(file.from, null);
      }
    } else if (hunks.length > 0 && !isWhole(file)) {
      const lines = applyHunks(file.beforeLines, file.afterLines, file.hunks, hunk => ids.has(hunk.id));
      const id = await writeBlob(workTree, bytesOfText(joinLines(lines)));
      edits.set(file.path, { mode: file.before?.mode ?? file.after?.mode ?? '100644', id });
    }
  }
  return edits.size === 0 ? before : editTree(workTree, before, edits);
}
