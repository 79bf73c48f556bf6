import { resolve } from 'node:path';
import type { VsCodeServer } from './server';
import type { VsCodeWindow } from './window';

/** What to look at after a failure: what the extension said, and a picture of the window as it is now. */
export async function describeFailure(title: string, server: VsCodeServer, window: VsCodeWindow): Promise<string> {
  const file = resolve('dist/test/failures', `${title.replaceAll(/[^\w-]+/g, '-').slice(0, 100)}.png`);
  const picture = await window.screenshot(file).then(
    () => `Picture of the window: ${file}`,
    (error: unknown) => `No picture of the window: ${String(error)}`,
  );
  const console = window.output.join('\n').split('\n').slice(-50).join('\n');
  const logs = server.readLogs() || '(nothing)';
  return `Console of the window:\n${console}\nLog of the extension:\n${logs}\n${picture}\n`;
}
