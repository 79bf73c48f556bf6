import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChildLedger } from '../../../src/os/childLedger';

describe('os/childLedger', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'ledger-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('ends a child that an earlier window noted and left behind', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const ended = once(child, 'exit');
    await new ChildLedger(folder).note('task', child.pid ?? 0);

    assert.equal(await new ChildLedger(folder).end('task'), true);
    assert.deepEqual(await ended, [null, 'SIGTERM']);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('leaves another process alone that has got the same id since', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const ledger = new ChildLedger(folder);
    await ledger.note('task', child.pid ?? 0);
    const file = join(folder, 'task.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"start":"[^"]*"/, '"start":"long ago"'));

    assert.equal(await ledger.end('task'), false);
    assert.equal(child.kill(0), true);
    child.kill();
  });

  it('has nothing to end when nothing was noted, or it was forgotten', async () => {
    const ledger = new ChildLedger(folder);
    await ledger.note('task', process.pid);
    await ledger.forget('task');
    assert.deepEqual([await ledger.end('task'), await ledger.end('other')], [false, false]);
  });
});
