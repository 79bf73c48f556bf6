import type * as vscode from 'vscode';

const name = 'drafts';

/** What the user has written and not sent, by timeline: kept in the workspace's state after a panel is closed. */
export class Drafts {
  constructor(private readonly memento: vscode.Memento) {}

  get(timeline: string): string {
    return this.#all()[timeline] ?? '';
  }

  async set(timeline: string, text: string): Promise<void> {
    if (text !== this.get(timeline)) {
      const others = Object.entries(this.#all()).filter(([other]) => other !== timeline);
      await this.memento.update(name, Object.fromEntries(text === '' ? others : [...others, [timeline, text]]));
    }
  }

  #all(): Readonly<Record<string, string>> {
    return this.memento.get<Record<string, string>>(name, {});
  }
}
