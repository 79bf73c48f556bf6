import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describeFailure } from '../helpers/vscode/failures';
import { openEditor } from '../helpers/vscode/fixture';

/** Opens a window whose extension host runs the tests, and tells what they said. */
async function main(): Promise<number> {
  const grep = process.argv.find(arg => arg.startsWith('--grep='))?.slice('--grep='.length);
  const report = join(tmpdir(), 'report.txt');
  const editor = await openEditor({
    extension: 'development',
    testsPath: resolve('dist/test/host/index.js'),
    env: {
      AUTOBOT_TEST_GREP: grep,
      AUTOBOT_TEST_REPORT: report,
      AUTOBOT_TEST_RESULT: process.env['AUTOBOT_TEST_RESULT'],
      AUTOBOT_TEST_TOOLS: process.env['AUTOBOT_TEST_TOOLS'],
    },
  });
  try {
    const code = await editor.window.exit;
    process.stdout.write(existsSync(report) ? readFileSync(report, 'utf8') : 'The tests did not start.\n');
    if (code !== 0) {
      process.stdout.write(await describeFailure('host', editor.server, editor.window));
    }
    return code;
  } finally {
    await editor.dispose();
  }
}

main().then(
  code => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  },
);
