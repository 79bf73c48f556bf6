import { t } from '@vscode/l10n';
import { join } from 'node:path';
import { Emitter } from '../base/emitter';
import { Exclusive } from '../base/exclusive';
import type { Disposable } from '../base/lifecycle';
import { Disposables } from '../base/lifecycle';
import type { Task } from '../core/model';
import { stableId } from '../core/stableId';
import { getCommonDir } from '../git/repositoryState';
import { readLease, takeLease } from '../os/lease';
import type { History } from './history';
import type { Log } from './ports';
import { type QueueView, viewQueue } from './queue';
import { waitsForStranger } from './preFlight/otherTasks';
import type { PreFlights } from './preFlight/preFlights';
import type { TaskRunner } from './runTask';
import type { Repositories } from './repositories';
import { titleOf } from './sessions';
import type { Tasks } from './tasks';

/** Starts waiting tasks when their turn has come. Repositories run side by side. */
export class Scheduler implements Disposable {
  readonly #owned = new Disposables();
  readonly #exclusive = new Exclusive();
  readonly #busy = new Set<string>();
  readonly #released = new Set<string>();
  readonly #didRelease = this.#owned.add(new Emitter<void>());
  /** What a waiting task waits for may be another now. */
  readonly onDidRelease = this.#didRelease.event;
  #stopped = false;

  constructor(
    private readonly parts: {
      readonly history: History;
      readonly tasks: Tasks;
      readonly repositories: Repositories;
      readonly runner: TaskRunner;
      readonly preFlights: PreFlights;
      readonly log: Log;
    },
  ) {
    this.#owned.add(
      parts.history.onDidChange(tables => {
        if (tables.has('tasks') || tables.has('sessions')) {
          queueMicrotask(() => this.#look());
        }
      }),
    );
    this.#owned.defer(() => (this.#stopped = true));
  }

  /** Let a waiting task start when its turn comes. */
  release(taskId: string): void {
    this.#released.add(taskId);
    this.#didRelease.fire();
    this.#look();
  }

  /** The queue of a work tree. */
  view(workTree: string): QueueView {
    const { tasks, history } = this.parts;
    const isPaused = (task: Task): boolean => history.find('sessions', task.sessionId)?.status !== 'active';
    const own = tasks.all().filter(task => task.workTree === workTree);
    const isReleased = (task: Task): boolean => this.#released.has(task.id);
    return viewQueue(own, { isPaused, isReleased, title: task => titleOf(task.prompt) });
  }

  /**
   * Run work that needs the repository to itself among all windows: `undefined` while another window runs a task there.
   * What this window itself is just ending there is waited for.
   */
  exclusively<T>(workTree: string, work: () => Promise<T>, { evenIfSilent = false } = {}): Promise<T | undefined> {
    return this.#exclusive.run(workTree, async () => {
      const lease = await takeLease(await leaseFile(workTree), { evenIfSilent });
      if (!lease) {
        return undefined;
      }
      lease.lost.addEventListener('abort', () => this.#onLost(workTree));
      try {
        return await work();
      } finally {
        await lease.release();
      }
    });
  }

  /** Resolves when this window holds no repository any more. */
  idle(): Promise<void> {
    return this.#exclusive.idle();
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #look(): void {
    if (this.#stopped) {
      return;
    }
    for (const repository of this.parts.repositories.present) {
      const { next } = this.view(repository.path);
      if (next && !this.#busy.has(repository.path)) {
        this.#busy.add(repository.path);
        void this.#start(repository.path).finally(() => {
          this.#busy.delete(repository.path);
          this.#look();
        });
      }
    }
  }

  async #start(workTree: string): Promise<void> {
    const { history, runner, log } = this.parts;
    try {
      const started = await this.exclusively(workTree, async () => {
        await history.reload(); // another window may have run it meanwhile
        const { next } = this.view(workTree);
        if (next && !this.#stopped) {
          await runner.start(next.id, { kind: 'prompt', prompt: next.prompt });
        }
        return true;
      });
      if (!started) {
        await this.#sayWhoHolds(workTree);
        await new Promise(resolve => setTimeout(resolve, 2000)); // another window is at work here: look again
      }
    } catch (error) {
      log.error('A task could not be started', error);
      const { next } = this.view(workTree);
      if (next) {
        await this.parts.preFlights.explain(next.id).catch(() => undefined); // the first failure is the one to know
      }
      await new Promise(resolve => setTimeout(resolve, 2000));
    }
  }

  /** Another window has taken the repository over, since this one seemed dead: two must not work in it. */
  #onLost(workTree: string): void {
    const { tasks, runner, log } = this.parts;
    for (const task of tasks.all().filter(row => row.workTree === workTree && runner.isRunning(row.id))) {
      log.warn(t`“${titleOf(task.prompt)}” is stopped: another window has taken its repository over.`);
      runner.cancel(task.id).catch((error: unknown) => log.error('A task could not be stopped', error));
    }
  }

  /** A window with the same history shows what it runs as a task; another program's work shows nowhere else. */
  async #sayWhoHolds(workTree: string): Promise<void> {
    const { next } = this.view(workTree);
    const lease = await readLease(await leaseFile(workTree));
    if (next && lease.kind !== 'free') {
      this.parts.preFlights.note(next.id, [waitsForStranger(t`on ${lease.host}`)]);
    }
  }
}

/** Who runs tasks in a work tree is written here. */
export async function leaseFile(workTree: string): Promise<string> {
  // Work trees of one repository share its folder, and each runs tasks of its own.
  return join(await getCommonDir(workTree), 'autobot', `lease-${stableId(workTree)}.json`);
}
