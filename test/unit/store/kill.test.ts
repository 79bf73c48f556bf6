import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { StoreDatabase } from '../../../src/store/database';
import { bundle, StoreFolder, wasmFile } from './storeFolder';

/** `npm run test:kills` sets it to 1,000. */
const kills = Number(process.env['AUTOBOT_KILLS'] ?? 100);

describe('store/kill', () => {
  it(`loses no acknowledged row to ${kills} SIGKILLs at random moments, and the file always opens`, async function () {
    this.timeout(60_000 + kills * 3_000);
    const out = mkdtempSync(join(tmpdir(), 'autobot-kill-'));
    const folder = new StoreFolder();
    const writers: Writer[] = [];
    try {
      const { mortalWriterFile } = await bundle(out);
      // The next ones start while one writes: most of the time is theirs.
      const start = (number: number): Writer => new Writer([mortalWriterFile, folder.path, wasmFile, `w${number}`]);
      const acknowledged: string[] = [];
      for (let kill = 0; kill < kills; kill++) {
        while (writers.length < Math.min(kill + 3, kills)) {
          writers.push(start(writers.length));
        }
        const writer = writers[kill];
        assert.ok(writer);
        await writer.ready();
        acknowledged.push(...(await writer.writeUntilKilled(Math.random() * 30)));
        if (kill % 10 === 9 || kill === kills - 1) {
          await check(folder, acknowledged);
        }
      }
      assert.ok(acknowledged.length > kills / 4, `only ${acknowledged.length} rows were written`);
    } finally {
      writers.forEach(writer => writer.kill());
      folder.dispose();
      rmSync(out, { recursive: true });
    }
  });
});

async function check(folder: StoreFolder, acknowledged: readonly string[]): Promise<void> {
  const database = await StoreDatabase.open({ folder: folder.path, wasmFile });
  const kept = new Set((await database.load()).tasks.map(({ id }) => id));
  database.close();
  assert.deepEqual(database.notices, []);
  assert.deepEqual(
    acknowledged.filter(id => !kept.has(id)),
    [],
  );
}

class Writer {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  #output = '';

  constructor(args: readonly string[]) {
    this.#child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
  }

  async ready(): Promise<void> {
    while (!this.#output.startsWith('ready\n')) {
      assert.equal(this.#child.exitCode, null, 'it ended before it was killed');
      await Promise.race([once(this.#child.stdout, 'data'), once(this.#child, 'exit')]);
    }
  }

  /** Let it write, and kill it so many milliseconds after its first row; what it said is on disk. */
  async writeUntilKilled(after: number): Promise<string[]> {
    this.#child.stdin.write('go\n');
    await once(this.#child.stdout, 'data');
    await pause(after);
    this.kill();
    await once(this.#child, 'close');
    return this.#output.split('\n').slice(1, -1);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
