import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { chromium, type Browser, type Frame, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { QuickInput } from './quickInput';
import type { VsCodeServer } from './server';

export interface WindowOptions {
  /** The folder or `.code-workspace` file to open; none: an empty window. */
  readonly workspace?: string;
  readonly width?: number;
  readonly height?: number;
  /** Show it on the display. */
  readonly visible?: boolean;
  /** What VS Code is told the user reads; its own texts stay English without a language pack. */
  readonly language?: string;
  /** A module whose `run()` is called in the extension host. Needs a server with `extension: 'development'`. */
  readonly testsPath?: string;
}

/** Milliseconds that anything in a window may take to appear, on a machine that others use too. */
const patience = 90_000;

/** A window of a VS Code server, in a browser of its own. */
export class VsCodeWindow {
  /** What came from the extension host's console and the tests that run in it. */
  readonly output: string[] = [];
  readonly quickInput: QuickInput;
  readonly #browser: Browser;
  readonly #exit = Promise.withResolvers<number>();

  private constructor(
    readonly page: Page,
    browser: Browser,
  ) {
    this.#browser = browser;
    this.quickInput = new QuickInput(page);
  }

  /** Resolves once the workbench is there and its extensions have been found. */
  static async open(server: VsCodeServer, options: WindowOptions = {}): Promise<VsCodeWindow> {
    const { width = 1800, height = 1000 } = options;
    const browser = await chromium.launch({
      executablePath: server.tools.chromium,
      headless: options.visible !== true,
      args: ['--no-sandbox', `--window-size=${width},${height}`],
    });
    try {
      const page = await browser.newPage({ viewport: options.visible === true ? null : { width, height } });
      page.setDefaultTimeout(patience);
      const window = new VsCodeWindow(page, browser);
      if (options.language !== undefined) {
        await page.addInitScript(language => {
          Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: language });
        }, options.language);
      }
      await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) =>
        window.output.push(args.join(' ')),
      );
      await page.exposeFunction('codeAutomationExit', (code: number) => window.#exit.resolve(code));
      await page.goto(getWindowUrl(server, options), { waitUntil: 'domcontentloaded' });
      await window.#isThere();
      return window;
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  /** The exit code of the tests that were given as `testsPath`: 0 once their `run()` has resolved. */
  get exit(): Promise<number> {
    return this.#exit.promise;
  }

  /** As the user reloads a window: its extension host ends, and another one starts. */
  async reload(): Promise<void> {
    await this.page.reload({ waitUntil: 'domcontentloaded' });
    await this.#isThere();
  }

  /** Whether VS Code has noted that a tab with this in its file's name is open: only then does it open it again. */
  async notedTab(name: string): Promise<boolean> {
    const noted = await this.page.evaluate(readStoredState);
    return noted.some(text => text.includes(name));
  }

  /** Run a command of the palette by its full title there, as in `Autobot: Open Timeline`. */
  async runCommand(title: string): Promise<void> {
    await this.quickInput.runCommand(title);
  }

  /** Answer the input box or picker that is open, with Enter. */
  async typeInQuickInput(text: string): Promise<void> {
    await this.quickInput.type(text);
  }

  /** Open a file of the workspace by its path in it. */
  async openFile(path: string): Promise<void> {
    await this.quickInput.openFile(path);
    const name = path.slice(path.lastIndexOf('/') + 1);
    await this.page.locator('.tab.active', { hasText: name }).first().waitFor();
  }

  /** Show the view container with this name, as in `Autobot`. */
  async openViewContainer(name: string): Promise<void> {
    const tab = this.page.locator(`.activitybar .action-item[role="tab"]`, {
      has: this.page.locator(`[aria-label^="${name}"]`),
    });
    await tab.first().waitFor();
    if ((await tab.first().getAttribute('aria-selected')) !== 'true') {
      await tab.first().click();
    }
    await this.page.locator('.part.sidebar .composite.title', { hasText: new RegExp(name, 'i') }).waitFor();
  }

  /** Unfold a view of the view container that shows, as in `QA Gates`; gives the view. */
  async unfoldView(name: string): Promise<Locator> {
    const view = this.page.locator('.part.sidebar .pane', { has: this.page.locator(`[aria-label^="${name}"]`) });
    const header = view.locator('.pane-header');
    if ((await header.getAttribute('aria-expanded')) !== 'true') {
      await header.click();
    }
    return view;
  }

  /** The rows of the side bar's trees, top to bottom. */
  get sidebarRows(): Locator {
    return this.page.locator('.part.sidebar .monaco-list-row');
  }

  /** The content of the webview that is showing. */
  frame(): FrameLocator {
    const outer = this.page.locator('iframe.webview').filter({ visible: true }).first();
    return outer.contentFrame().locator('#active-frame').contentFrame();
  }

  /** Like `frame`, for what only a real frame can do: evaluate, wait for a function. */
  async scriptFrame(): Promise<Frame> {
    const handle = await this.frame().locator('html').elementHandle();
    const frame = await handle.ownerFrame();
    if (!frame) {
      throw new Error('no webview is showing');
    }
    return frame;
  }

  /** The lenses, each with its commands joined by ` | `. `within` narrows, as in `.editor.modified`. */
  lenses(within = '.monaco-editor'): Locator {
    return this.page.locator(`${within} .codelens-decoration`).filter({ hasText: /\S/ });
  }

  /** Click a lens's command, the `nth` with this text, counted from 0. */
  async clickLens(text: string, nth = 0): Promise<void> {
    await this.page.locator('.codelens-decoration a', { hasText: text }).nth(nth).click();
  }

  /** The notifications that are showing. */
  get notifications(): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item-message');
  }

  /** Press a button of a notification. */
  async clickNotification(button: string): Promise<void> {
    await this.page.locator('.notifications-toasts').getByRole('button', { name: button }).first().click();
  }

  /** Press a button of the modal dialog that is open. */
  async clickDialog(button: string | RegExp): Promise<void> {
    await this.page.locator('.monaco-dialog-box').getByRole('button', { name: button }).click();
  }

  /** Answer the question that a window of a server with `trusted: false` asks first. */
  async acceptTrust(): Promise<void> {
    await this.clickDialog(/^Yes, I trust/);
    await this.page.locator('.monaco-dialog-box').waitFor({ state: 'hidden' });
  }

  /** Keys as Playwright names them, as in `ControlOrMeta+KeyS`. */
  async press(keys: string): Promise<void> {
    await this.page.keyboard.press(keys);
  }

  /** A picture of the window in this file. */
  async screenshot(file: string): Promise<void> {
    mkdirSync(dirname(file), { recursive: true });
    await this.page.screenshot({ path: file });
  }

  /** Once the user has closed it. */
  get closed(): Promise<void> {
    return new Promise(resolve => this.#browser.once('disconnected', () => resolve()));
  }

  async dispose(): Promise<void> {
    this.#exit.resolve(1);
    await this.#browser.close();
  }

  async #isThere(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor();
  }
}

/** Where a browser finds the window. */
export function getWindowUrl(
  server: Pick<VsCodeServer, 'url' | 'development'>,
  { workspace, testsPath }: Pick<WindowOptions, 'workspace' | 'testsPath'> = {},
): string {
  const remote = (path: string): string => `vscode-remote://${new URL(server.url).host}${path}`;
  const payload = [
    ...(server.development ? [['extensionDevelopmentPath', remote(process.cwd())]] : []),
    ...(testsPath === undefined ? [] : [['extensionTestsPath', remote(testsPath)]]),
  ];
  const url = new URL(server.url);
  if (workspace === undefined) {
    url.searchParams.set('ew', 'true');
  } else {
    url.searchParams.set(workspace.endsWith('.code-workspace') ? 'workspace' : 'folder', workspace);
  }
  if (payload.length > 0) {
    url.searchParams.set('payload', JSON.stringify(payload));
  }
  return url.href;
}

/** Runs in the page: what VS Code in a browser has stored of its editors, which it does every few seconds when it is idle. */
async function readStoredState(): Promise<string[]> {
  const done = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error(String(request.error)));
    });
  const texts: string[] = [];
  for (const { name = '' } of await indexedDB.databases()) {
    if (name.startsWith('vscode-web-state-db-')) {
      const database = await done(indexedDB.open(name));
      const store = database.transaction('ItemTable').objectStore('ItemTable');
      const stored: unknown = await done(store.get('memento/workbench.parts.editor'));
      texts.push(typeof stored === 'string' ? stored : '');
      database.close();
    }
  }
  return texts;
}
