import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isLeaseHeld, takeLease } from '../../../src/os/lease';

describe('os/lease', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'autobot-lease-'));
    file = join(folder, 'deep', 'lease.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('belongs to one at a time', async () => {
    const lease = await takeLease(file);
    assert.ok(lease);
    assert.equal(await takeLease(file), undefined);
    assert.equal(await isLeaseHeld(file), true);
    await lease.release();
    assert.equal(await isLeaseHeld(file), false);
    await (await takeLease(file))?.release();
  });

  it('is taken over from a process that has died, even if its id lives on', async () => {
    const lease = await takeLease(file);
    const held = JSON.parse(readFileSync(file, 'utf8')) as object;
    await lease?.release();
    const gone = spawn(process.execPath, ['-e', '']);
    await once(gone, 'exit');
    for (const holder of [
      { ...held, pid: gone.pid },
      { ...held, start: 'another time' },
      { ...held, boot: 'before' },
    ]) {
      writeFileSync(file, JSON.stringify(holder));
      assert.equal(await isLeaseHeld(file), false);
      const taken = await takeLease(file);
      assert.ok(taken);
      await taken.release();
    }
  });

  it('does not take a late heartbeat on another machine for death, but a day without one', async () => {
    await (await takeLease(file))?.release();
    writeFileSync(file, JSON.stringify({ host: 'elsewhere', boot: 'x', pid: 1, start: '1' }));
    const age = (seconds: number): void => utimesSync(file, Date.now() / 1000 - seconds, Date.now() / 1000 - seconds);
    age(3600);
    assert.equal(await isLeaseHeld(file), true);
    age(25 * 3600);
    assert.equal(await isLeaseHeld(file), false);
  });

  it('is not stuck on a file that a crash left half-written', async () => {
    await (await takeLease(file))?.release();
    writeFileSync(file, '{"ho');
    utimesSync(file, 0, 0);
    const lease = await takeLease(file);
    assert.ok(lease);
    await lease.release();
  });
});
