import { Emitter } from '../base/emitter';
import type { Disposable } from '../base/lifecycle';
import { type Activity, ActivityWatch, type AskedEvent } from '../core/activity';
import type { Agent } from '../core/agent';

/** Silence is no event: it is looked for this often, in milliseconds. */
const lookEvery = 5_000;

/** What the agent of each running task does. */
export class Activities {
  readonly #watches = new Map<string, ActivityWatch>();
  readonly #seen = new Map<string, Activity>();
  readonly #changed = new Emitter<string>();
  /** Gives the task's id. */
  readonly onDidChange = this.#changed.event;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly now: () => number = Date.now) {}

  /** Watch a turn, until disposed. */
  watch(taskId: string, cwd: string, agent: Pick<Agent, 'onEvent'>): Disposable {
    const watch = new ActivityWatch(cwd, this.now());
    this.#watches.set(taskId, watch);
    this.#timer ??= setInterval(() => this.#look(), lookEvery).unref();
    this.#look();
    const listening = agent.onEvent(event => {
      watch.take(event, this.now());
      this.#tell(taskId, watch);
    });
    return {
      dispose: () => {
        listening.dispose();
        this.#watches.delete(taskId);
        this.#seen.delete(taskId);
        this.#changed.fire(taskId);
        if (this.#watches.size === 0) {
          clearInterval(this.#timer);
          this.#timer = undefined;
        }
      },
    };
  }

  /** Nothing while no turn of the task runs. */
  get(taskId: string): Activity | undefined {
    return this.#watches.get(taskId)?.at(this.now());
  }

  /** Requests of the task that wait for the user's answer, oldest first. */
  asked(taskId: string): readonly AskedEvent[] {
    return this.#watches.get(taskId)?.asked ?? [];
  }

  #look(): void {
    this.#watches.forEach((watch, taskId) => this.#tell(taskId, watch));
  }

  #tell(taskId: string, watch: ActivityWatch): void {
    const activity = watch.at(this.now());
    const seen = this.#seen.get(taskId);
    if (seen?.kind !== activity.kind || seen.what !== activity.what) {
      this.#seen.set(taskId, activity);
      this.#changed.fire(taskId);
    }
  }
}
