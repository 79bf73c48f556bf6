import { cpSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** Make a VS Code server work whose packages' install scripts have not been run. */
export function adapt(server) {
  for (const name of ['spdlog', 'native-watchdog']) {
    cpSync(join(here, `${name}.js`), join(server, `node_modules/@vscode/${name}/index.js`));
  }
  // Comes without its compiler, and complains about that in every window.
  rmSync(join(server, 'extensions/typescript-language-features'), { recursive: true });
  // VS Code disables it in each new window whose AI features are off, and starts all extensions anew for that: on a
  // busy machine only after they have started, so that the window has two of each.
  rmSync(join(server, 'extensions/copilot'), { recursive: true });
}
