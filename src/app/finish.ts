import { t } from '@vscode/l10n';
import type { Tasks } from './tasks';
import type { Review } from './review';

/**
 * Complete a task of which nothing is left to decide or to commit, since what was approved are files that git ignores:
 * they stay as they are, and no commit holds them.
 */
export async function finishIfKept(
  { review, tasks }: { readonly review: Review; readonly tasks: Tasks },
  taskId: string,
): Promise<void> {
  const task = tasks.get(taskId);
  const { files } = await review.change(task);
  const states = files.flatMap(file => {
    const stateOf = review.stateOf(task, file.path);
    return file.hunks.map(hunk => (file.ignored && stateOf(hunk) === 'approved' ? 'kept' : stateOf(hunk)));
  });
  const isOver = states.every(state => state === 'kept' || state === 'rejected' || state === 'committed');
  if (!isOver || !states.includes('kept') || (task.status !== 'waiting_approval' && task.status !== 'approved')) {
    return;
  }
  const reason = t(
    'What was approved are files that git ignores: they stay as they are, and there is nothing to commit.',
  );
  if (task.status === 'waiting_approval') {
    await tasks.apply(taskId, { type: 'approved', reason });
  }
  await tasks.apply(taskId, { type: 'committed', left: false }, { detail: reason });
}
