import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whyNotRunnable } from '../../../src/gates/runnable';

describe('gates/runnable', () => {
  let top: string;
  before(() => {
    top = mkdtempSync(join(tmpdir(), 'autobot-runnable-'));
    mkdirSync(join(top, 'bin'));
    for (const name of ['bin/npm', 'bin/tool', 'gradlew']) {
      writeFileSync(join(top, name), '', { mode: 0o755 });
    }
    writeFileSync(join(top, 'notes.txt'), '');
    mkdirSync(join(top, 'bare'));
    mkdirSync(join(top, 'app'));
    writeFileSync(join(top, 'app/package.json'), '{ "devDependencies": { "eslint": "1" } }');
    writeFileSync(join(top, 'bare/package.json'), '{ "devDependencies": {} }');
  });
  after(() => rmSync(top, { recursive: true }));
  const why = (command: string, folder = '.'): Promise<string | undefined> =>
    whyNotRunnable(command, join(top, folder), { PATH: `/nowhere:${join(top, 'bin')}` });

  const runnable = [
    'tool --all',
    'CI=1 FOO= tool',
    './gradlew test',
    'cd x && tool',
    '[ -f a ]',
    '"a b" c',
    '$TOOL',
    '',
  ];
  for (const command of runnable) {
    it(`knows nothing against ${JSON.stringify(command)}`, async () => assert.equal(await why(command), undefined));
  }

  it('names a program that is not there or cannot be run', async () => {
    assert.deepEqual(await Promise.all(['missing --x', 'A=b missing', './none', './notes.txt'].map(c => why(c))), [
      'missing was not found on the PATH',
      'missing was not found on the PATH',
      'there is no program ./none',
      'there is no program ./notes.txt',
    ]);
  });

  it('misses the dependencies of a package that has some, unless a folder above has them', async () => {
    const lacking = 'its dependencies are not installed (there is no node_modules)';
    assert.deepEqual([await why('npm test', 'app'), await why('npm test', 'bare')], [lacking, undefined]);
    mkdirSync(join(top, 'node_modules'));
    assert.equal(await why('npm test', 'app'), undefined);
  });
});
