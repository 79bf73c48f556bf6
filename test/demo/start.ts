import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { setStage } from '../helpers/vscode/fixture';
import { getWindowUrl, VsCodeWindow } from '../helpers/vscode/window';
import { anyPrompt } from './anyPrompt';

/** `npm start`: a real VS Code with Autobot and a sample repository, until Ctrl+C or until its window is closed. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, real: { type: 'boolean', default: false }, vsix: { type: 'string' } },
  });
  if (values.real && !isSignedIn()) {
    throw new Error('`--real` needs a Claude CLI on the PATH that is signed in: run `claude` once and sign in.');
  }
  const stop = Promise.race((['SIGINT', 'SIGTERM'] as const).map(signal => once(process, signal)));
  const stage = await setStage({
    real: values.real,
    ...(values.port === undefined ? {} : { port: Number(values.port) }),
    ...(values.vsix === undefined ? {} : { extension: { vsix: values.vsix } }),
  });
  try {
    stage.model.load(anyPrompt);
    const ends = [stop, ...(await show(stage.server, stage.repository))];
    say(
      values.real
        ? 'Claude is yours, with your own login.'
        : 'Claude is the real CLI, answered by a scripted model on this machine (try: sell bananas for 25).\n' +
            'With your own login: npm start -- --real',
    );
    say('Ctrl+C ends everything.');
    await Promise.race(ends);
    say('Ending.');
  } finally {
    await stage.dispose();
  }
}

/** Open the window where there is a display. Resolves with what else, besides Ctrl+C, is the end. */
async function show(server: Parameters<typeof VsCodeWindow.open>[0], workspace: string): Promise<Promise<unknown>[]> {
  const url = getWindowUrl(server, { workspace });
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    say(`VS Code with Autobot and a sample repository is ready. Open it in a browser:\n\n  ${url}\n`);
    return [];
  }
  const window = await VsCodeWindow.open(server, { workspace, visible: true });
  say(`VS Code with Autobot and a sample repository is open. It is also here:\n\n  ${url}\n`);
  return [window.closed];
}

/** Asked with `--json`, without which old versions would take the words for a prompt. */
function isSignedIn(): boolean {
  try {
    execFileSync('claude', ['auth', 'status', '--json'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
