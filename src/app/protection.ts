import { t } from '@vscode/l10n';
import { showPath } from '../core/gitPath';
import type { Decision, Task } from '../core/model';
import type { ReviewedFile } from '../core/reviewedFile';
import type { History } from './history';
import type { Review } from './review';
import type { Tasks } from './tasks';

/**
 * Files that run programs, or decide which run: until each of them is decided on by itself, no gate runs, and an
 * approval holds only for the content that was there when it was given.
 */
export class Protection {
  constructor(
    private readonly history: History,
    private readonly tasks: Tasks,
    private readonly review: Review,
  ) {}

  /** Protected files with a hunk to decide on. Approvals of content that is not there any more lapse first. */
  async undecided(task: Task): Promise<readonly ReviewedFile[]> {
    await this.review.lapse(task);
    const { files } = await this.review.change(task);
    return files.filter(file => {
      const stateOf = this.review.stateOf(task, file.path);
      return file.protectedFor !== undefined && file.hunks.some(hunk => stateOf(hunk) === 'pending');
    });
  }

  /** What the task waits for, in words; `null`: nothing. */
  async waitsFor(task: Task): Promise<string | null> {
    const files = await this.undecided(task);
    const named = files.map(({ path, protectedFor = '' }) => `${showPath(path)} (${protectedFor})`);
    return named.length === 0
      ? null
      : named.length === 1
        ? t`Nothing runs until you have approved or rejected this file by itself: ${named.join(', ')}.`
        : t`Nothing runs until you have approved or rejected these files by itself: ${named.join(', ')}.`;
  }

  /** Where every hunk was rejected before the gates: the trees around the last rejection, for its undo. */
  async rejectedAltogether(task: Task): Promise<Pick<Decision, 'reason' | 'undoFrom' | 'undoTo'> | undefined> {
    const { files } = await this.review.change(task);
    const isRejected = files.every(({ path, hunks }) => {
      const stateOf = this.review.stateOf(task, path);
      return hunks.every(hunk => stateOf(hunk) === 'rejected');
    });
    const rows = this.history.all('decisions').filter(row => row.taskId === task.id && row.decision === 'rejected');
    return isRejected ? rows.toSorted((a, b) => a.createdAt - b.createdAt).at(-1) : undefined;
  }

  /** Resolves once every protected file is decided on; the task says what it waits for. Rejects when aborted. */
  async decided(taskId: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const changed = Promise.withResolvers<undefined>();
      const wake = (): void => changed.resolve(undefined);
      const listening = this.history.onDidChange(tables => tables.has('decisions') && wake());
      signal.addEventListener('abort', wake, { once: true });
      try {
        const detail = await this.waitsFor(this.tasks.get(taskId));
        if (this.tasks.get(taskId).detail !== detail) {
          await this.tasks.update(taskId, { detail });
        }
        if (detail === null) {
          return;
        }
        await changed.promise;
      } finally {
        listening.dispose();
        signal.removeEventListener('abort', wake);
      }
    }
  }
}
