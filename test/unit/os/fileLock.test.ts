import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withFileLock } from '../../../src/os/fileLock';
import { ownIdentity } from '../../../src/os/processIdentity';

describe('os/fileLock', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'autobot-lock-'));
    file = join(folder, 'file');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const owner = (): string => readFileSync(`${file}.lock/owner.json`, 'utf8');
  /** A lock as a process leaves it that is killed. */
  function leave(identity: object): void {
    mkdirSync(`${file}.lock`);
    writeFileSync(`${file}.lock/owner.json`, JSON.stringify(identity));
  }

  it('lets one in at a time, and leaves nothing behind', async () => {
    let inside = 0;
    const visits = await Promise.all(
      Array.from({ length: 20 }, () =>
        withFileLock(file, 20_000, async () => {
          inside += 1;
          await new Promise(resolve => setImmediate(resolve));
          return inside--;
        }),
      ),
    );
    assert.deepEqual(new Set(visits), new Set([1]));
    assert.deepEqual(readdirSync(folder), []);
  });

  it('is free at once when its owner has died', async () => {
    const gone = spawn(process.execPath, ['-e', '']);
    await once(gone, 'exit');
    leave({ ...(await ownIdentity()), pid: gone.pid });
    assert.equal(await withFileLock(file, 0, () => Promise.resolve('in')).catch(() => 'refused'), 'refused');
    const [own, seen] = await withFileLock(file, 4_000, async () => [JSON.stringify(await ownIdentity()), owner()]);
    assert.equal(seen, own);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('is not free while its owner lives, or lives where nobody can look', async () => {
    for (const difference of [{}, { host: 'elsewhere' }]) {
      leave({ ...(await ownIdentity()), ...difference });
      const trying = withFileLock(file, 50, () => Promise.resolve());
      await assert.rejects(trying, { name: 'LockError', reason: 'locked' });
      rmSync(`${file}.lock`, { recursive: true });
    }
  });

  it('is free when nothing was heard of its owner for long, wherever it is', async () => {
    leave({ ...(await ownIdentity()), host: 'elsewhere' });
    utimesSync(`${file}.lock`, 1, 1);
    assert.equal(await withFileLock(file, 50, () => Promise.resolve('in')), 'in');
  });
});
