import type { PromptInsert } from '../protocol/view';

/**
 * What is on its way into the prompt of a timeline.
 *
 * A webview that is hidden or loads loses messages: each is sent again with every snapshot until the webview says that
 * it has it, and the webview takes no number twice. Numbers grow over reloads of the window too.
 */
export class PromptInserts {
  #waiting: readonly PromptInsert[] = [];
  #last = 0;

  constructor(private readonly now: () => number = Date.now) {}

  get waiting(): readonly PromptInsert[] {
    return this.#waiting;
  }

  add(text: string, how: PromptInsert['how']): PromptInsert {
    this.#last = Math.max(this.now(), this.#last + 1);
    const insert = { id: this.#last, text, how };
    this.#waiting = [...this.#waiting, insert];
    return insert;
  }

  confirm(id: number): void {
    this.#waiting = this.#waiting.filter(insert => insert.id > id);
  }
}
