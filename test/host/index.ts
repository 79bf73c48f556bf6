import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';

/** VS Code calls this in the extension host: the tests beside this file. */
export async function run(): Promise<void> {
  // The console of the extension host is full of other voices.
  const report = process.env['AUTOBOT_TEST_REPORT'];
  if (report !== undefined) {
    Mocha.reporters.Base.consoleLog = (...args: unknown[]) => appendFileSync(report, `${format(...args)}\n`);
  }

  const reporter = join(__dirname, '../../../test/tools/countingReporter.cjs');
  const grep = process.env['AUTOBOT_TEST_GREP'];
  const mocha = new Mocha({ timeout: 60_000, color: true, reporter, ...(grep ? { grep } : {}) });
  readdirSync(__dirname)
    .filter(name => name.endsWith('.test.js'))
    .forEach(name => mocha.addFile(join(__dirname, name)));
  const failures = await new Promise<number>(resolve => mocha.run(resolve));
  if (failures > 0) {
    throw new Error(`${failures} tests failed`);
  }
}
