import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const guardian = join(dirname(fileURLToPath(import.meta.url)), 'guardian.mjs');

/**
 * Do work whose processes and temporary files shall not outlive it, whatever happens to it or to us.
 *
 * All processes started with `env` are ended after it and the folder, which is their temporary one, is removed. A
 * program of its own does that, so that it is done even if this one is killed.
 */
export async function guarded(work) {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'autobot-'));
  const mark = basename(folder);
  const child = spawn(process.execPath, [guardian, mark, folder], {
    detached: true, // Ctrl+C in the terminal is not for it
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  try {
    return await work({ folder, env: { AUTOBOT_TEST_RUN: mark, TMPDIR: folder, TEMP: folder, TMP: folder } });
  } finally {
    const ended = once(child, 'exit');
    child.stdin.end();
    await ended;
  }
}
