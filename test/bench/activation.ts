import { execFileSync } from 'node:child_process';
import { openEditor } from '../helpers/vscode/fixture';
import type { VsCodeWindow } from '../helpers/vscode/window';
import { figure, median, type Figure } from './figure';

const windows = 7;

/**
 * What VS Code reports in Running Extensions of the minified extension, in milliseconds: loading its code and calling
 * `activate()`; against the built-in git extension in the same windows.
 */
export async function activation(): Promise<Figure> {
  execFileSync(process.execPath, ['esbuild.mjs', '--production'], { stdio: 'inherit' });
  const editor = await openEditor({ height: 2400 }); // so that all of the list is drawn
  try {
    const [ours, other]: [number[], number[]] = [[], []];
    for (let round = 0; round <= windows; round++) {
      await editor.window.runCommand('Developer: Show Running Extensions');
      const times = await Promise.all([activationTime(editor.window, 'Autobot'), activationTime(editor.window, 'Git')]);
      if (round > 0) {
        ours.push(times[0]); // the first window warms up
        other.push(times[1]);
      }
      await editor.window.reload();
    }
    return figure('activation', 0.5, 'ms', median(ours), median(other));
  } finally {
    await editor.dispose();
  }
}

/** Once the extension of this name is active. */
async function activationTime({ page }: VsCodeWindow, name: string): Promise<number> {
  const row = page.locator('.runtime-extensions-editor .extension', { has: page.getByText(name, { exact: true }) });
  const text = await row.getByText(/Activation: \d+ms/).textContent({ timeout: 60_000 });
  return Number(/(\d+)ms/.exec(text ?? '')?.[1]);
}
