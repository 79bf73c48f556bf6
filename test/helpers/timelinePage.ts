import { build } from 'esbuild';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { buildWebviewHtml } from '../../src/protocol/html';
import type { PanelCommand, TimelineChange, ToHost, ToWebview } from '../../src/protocol/messages';
import type { TimelineState } from '../../src/protocol/view';
import { getTools } from './tools';
import { themeClass, themeStyle, type Theme } from './timelineThemes';

const origin = 'https://timeline.test';

/** The stub of what VS Code gives a webview. Posts are kept; the state survives a reload. */
const stub = `{
  const posts = (window.__posts = []);
  let state = JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined;
  let isTaken = false;
  window.acquireVsCodeApi = () => {
    if (isTaken) throw new Error('taken twice');
    isTaken = true;
    return {
      postMessage: message => posts.push(JSON.parse(JSON.stringify(message))),
      getState: () => state,
      setState: next => { state = next; sessionStorage.setItem('state', JSON.stringify(next)); },
    };
  };
}`;

/** The timeline's real bundle, in its real page with its real policy, in a real browser; only VS Code is a stub. */
export class TimelineBrowser {
  private constructor(
    private readonly browser: Browser,
    private readonly folder: string,
  ) {}

  static async start(): Promise<TimelineBrowser> {
    const folder = mkdtempSync(join(tmpdir(), 'autobot-timeline-'));
    await build({
      entryPoints: { webview: 'webview-ui/main.ts' },
      outdir: folder,
      bundle: true,
      minify: true,
      target: 'chrome128',
      logLevel: 'error',
    });
    const browser = await chromium.launch({ executablePath: getTools().chromium, args: ['--no-sandbox'] });
    return new TimelineBrowser(browser, folder);
  }

  async open(options: { theme?: Theme; width?: number; height?: number } = {}): Promise<TimelinePage> {
    const { theme = 'dark', width = 900, height = 800 } = options;
    const context = await this.browser.newContext({ viewport: { width, height }, timezoneId: 'UTC' });
    const page = await context.newPage();
    page.setDefaultTimeout(5_000);
    const errors: string[] = [];
    page.on('pageerror', error => errors.push(error.message));
    page.on('console', message => {
      if (message.type() === 'error') {
        errors.push(message.text());
      }
    });
    const codicons = 'node_modules/@vscode/codicons/dist';
    const files: Record<string, [string, string]> = {
      '/webview.js': ['text/javascript', join(this.folder, 'webview.js')],
      '/webview.css': ['text/css', join(this.folder, 'webview.css')],
      '/codicon.css': ['text/css', join(codicons, 'codicon.css')],
      '/codicon.ttf': ['font/ttf', join(codicons, 'codicon.ttf')],
    };
    const html = buildWebviewHtml({
      title: 'Autobot Timeline',
      language: 'en',
      translations: {},
      cspSource: origin,
      nonce: 'abcdef0123456789',
      script: `${origin}/webview.js`,
      style: `${origin}/webview.css`,
      codicons: `${origin}/codicon.css`,
    })
      .replace('</head>', `<style>${themeStyle(theme)}</style></head>`)
      .replace('<body>', `<body class="${themeClass(theme)}">`);
    await page.route('**/*', async route => {
      const { pathname } = new URL(route.request().url());
      const file = files[pathname];
      if (pathname === '/') {
        await route.fulfill({ contentType: 'text/html', body: html });
      } else if (file) {
        await route.fulfill({ contentType: file[0], body: readFileSync(file[1]) });
      } else {
        await route.fulfill({ status: 404 });
      }
    });
    await page.addInitScript(stub);
    await page.goto(`${origin}/`);
    return new TimelinePage(page, errors);
  }

  async dispose(): Promise<void> {
    await this.browser.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** One page, driven as the extension host would drive it. */
export class TimelinePage {
  #seq = 0;

  constructor(
    readonly page: Page,
    /** What the page complained about, policy violations included. */
    readonly errors: readonly string[],
  ) {}

  async snapshot(state: TimelineState): Promise<void> {
    await this.send({ type: 'snapshot', seq: ++this.#seq, state });
  }

  /** Milliseconds from the message with this state until a screenful of it is seen, and the longest task since (0: under 50). */
  async firstPaint(state: TimelineState): Promise<{ time: number; longestTask: number }> {
    const message: ToWebview = { type: 'snapshot', seq: ++this.#seq, state };
    return this.page.evaluate(async text => {
      let longestTask = 0;
      const look = (list: PerformanceObserverEntryList): void =>
        list.getEntries().forEach(({ duration }) => (longestTask = Math.max(longestTask, duration)));
      const frame = (): Promise<unknown> => new Promise(resolve => requestAnimationFrame(resolve));
      const data: unknown = JSON.parse(text);
      await frame();
      const observer = new PerformanceObserver(look);
      observer.observe({ type: 'longtask' });
      const started = performance.now();
      await new Promise<void>(resolve =>
        setTimeout(() => {
          window.dispatchEvent(new MessageEvent('message', { data }));
          resolve();
        }),
      );
      const isSeen = (): boolean => {
        const log = document.getElementById('log');
        const box = log?.getBoundingClientRect();
        const at = (y: number): Element | null => (box ? document.elementFromPoint(box.left + box.width / 2, y) : null);
        return box !== undefined && [box.top + 4, box.bottom - 80].every(y => at(y)?.closest('.item') !== null);
      };
      do {
        await frame();
      } while (!isSeen());
      const time = performance.now() - started;
      await new Promise(resolve => setTimeout(resolve, 200)); // what is drawn later must not block either
      return { time, longestTask };
    }, JSON.stringify(message));
  }

  async change(...changes: TimelineChange[]): Promise<void> {
    for (const change of changes) {
      await this.send({ type: 'delta', seq: ++this.#seq, change });
    }
  }

  /** What a key or the palette does in VS Code. */
  async command(command: PanelCommand['command']): Promise<void> {
    await this.send({ type: 'command', command });
  }

  /** Lose a message on the way. */
  skip(): void {
    this.#seq++;
  }

  /** Everything posted so far, drafts aside. */
  async posts(): Promise<ToHost[]> {
    const posts = await this.page.evaluate(() => (window as unknown as { __posts: ToHost[] }).__posts);
    return posts.filter(post => post.type !== 'draftChanged');
  }

  /** Until what was sent is drawn. */
  async drawn(): Promise<void> {
    await this.page.evaluate(async () => {
      for (let frame = 0; frame < 3; frame++) {
        await new Promise(resolve => requestAnimationFrame(resolve));
      }
    });
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  private async send(message: ToWebview | PanelCommand): Promise<void> {
    // As text, and received in a task of its own, so that long tasks are the page's and not the harness's.
    await this.page.evaluate(text => {
      const data: unknown = JSON.parse(text);
      return new Promise<void>(resolve => {
        setTimeout(() => {
          window.dispatchEvent(new MessageEvent('message', { data }));
          resolve();
        });
      });
    }, JSON.stringify(message));
    await this.drawn();
  }
}
