import { t } from '@vscode/l10n';
import { Emitter } from '../base/emitter';
import { UserError } from '../base/errors';
import { type Disposable, Disposables } from '../base/lifecycle';
import type { Task } from '../core/model';
import { isLive } from '../core/taskState';
import type { ChildLedger } from '../os/childLedger';
import { type LeaseState, readLease } from '../os/lease';
import type { History } from './history';
import type { Log } from './ports';
import type { Repositories } from './repositories';
import type { TaskRunner } from './runTask';
import { leaseFile, type Scheduler } from './scheduler';
import { titleOf } from './sessions';
import type { Tasks } from './tasks';

/** How often it is looked whether the windows that run tasks still live. */
const lookEvery = 10_000;

/**
 * Tasks that other windows run. One whose window has died is interrupted, by whichever window sees it first: its
 * children are ended, and its change is there to be reviewed.
 */
export class Recovery implements Disposable {
  readonly #owned = new Disposables();
  readonly #changed = this.#owned.add(new Emitter<string>());
  /** Another window's hold on a task is not what it was; gives the task's id. */
  readonly onDidChange = this.#changed.event;
  readonly #owners = new Map<string, LeaseState>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly parts: {
      readonly history: History;
      readonly tasks: Tasks;
      readonly repositories: Repositories;
      readonly runner: TaskRunner;
      readonly scheduler: Scheduler;
      readonly ledger: ChildLedger;
      readonly log: Log;
    },
  ) {}

  /** Look now, and again and again. */
  async start(): Promise<void> {
    this.#timer ??= setInterval(() => {
      this.look().catch((error: unknown) => this.parts.log.error('Looking for tasks of closed windows failed', error));
    }, lookEvery).unref();
    this.#owned.defer(() => clearInterval(this.#timer));
    await this.look();
  }

  /** A live task that this window does not run. */
  isElsewhere(task: Task): boolean {
    return isLive(task.status) && !this.parts.runner.isRunning(task.id);
  }

  /** Who runs a live task that this window does not run; nothing until it was looked. */
  owner(task: Task): LeaseState | undefined {
    return this.isElsewhere(task) ? this.#owners.get(task.id) : undefined;
  }

  /** Interrupt what nobody runs any more. */
  async look(): Promise<void> {
    const { tasks, repositories } = this.parts;
    const present = new Set(repositories.present.map(repository => repository.path));
    for (const task of tasks.all().filter(row => this.isElsewhere(row) && present.has(row.workTree))) {
      const owner = await readLease(await leaseFile(task.workTree));
      if (owner.kind === 'free') {
        await this.#interrupt(task.id, false);
      }
      const before = this.#owners.get(task.id)?.kind;
      this.#owners.set(task.id, owner);
      if (before !== owner.kind) {
        this.#changed.fire(task.id);
      }
    }
  }

  /** Interrupt a task whose window was not heard of for long, and runs where it cannot be looked whether it lives. */
  async takeOver(taskId: string): Promise<void> {
    const task = this.parts.tasks.get(taskId);
    if (!isLive(task.status) || this.parts.runner.isRunning(taskId)) {
      throw new UserError('notElsewhere', t('No other window runs this task.'));
    }
    const owner = await readLease(await leaseFile(task.workTree));
    if (owner.kind === 'alive' || owner.kind === 'remote') {
      const where = owner.kind === 'alive' ? t('of this machine') : t`on ${owner.host}`;
      throw new UserError('otherWindow', t`A window ${where} runs this task and is alive. Stop the task there.`);
    }
    await this.#interrupt(taskId, true);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #interrupt(taskId: string, evenIfSilent: boolean): Promise<void> {
    const { tasks, scheduler, history, ledger, log } = this.parts;
    const { workTree } = tasks.get(taskId);
    const work = async (): Promise<void> => {
      await history.reload(); // its window may have ended it in good order just now
      const task = history.find('tasks', taskId);
      if (task && this.isElsewhere(task)) {
        log.warn(`“${titleOf(task.prompt)}” was running when its window closed; it is interrupted now.`);
        await ledger.end(taskId);
        await tasks.apply(taskId, { type: 'windowDied' });
      }
    };
    await scheduler.exclusively(workTree, work, { evenIfSilent });
  }
}
