import { t } from '@vscode/l10n';
import { type Disposable, Disposables } from '../base/lifecycle';
import type { Task } from '../core/model';
import type { History } from './history';
import type { Log } from './ports';
import { titleOf } from './sessions';

/** The clock is looked at this often at least: a machine that slept wakes up late. Milliseconds. */
const lookEvery = 30_000;

export interface ParkingParts {
  readonly history: History;
  readonly log: Log;
  /** Whether a task's repository is open in this window. */
  readonly isPresent: (task: Task) => boolean;
  /** Go on with a parked task; resolves once it has started. */
  readonly resume: (taskId: string) => Promise<void>;
}

/** Resumes tasks that are parked at a usage limit when it is reset, where the user agreed to it; each once. */
export class Parking implements Disposable {
  readonly #owned = new Disposables();
  readonly #resuming = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly parts: ParkingParts,
    private readonly now: () => number = Date.now,
  ) {
    this.#owned.defer(() => clearTimeout(this.#timer));
    this.#owned.add(parts.history.onDidChange(tables => tables.has('tasks') && this.look()));
  }

  /** Resume what is due, and wait for what is not. */
  look(): void {
    clearTimeout(this.#timer);
    const waiting = this.parts.history.all('tasks').filter(task => isParked(task) && task.autoResume);
    const due = waiting.filter(task => (task.resumeAt ?? 0) <= this.now());
    for (const task of due.filter(each => this.parts.isPresent(each) && !this.#resuming.has(each.id))) {
      void this.#resume(task);
    }
    const later = waiting.filter(task => !due.includes(task)).map(task => (task.resumeAt ?? 0) - this.now());
    const wait = due.length > 0 ? lookEvery : Math.min(...later, Infinity);
    if (wait < Infinity) {
      this.#timer = setTimeout(() => this.look(), Math.min(wait, lookEvery)).unref();
    }
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #resume(task: Task): Promise<void> {
    const { history, log, resume } = this.parts;
    this.#resuming.add(task.id);
    try {
      await history.reload(); // another window may have resumed it
      const current = history.find('tasks', task.id);
      if (current && isParked(current) && current.autoResume) {
        log.info(t`“${titleOf(task.prompt)}” goes on: its usage limit has been reset.`);
        await resume(task.id);
      }
    } catch (error) {
      log.error(`“${titleOf(task.prompt)}” could not go on by itself`, error); // it stays parked, and is tried again
    } finally {
      this.#resuming.delete(task.id);
    }
  }
}

/** Waits at a usage limit for its reset. */
export function isParked(task: Pick<Task, 'status' | 'resumeAt'>): boolean {
  return task.status === 'interrupted' && task.resumeAt !== null;
}
