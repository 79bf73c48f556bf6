import { join } from 'node:path';
import { Exclusive } from '../base/exclusive';
import type { Disposable } from '../base/lifecycle';
import { Disposables } from '../base/lifecycle';
import type { Task } from '../core/model';
import { stableId } from '../core/stableId';
import { isLive } from '../core/taskState';
import { getCommonDir } from '../git/repositoryState';
import type { ChildLedger } from '../os/childLedger';
import { isLeaseHeld, type Lease, takeLease } from '../os/lease';
import type { History } from './history';
import type { Log } from './ports';
import { type QueueView, viewQueue } from './queue';
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
  #stopped = false;

  constructor(
    private readonly parts: {
      readonly history: History;
      readonly tasks: Tasks;
      readonly repositories: Repositories;
      readonly runner: TaskRunner;
      readonly ledger: ChildLedger;
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
  exclusively<T>(workTree: string, work: () => Promise<T>): Promise<T | undefined> {
    return this.#exclusive.run(workTree, async () => {
      const lease = await this.#takeLease(workTree);
      if (!lease) {
        return undefined;
      }
      try {
        return await work();
      } finally {
        await lease.release();
      }
    });
  }

  /** Tasks that a dead window left running become interrupted; the Claude that it left behind is ended first. */
  async recover(): Promise<void> {
    const { tasks, repositories, log } = this.parts;
    const present = new Set(repositories.present.map(repository => repository.path));
    for (const task of tasks.all().filter(row => isLive(row.status) && present.has(row.workTree))) {
      const abandoned = !this.parts.runner.isRunning(task.id) && !(await isLeaseHeld(await leaseFile(task.workTree)));
      if (abandoned && isLive(tasks.get(task.id).status)) {
        log.warn(`“${titleOf(task.prompt)}” was running when its window closed; it is interrupted now.`);
        await this.parts.ledger.end(task.id);
        await tasks.apply(task.id, { type: 'windowDied' });
      }
    }
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
        await new Promise(resolve => setTimeout(resolve, 2000)); // another window is at work here: look again
      }
    } catch (error) {
      log.error('A task could not be started', error);
      await new Promise(resolve => setTimeout(resolve, 2000));
    }
  }

  async #takeLease(workTree: string): Promise<Lease | undefined> {
    return takeLease(await leaseFile(workTree));
  }
}

async function leaseFile(workTree: string): Promise<string> {
  // Work trees of one repository share its folder, and each runs tasks of its own.
  return join(await getCommonDir(workTree), 'autobot', `lease-${stableId(workTree)}.json`);
}
