import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { cleanEnvironment } from '../../../src/os/environment';
import { killTree } from '../../../src/os/processTree';
import { getTools, type Tools } from '../tools';
import { readExtensionLogs } from './logs';
import { quietSettings } from './settings';

export interface ServerOptions {
  /** False: folders are restricted until the user trusts them. */
  readonly trusted?: boolean;
  /** User settings, on top of those of a quiet window. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** For the extension host and all that it starts. */
  readonly env?: NodeJS.ProcessEnv;
  /**
   * How Autobot gets into the windows. Default: as it is built now, installed like any extension.
   *
   * `development` is for windows that run tests in their extension host. Such windows never show a notification by
   * themselves; dialogs answer themselves.
   */
  readonly extension?: 'development' | { readonly vsix: string };
  /** Default: any free one. */
  readonly port?: number;
}

/** A VS Code server of its own, with its own settings, extensions and storage, on 127.0.0.1. */
export class VsCodeServer {
  readonly #process: ChildProcess;

  private constructor(
    readonly tools: Tools,
    readonly folder: string,
    readonly url: string,
    /** Windows load the extension from the project's folder. */
    readonly development: boolean,
    process: ChildProcess,
  ) {
    this.#process = process;
  }

  /** Resolves once the server answers. */
  static async start(options: ServerOptions = {}): Promise<VsCodeServer> {
    const tools = getTools();
    const folder = mkdtempSync(join(tmpdir(), 'vscode-'));
    const run = (args: string[]): ChildProcess =>
      startNode(tools, [tools.server, ...args, ...folders(folder)], options.env);
    let server: ChildProcess | undefined;
    try {
      writeSettings(folder, options.settings);
      if (options.extension === undefined) {
        installBuilt(join(folder, 'extensions'));
      } else if (options.extension !== 'development') {
        await succeeded(run(['--install-extension', options.extension.vsix]));
      }
      server = run(serverArguments(options));
      const url = `http://127.0.0.1:${await boundPort(server)}`;
      await answers(`${url}/version`);
      return new VsCodeServer(tools, folder, url, options.extension === 'development', server);
    } catch (error) {
      await end(server, folder);
      throw error;
    }
  }

  /** The extension's own log and its host's. */
  readLogs(): string {
    return readExtensionLogs(join(this.folder, 'user'));
  }

  /** Put other user settings in the place of those it was started with; open windows notice. */
  changeSettings(settings: ServerOptions['settings']): void {
    writeSettings(this.folder, settings);
  }

  /** The folder that the extension is given as its globalStorage. */
  get globalStorage(): string {
    return join(this.folder, 'user', 'User', 'globalStorage', 'autobot.autobot');
  }

  /** End everything that runs in the server, and remove its folder. */
  async dispose(): Promise<void> {
    await end(this.#process, this.folder);
  }
}

/** A window takes settings of the machine from a file of their own. */
function writeSettings(folder: string, settings: ServerOptions['settings']): void {
  for (const kind of ['User', 'Machine']) {
    const file = join(folder, 'user', kind, 'settings.json');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ ...quietSettings, ...settings }, null, 2));
  }
}

/** What a package would hold. A server that starts for the first time takes over what it finds in its folder. */
function installBuilt(extensions: string): void {
  const tests = resolve('dist/test');
  ['package.json', 'package.nls.json', 'package.nls.de.json', 'l10n', 'media', 'dist']
    .filter(name => existsSync(name))
    .forEach(name =>
      cpSync(name, join(extensions, 'autobot.autobot', name), {
        recursive: true,
        filter: from => resolve(from) !== tests,
      }),
    );
}

function serverArguments({ trusted = true, port = 0, extension }: ServerOptions): string[] {
  return [
    ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--accept-server-license-terms'],
    ...['--disable-telemetry', '--disable-experiments'],
    ...(extension === 'development' ? ['--enable-smoke-test-driver'] : []),
    ...(trusted ? ['--disable-workspace-trust'] : []),
  ];
}

function folders(folder: string): string[] {
  return [
    ...['--user-data-dir', join(folder, 'user'), '--extensions-dir', join(folder, 'extensions')],
    ...['--server-data-dir', join(folder, 'server')],
  ];
}

function startNode(tools: Tools, args: string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const offline = {
    EXTENSIONS_GALLERY: '{}', // no shop, so nobody looks for updates
    VSCODE_CLI: '1', // as started from a terminal: the environment is this one, no login shell is asked for another
  };
  return spawn(tools.node, args, { env: cleanEnvironment({ ...offline, ...env }), stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Waits for the line in which the server says its port. Its output is kept flowing for ever after. */
async function boundPort(server: ChildProcess): Promise<number> {
  let output = '';
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-10_000);
      const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
      if (port !== undefined) {
        resolve(Number(port));
      }
    };
    server.stdout?.on('data', read);
    server.stderr?.on('data', read);
    server.once('error', reject);
    server.once('close', code => reject(new Error(`the VS Code server ended with ${String(code)}:\n${output}`)));
  });
}

async function answers(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(30_000) });
  if (!response.ok) {
    throw new Error(`${url} answers ${response.status}`);
  }
  await response.text();
}

async function succeeded(child: ChildProcess): Promise<void> {
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) {
    throw new Error(`${child.spawnargs.join(' ')} ended with ${String(code)}:\n${output}`);
  }
}

async function end(server: ChildProcess | undefined, folder: string): Promise<void> {
  if (server?.pid !== undefined && server.exitCode === null) {
    await killTree(server.pid);
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
