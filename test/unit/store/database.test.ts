import assert from 'node:assert/strict';
import { mkdirSync, rmSync, utimesSync } from 'node:fs';
import { basename } from 'node:path';
import { disk, type FileSystem } from '../../../src/os/files';
import type { Change } from '../../../src/store/changes';
import { StoreDatabase, type DatabaseOptions } from '../../../src/store/database';
import { migrations } from '../../../src/store/migrations';
import { StoreError } from '../../../src/store/storeError';
import { emptySnapshot, fullSnapshot, putAll, repository, session, task } from './samples';
import { StoreFolder, wasmFile } from './storeFolder';

describe('store/database', () => {
  let folder: StoreFolder;
  let opened: StoreDatabase[];

  beforeEach(() => {
    folder = new StoreFolder();
    opened = [];
  });
  afterEach(() => {
    opened.forEach(database => database.close());
    folder.dispose();
  });

  async function open(options: Partial<DatabaseOptions> = {}): Promise<StoreDatabase> {
    const database = await StoreDatabase.open({ folder: folder.path, wasmFile, ...options });
    opened.push(database);
    return database;
  }

  async function write(database: StoreDatabase, ...changes: Change[]): Promise<void> {
    const [failure] = await database.write([changes]);
    if (failure) {
      throw failure;
    }
  }

  it('keeps a row of every table', async () => {
    await write(await open(), ...putAll(fullSnapshot));
    assert.deepEqual(await (await open()).load(), fullSnapshot);
  });

  it('makes the file at once, as ours and with the newest schema', async () => {
    await open();
    assert.deepEqual(folder.names, ['autobot.sqlite']);
    const header = folder.read();
    assert.deepEqual([header.readUInt32BE(60), header.toString('latin1', 68, 72)], [migrations.length, 'Abot']);
  });

  it('keeps what hangs on a row when the row is written again', async () => {
    const database = await open();
    await write(database, ...putAll(fullSnapshot));
    await write(database, { table: 'sessions', put: { ...session, status: 'completed', endedAt: 9 } });
    const expected = { ...fullSnapshot, sessions: [{ ...session, status: 'completed', endedAt: 9 }] };
    assert.deepEqual(await (await open()).load(), expected);
  });

  it('forgets what hangs on a row when the row is deleted', async () => {
    const database = await open();
    await write(database, ...putAll(fullSnapshot));
    await write(database, { table: 'repositories', delete: 'r1' });
    const { qa_gate_configs } = fullSnapshot;
    assert.deepEqual(await (await open()).load(), { ...emptySnapshot, qa_gate_configs: qa_gate_configs.slice(0, 1) });
  });

  it('takes the rows of a batch in any order', async () => {
    const database = await open();
    await write(database, ...putAll(fullSnapshot).reverse());
    assert.equal((await database.load()).tasks.length, 1);
  });

  it('refuses a whole batch for one row that hangs on nothing, and no other batch', async () => {
    const database = await open();
    const outcomes = await database.write([
      [{ table: 'repositories', put: repository }],
      [
        { table: 'sessions', put: session },
        { table: 'tasks', put: { ...task, sessionId: 'gone' } },
      ],
      [{ table: 'sessions', put: { ...session, id: 's2', status: 'completed' } }],
    ]);
    assert.deepEqual(
      outcomes.map(outcome => outcome?.reason ?? null),
      [null, 'missingParent', null],
    );
    const expected = {
      ...emptySnapshot,
      repositories: [repository],
      sessions: [{ ...session, id: 's2', status: 'completed' as const }],
    };
    assert.deepEqual(await database.load(), expected);
    assert.deepEqual(await (await open()).load(), expected);
  });

  it('refuses two gates of one name in one repository, or for all', async () => {
    const database = await open();
    await write(database, ...putAll(fullSnapshot));
    const twins = fullSnapshot.qa_gate_configs.map(put => ({ table: 'qa_gate_configs', put: { ...put, id: 'x' } }));
    const outcomes = await database.write(twins.map(twin => [twin as Change]));
    assert.deepEqual(
      outcomes.map(outcome => outcome?.reason),
      ['conflict', 'conflict'],
    );
  });

  it('leaves out a row that does not fit, says so, and keeps it in the file', async () => {
    await write(await open(), ...putAll(fullSnapshot));
    await folder.sql(`insert into tasks (id, session_id, prompt, status, work_tree, created_at, updated_at)
      values ('odd', 's1', 'p', 'dancing', '/w', 1, 1);
      update qa_gate_results set errors = '[{'`);
    const database = await open();
    assert.deepEqual(await database.load(), { ...fullSnapshot, qa_gate_results: [] });
    assert.deepEqual(
      database.notices.map(notice => notice.split('The first: ')[0]?.trim()),
      [
        '1 rows of tasks cannot be read and are left out.',
        '1 rows of qa_gate_results cannot be read and are left out.',
      ],
    );
    await write(database, { table: 'tasks', put: { ...task, id: 't2' } });
    assert.deepEqual(await folder.sql('select id from tasks order by id'), [['odd'], ['t1'], ['t2']]);
  });

  it('sees what another window wrote, once, and writes on top of it', async () => {
    const [one, two] = [await open(), await open()];
    let changes = 0;
    one.onDidChange(() => (changes += 1));
    await write(two, { table: 'repositories', put: repository });
    await write(one, { table: 'sessions', put: session });
    await write(one, { table: 'tasks', put: task });
    assert.equal(changes, 1);
    const expected = { ...emptySnapshot, repositories: [repository], sessions: [session], tasks: [task] };
    assert.deepEqual([await one.load(), await two.load()], [expected, expected]);
  });

  it('keeps its rows when the file is deleted under it', async () => {
    const database = await open();
    await write(database, ...putAll(fullSnapshot));
    folder.dispose();
    await write(database, { table: 'tasks', put: { ...task, id: 't2' } });
    const expected = { ...fullSnapshot, tasks: [task, { ...task, id: 't2' }] };
    assert.deepEqual(await (await open()).load(), expected);
  });

  it('shows a newer schema and refuses to change it', async () => {
    const before = await open();
    await write(before, ...putAll(fullSnapshot));
    await folder.sql('alter table tasks add column mood text; pragma user_version = 99');
    const file = folder.read();
    const after = await open();
    for (const database of [before, after]) {
      await assert.rejects(write(database, { table: 'tasks', put: task }), { name: 'UserError', reason: 'readOnly' });
      assert.deepEqual(await database.load(), fullSnapshot);
      assert.match(database.notices.join(), /written by a newer version of Autobot.*cannot be changed/);
      assert.equal(database.readOnly, true);
    }
    assert.deepEqual(folder.read(), file);
  });

  describe('with a damaged file', () => {
    const faults: [why: string, damage: (good: Buffer) => string | Uint8Array][] = [
      ['it is empty', () => ''],
      ['it is not a SQLite file', () => 'garbage '.repeat(1_000)],
      ['bytes where it should have', good => good.subarray(0, good.length - 5_000)],
      [
        'it belongs to another program',
        good => Buffer.concat([good.subarray(0, 68), Buffer.alloc(4), good.subarray(72)]),
      ],
      [
        'its content is broken',
        good => Buffer.concat([good.subarray(0, 4_096), Buffer.alloc(8_192, 0xee), good.subarray(12_288)]),
      ],
    ];
    for (const [why, damage] of faults) {
      it(`sets it aside and restores the newest good backup: ${why}`, async () => {
        await write(await open({ now: () => Date.UTC(2026, 0, 1, 12) }), ...putAll(fullSnapshot));
        const good = folder.read();
        folder.write(good, 'backups/autobot-000002-2026-01-02-daily.sqlite');
        folder.write('bad too', 'backups/autobot-000003-2026-01-03T01-02-03-manual.sqlite');
        const bad = Buffer.from(damage(good));
        folder.write(bad);

        const database = await open();
        const aside = folder.names.find(name => name.includes('.damaged-')) ?? '';
        assert.deepEqual(folder.read(aside), bad);
        assert.equal(database.notices.length, 1);
        const notice = database.notices.join();
        assert.ok(notice.includes(why) && notice.includes(aside), notice);
        assert.match(notice, /The backup autobot-000002-2026-01-02-daily\.sqlite has been restored\.$/);
        assert.deepEqual(await database.load(), fullSnapshot);
        assert.deepEqual(await (await open()).load(), fullSnapshot);
      });
    }

    it('restores the newest good backup when the file is gone', async () => {
      await write(await open({ keepBackups: 0 }), ...putAll(fullSnapshot));
      folder.write(folder.read(), 'backups/autobot-000001-2026-01-02-daily.sqlite');
      rmSync(folder.file);
      const database = await open();
      assert.match(database.notices.join(), /was gone\. The backup autobot-000001-2026-01-02-daily\.sqlite has been/);
      assert.deepEqual([await database.load(), await (await open()).load()], [fullSnapshot, fullSnapshot]);
    });

    it('begins anew without a backup', async () => {
      folder.write('garbage');
      const database = await open();
      assert.match(database.notices.join(), /autobot\.sqlite\.damaged-.* a new history has been begun\.$/);
      assert.deepEqual(await database.load(), emptySnapshot);
    });

    it('saves what is in memory when the file is damaged under it', async () => {
      const database = await open();
      await write(database, ...putAll(fullSnapshot));
      folder.write('garbage');
      await write(database, { table: 'tasks', put: { ...task, id: 't2' } });
      assert.match(database.notices.join(), /What was in memory has been saved anew\.$/);
      assert.equal((await (await open()).load()).tasks.length, 2);
    });

    it('never overwrites it while it cannot be set aside', async () => {
      folder.write('garbage');
      const files: FileSystem = { ...disk, write: () => Promise.reject(codeError('ENOSPC')) };
      const database = await open({ files });
      assert.match(database.notices.join(), /history is damaged: .*the disk is full/);
      await assert.rejects(write(database, { table: 'repositories', put: repository }), { reason: 'diskFull' });
      assert.deepEqual([folder.names, folder.read().toString()], [['autobot.sqlite'], 'garbage']);
    });
  });

  describe('when a write fails', () => {
    const failures: [name: string, files: Partial<FileSystem>, reason: string, words: RegExp][] = [
      ['the disk is full', { write: () => Promise.reject(codeError('ENOSPC')) }, 'diskFull', /the disk is full/],
      ['the file comes out short', { size: () => Promise.resolve(17) }, 'failed', /17 of \d+ bytes were written/],
      [
        'the folder refuses',
        { rename: () => Promise.reject(codeError('EACCES')) },
        'notWritable',
        /cannot be written to/,
      ],
    ];
    for (const [name, broken, reason, words] of failures) {
      it(`leaves the old file and the old rows: ${name}`, async () => {
        await write(await open(), { table: 'repositories', put: repository });
        const old = folder.read();
        const files: FileSystem = { ...disk, ...broken };
        const database = await open({ files, keepBackups: 0 });

        await assert.rejects(write(database, { table: 'sessions', put: session }), (error: unknown) => {
          assert.ok(StoreError.is(error, reason));
          assert.match(error.message, words);
          return true;
        });
        assert.deepEqual(await database.load(), { ...emptySnapshot, repositories: [repository] });
        assert.deepEqual(folder.read(), old);
        assert.deepEqual(
          folder.names.filter(file => file.includes('tmp') || file.includes('lock')),
          [],
        );

        Object.assign(files, disk);
        await write(database, { table: 'sessions', put: session });
        assert.deepEqual(await database.load(), { ...emptySnapshot, repositories: [repository], sessions: [session] });
      });
    }

    it('says so when another window holds the lock for too long', async () => {
      const database = await open({ patience: 50 });
      mkdirSync(`${folder.file}.lock`);
      await assert.rejects(write(database, { table: 'repositories', put: repository }), {
        reason: 'locked',
        message: /another window has kept it locked for too long/,
      });
    });

    it('takes over the lock of a process that died', async () => {
      const database = await open({ patience: 50 });
      mkdirSync(`${folder.file}.lock`);
      utimesSync(`${folder.file}.lock`, 1, 1);
      await write(database, { table: 'repositories', put: repository });
      assert.deepEqual(folder.names, ['autobot.sqlite', 'backups', `backups/${basename(folder.names[2] ?? '')}`]);
    });

    it('reads again and repeats the write when another took the lock over in the middle', async () => {
      await open();
      let intrusions = 0;
      const files: FileSystem = {
        ...disk,
        async size(path) {
          if (path.includes('.autobot.sqlite.') && intrusions++ === 0) {
            await folder.sql("insert into repositories values ('r2', 'n', '/other', 1, null, null, null, 1, 1, 1)");
          }
          return disk.size(path);
        },
      };
      const database = await open({ files, keepBackups: 0 });
      await write(database, { table: 'repositories', put: repository });
      assert.deepEqual(await folder.sql('select id from repositories order by id'), [['r1'], ['r2']]);
    });
  });
});

function codeError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
