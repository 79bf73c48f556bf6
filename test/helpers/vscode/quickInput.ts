import type { Locator, Page } from 'playwright-core';

/** How long a command may need to appear: extensions are found after the window. */
const patience = 30_000;

/** The box at the top of the window: command palette, pickers and input boxes are all this one. */
export class QuickInput {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get widget(): Locator {
    return this.#page.locator('.quick-input-widget').filter({ visible: true });
  }

  get input(): Locator {
    return this.widget.locator('.quick-input-box input');
  }

  get rows(): Locator {
    return this.widget.locator('.quick-input-list .monaco-list-row');
  }

  /** What the open box asks for, or complains about. */
  get message(): Locator {
    return this.widget.locator('.quick-input-message');
  }

  /** Run a command of the palette by its full title there. */
  async runCommand(title: string): Promise<void> {
    const deadline = Date.now() + patience;
    for (;;) {
      await this.#open('F1');
      const row = this.#row(title);
      const isChosen = await this.input
        .fill(`>${title}`, { timeout: 2000 })
        .then(() => row.waitFor({ timeout: 1000 }))
        .then(() => choose(row))
        .then(
          () => true,
          () => false, // none, only commands with a similar title, or what took the focus has closed it
        );
      if (isChosen) {
        break;
      }
      if (Date.now() > deadline) {
        throw new Error(`the command palette has no command "${title}"`);
      }
      await this.close(); // what it lists is settled when it opens
    }
    await this.#page.waitForFunction(() => {
      const box = document.querySelector<HTMLElement>('.quick-input-widget');
      return (
        box?.offsetParent == null || box.querySelector('input.input')?.matches('[aria-label*="command" i]') !== true
      );
    });
  }

  /** Answer the input box or picker that is open, with Enter. */
  async type(text: string): Promise<void> {
    await this.input.fill(text);
    await this.input.press('Enter');
  }

  /** Choose the row of the open picker that has this label. */
  async pick(label: string): Promise<void> {
    await choose(this.#row(label));
  }

  async openFile(path: string): Promise<void> {
    await this.#open('ControlOrMeta+KeyP');
    await this.input.fill(path);
    await choose(this.rows.filter({ hasText: path.slice(path.lastIndexOf('/') + 1) }).first());
    await this.widget.waitFor({ state: 'hidden' });
  }

  async close(): Promise<void> {
    await this.#page.keyboard.press('Escape');
    await this.widget.waitFor({ state: 'hidden' });
  }

  /** Until the workbench listens to the keyboard, keys are lost. */
  async #open(keys: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      await this.#page.keyboard.press(keys);
      try {
        await this.input.waitFor({ timeout: 2000 });
        return;
      } catch (error) {
        if (attempt === 10) {
          throw error;
        }
      }
    }
  }

  #row(label: string): Locator {
    return this.rows.filter({ has: this.#page.getByText(label, { exact: true }) }).first();
  }
}

/**
 * Neither by the mouse nor by Enter: a box that closes right then would let them through to the editor behind it. Enter
 * may also come before the list has a chosen row. Pressed first: that tells the box that no key is held any more.
 */
async function choose(row: Locator): Promise<void> {
  await row.dispatchEvent('mousedown', {}, { timeout: 10_000 });
  await row.dispatchEvent('click', {}, { timeout: 10_000 });
}
