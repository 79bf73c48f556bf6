import { runTests } from '@vscode/test-electron';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { claudeEnvironment } from '../helpers/claudeEnvironment';
import { createSampleRepository } from '../helpers/sampleRepository';
import { getTools } from '../helpers/tools';

const installed = process.env['VSCODE_EXECUTABLE'];

/** The tests of the host tier in a desktop VS Code: the one that VSCODE_EXECUTABLE names, or a downloaded one. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'electron-'));
  const repository = join(folder, 'corner-shop');
  createSampleRepository(repository);
  try {
    await runTests({
      ...(installed === undefined ? {} : { vscodeExecutablePath: installed }),
      extensionDevelopmentPath: process.cwd(),
      extensionTestsPath: resolve('dist/test/host/index.js'),
      extensionTestsEnv: claudeEnvironment(join(folder, 'claude'), getTools().claude, {}),
      launchArgs: [repository, '--disable-extensions', `--user-data-dir=${join(folder, 'user')}`],
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  const hint =
    installed === undefined
      ? '\nIf VS Code cannot be downloaded here, name an installed one: VSCODE_EXECUTABLE=/path/of/code npm run test:electron'
      : '';
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}${hint}\n`);
  process.exitCode = 1;
});
