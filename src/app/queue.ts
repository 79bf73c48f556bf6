import { t } from '@vscode/l10n';
import type { Task } from '../core/model';
import { holdsRepository, isLive } from '../core/taskState';
import { isParked } from './parking';

/** What a repository's queue says: which task may start now, and what each waiting one waits for. */
export interface QueueView {
  readonly next: Task | undefined;
  readonly waiting: readonly Waiting[];
}

export interface Waiting {
  readonly task: Task;
  readonly position: number;
  readonly waitsFor: string;
  /** It was asked for in an earlier window, and waits for the user to say go. */
  readonly needsResume: boolean;
  /** The task that it waits for, where it is next and another one holds the repository. */
  readonly holder: Task | null;
}

export interface QueueFacts {
  readonly isPaused: (task: Task) => boolean;
  /** Asked for in this window: what was left from an earlier one waits until the user says so. */
  readonly isReleased: (task: Task) => boolean;
  readonly title: (task: Task) => string;
}

/**
 * One task at a time in a work tree, in the order the user set. A task holds it until nothing of it is undecided; one
 * that is to start on top waits only until no other is running.
 */
export function viewQueue(tasks: readonly Task[], { isPaused, isReleased, title }: QueueFacts): QueueView {
  const holders = tasks.filter(task => holdsRepository(task.status) || isParked(task));
  const running = holders.find(task => isLive(task.status));
  const pending = tasks.filter(task => task.status === 'pending').toSorted(byTurn);
  const mayStart = (task: Task): boolean =>
    isReleased(task) && !isPaused(task) && !running && (holders.length === 0 || task.onTop);
  const next = pending.find(mayStart);
  const waiting = pending
    .filter(task => task !== next)
    .map((task, i) => ({
      ...{ task, position: i + 1, waitsFor: waitsFor(task, i), holder: holderFor(task, i) },
      needsResume: !isPaused(task) && !isReleased(task),
    }));
  return { next, waiting };

  function holderFor(task: Task, index: number): Task | null {
    const isNext = (index === 0 || task.onTop) && isReleased(task) && !isPaused(task);
    return isNext ? (running ?? holders[0] ?? null) : null;
  }

  function waitsFor(task: Task, index: number): string {
    const holder = running ?? holders[0];
    if (isPaused(task)) {
      return t('its session, which is paused, to be resumed');
    }
    if (!isReleased(task)) {
      return t('you to resume it (it was asked for in another window)');
    }
    if (index > 0 && !task.onTop) {
      return t`${index} more before it`;
    }
    const first = holder ?? next;
    if (!first) {
      return t('another window');
    }
    if (holder && isParked(holder)) {
      return t`“${title(first)}” to go on`;
    }
    return holder && isLive(holder.status)
      ? t`“${title(first)}” to finish`
      : t`“${title(first)}” to be reviewed and committed or rejected`;
  }
}

function byTurn(a: Task, b: Task): number {
  return Number(b.onTop) - Number(a.onTop) || a.position - b.position || a.createdAt - b.createdAt;
}
