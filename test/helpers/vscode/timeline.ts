import type { Locator } from 'playwright-core';
import type { VsCodeWindow } from './window';

/** The timeline panel of a window, used as a person would: by what is written on it. */
export class TimelineDriver {
  constructor(private readonly window: VsCodeWindow) {}

  /** Open the panel and wait until it takes prompts. */
  async open(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      await this.window.runCommand('Autobot: Open Timeline');
      try {
        await this.#promptBox.waitFor({ timeout: 40_000 });
        return;
      } catch (error) {
        if (attempt === 3) {
          throw error; // a window that has just opened may start its extension host twice, and forget the command
        }
      }
    }
  }

  /** Type a prompt and start it. */
  async submit(prompt: string): Promise<void> {
    await this.#promptBox.fill(prompt);
    await this.window.frame().locator('#submit').click(); // a key goes where the focus is, which a view that opens may take
    await this.task(prompt).waitFor();
  }

  /** The task whose title has this text; others may name it. */
  task(prompt: string): Locator {
    const title = this.window.page.locator('h2', { hasText: prompt });
    return this.window.frame().locator('article.task').filter({ has: title });
  }

  /** Wait until a task says this of itself. */
  async reach(prompt: string, status: string, timeout = 90_000): Promise<void> {
    await this.task(prompt).locator('.task-head .status', { hasText: status }).waitFor({ timeout });
  }

  /** Press one of a task's buttons. */
  async press(prompt: string, button: string): Promise<void> {
    await this.task(prompt).locator('vscode-button', { hasText: button }).first().click();
  }

  /** Fill the form that is open in a task and send it. */
  async fillForm(prompt: string, text: string, submit: string): Promise<void> {
    const form = this.task(prompt).locator('.form');
    await form.locator('textarea').fill(text);
    await form.locator('vscode-button', { hasText: submit }).click();
  }

  /** Wait until a commit message is there (asking for one if nobody has), and commit with it. Returns the message. */
  async commit(prompt: string): Promise<string> {
    const panel = this.task(prompt).locator('.commit-panel');
    const commit = panel.locator('vscode-button:not([disabled])', { hasText: /^\s*Commit\s*$/ });
    const ask = panel.locator('vscode-button:not([disabled])', { hasText: 'Generate Message' });
    await commit.or(ask).first().waitFor();
    if (!(await commit.isVisible())) {
      await ask.click();
    }
    await commit.waitFor();
    const text = await panel.locator('textarea').inputValue();
    await commit.click();
    return text;
  }

  get #promptBox(): Locator {
    return this.window.frame().locator('#prompt textarea');
  }
}
