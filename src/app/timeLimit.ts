import type { Disposable } from '../base/lifecycle';
import type { Agent } from '../core/agent';

/** Interrupts a turn that takes too long. Time spent waiting for the user's leave does not count. */
export class TimeLimit implements Disposable {
  reached = false;
  readonly #listening: Disposable | undefined;
  readonly #asked = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #since = Date.now();

  /** `left`: milliseconds; 0 for no limit. */
  constructor(
    private readonly agent: Agent,
    private left: number,
  ) {
    if (left <= 0) {
      return;
    }
    this.#run();
    this.#listening = agent.onEvent(event => {
      if (event.type === 'permission' || event.type === 'question' || event.type === 'plan') {
        this.#asked.add(event.request);
        this.#pause();
      } else if (event.type === 'permissionWithdrawn' || event.type === 'permissionAnswered') {
        this.#asked.delete(event.request);
        this.#run();
      }
    });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listening?.dispose();
  }

  #run(): void {
    if (this.#timer === undefined && this.#asked.size === 0) {
      this.#since = Date.now();
      this.#timer = setTimeout(() => {
        this.reached = true;
        void this.agent.interrupt();
      }, this.left);
    }
  }

  #pause(): void {
    clearTimeout(this.#timer);
    if (this.#timer !== undefined) {
      this.left = Math.max(0, this.left - (Date.now() - this.#since));
    }
    this.#timer = undefined;
  }
}
