import type { Disposable } from '../base/lifecycle';
import type { Task } from '../core/model';
import type { GateService } from './gateService';
import type { Log } from './ports';
import type { Recovery } from './recovery';
import type { Streams } from './streams';

/** How soon it shows what another window's task and its gates say, in milliseconds. */
const lookEvery = 250;

/** Reads along what other windows' tasks and their gates say, for as long as somebody looks at them. */
export class Following implements Disposable {
  #tasks: readonly Task[] = [];
  /** Read once more: what was said last may not have been on disk when they ended. */
  #ended: readonly Task[] = [];
  #timer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(
    private readonly parts: {
      readonly streams: Streams;
      readonly gates: GateService;
      readonly recovery: Recovery;
      readonly log: Log;
    },
  ) {}

  /** Somebody looks at these tasks from now on, and at no others. */
  look(tasks: readonly Task[]): void {
    const next = tasks.filter(task => this.parts.recovery.isElsewhere(task));
    this.#ended = [...this.#ended, ...this.#tasks.filter(({ id }) => !next.some(task => task.id === id))];
    this.#tasks = next;
    this.#arm();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
  }

  #arm(): void {
    if (!this.#disposed && this.#tasks.length + this.#ended.length > 0) {
      this.#timer ??= setTimeout(() => void this.#read(), lookEvery).unref();
    }
  }

  async #read(): Promise<void> {
    const { streams, gates, log } = this.parts;
    const tasks = [...this.#tasks, ...this.#ended];
    this.#ended = [];
    for (const { id, workTree } of tasks) {
      await streams.readOn(id, workTree).catch((error: unknown) => log.error(`The transcript of ${id}`, error));
      await gates.readOn(id).catch((error: unknown) => log.error(`The gates' logs of ${id}`, error));
    }
    this.#timer = undefined;
    this.#arm();
  }
}
