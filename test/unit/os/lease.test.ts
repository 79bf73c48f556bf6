import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLease, takeLease } from '../../../src/os/lease';
import { ProcessIdentity } from '../../../src/os/processIdentity';

describe('os/lease', () => {
  let folder: string;
  let file: string;
  let own: ProcessIdentity;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'autobot-lease-'));
    file = join(folder, 'deep', 'lease.json');
    const lease = await takeLease(file);
    own = ProcessIdentity.parse(JSON.parse(readFileSync(file, 'utf8')));
    await lease?.release();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** As if this process had taken it and been heard of so many seconds ago. */
  function heldBy(holder: ProcessIdentity, seconds = 0): void {
    writeFileSync(file, JSON.stringify(holder));
    utimesSync(file, Date.now() / 1000 - seconds, Date.now() / 1000 - seconds);
  }

  async function kindAndTaker(options = {}): Promise<[string, boolean]> {
    const { kind } = await readLease(file);
    const lease = await takeLease(file, options);
    await lease?.release();
    return [kind, lease !== undefined];
  }

  it('belongs to one at a time', async () => {
    const lease = await takeLease(file);
    assert.ok(lease);
    assert.deepEqual(await kindAndTaker({ evenIfSilent: true }), ['alive', false]);
    await lease.release();
    assert.deepEqual(await kindAndTaker(), ['free', true]);
  });

  it('belongs to one of many who want it at the same moment, also when it was a dead one’s', async () => {
    for (let round = 0; round < 5; round++) {
      heldBy({ ...own, start: 'another time' });
      const leases = await Promise.all(Array.from({ length: 8 }, () => takeLease(file)));
      const [lease, ...others] = leases.filter(taken => taken !== undefined);
      assert.deepEqual([lease !== undefined, others], [true, []]);
      await lease?.release();
    }
  });

  it('is taken over from a process that has died, even if its id lives on', async () => {
    const gone = spawn(process.execPath, ['-e', '']);
    await once(gone, 'exit');
    const dead: ProcessIdentity[] = [
      { ...own, pid: gone.pid ?? 0 },
      { ...own, start: 'another time' },
      { ...own, boot: 'before' },
    ];
    for (const holder of dead) {
      heldBy(holder);
      assert.deepEqual(await kindAndTaker(), ['free', true]);
    }
  });

  it('stays with a living process however late its heartbeat is, as after sleep', async () => {
    heldBy(own, 30 * 24 * 3600);
    assert.deepEqual(await kindAndTaker({ evenIfSilent: true }), ['alive', false]);
  });

  const elsewhere: [string, Partial<ProcessIdentity>][] = [
    ['on another machine', { host: 'elsewhere (linux)' }],
    ['in Windows around this WSL', { host: 'ada (win32)', boot: '' }],
    ['in another container of this machine', { space: 'pid:[1]' }],
  ];
  for (const [name, difference] of elsewhere) {
    it(`of a process ${name} is left alone, until the user says so or a day has passed`, async () => {
      const holder = { ...own, ...difference };
      heldBy(holder, 5);
      assert.deepEqual(await kindAndTaker({ evenIfSilent: true }), ['remote', false]);
      heldBy(holder, 120);
      assert.deepEqual(await kindAndTaker(), ['silent', false]);
      assert.deepEqual(await kindAndTaker({ evenIfSilent: true }), ['silent', true]);
      heldBy(holder, 25 * 3600);
      assert.deepEqual(await kindAndTaker(), ['free', true]);
    });
  }

  it('is not released by who has lost it', async () => {
    const lease = await takeLease(file);
    const other = { ...own, host: 'elsewhere (linux)' };
    heldBy(other);
    await lease?.release();
    assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), other);
    assert.equal(existsSync(`${file}.lock`), false);
  });

  it('is not stuck on a file that makes no sense', async () => {
    writeFileSync(file, '{"ho');
    assert.deepEqual(await kindAndTaker(), ['free', true]);
  });
});
