import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { StoreDatabase, type DatabaseOptions } from '../../../src/store/database';
import type { Change } from '../../../src/store/changes';
import { disk } from '../../../src/os/files';
import { fullSnapshot, putAll, repository, task } from './samples';
import { StoreFolder, wasmFile } from './storeFolder';

const day = 24 * 3_600_000;
const noon = Date.UTC(2026, 2, 1, 12);

describe('store/backups', () => {
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
    const database = await StoreDatabase.open({ folder: folder.path, wasmFile, now: () => noon, ...options });
    opened.push(database);
    return database;
  }

  const putRepository = (id: string): Change => ({ table: 'repositories', put: { ...repository, id, path: id } });
  const backupNames = (): string[] =>
    folder.names.filter(name => name.startsWith('backups/')).map(name => name.slice(8));

  it('are made once a day before the first write; the newest stay, and litter goes', async () => {
    let today = noon;
    const database = await open({ now: () => today, keepBackups: 2 });
    folder.write('left by a killed process', '.autobot.sqlite.1234.tmp');
    for (const id of ['a', 'b', 'c', 'd']) {
      await database.write([[putRepository(id)]]);
      await database.write([[putRepository(`${id}2`)]]);
      today += day;
    }
    const kept = ['autobot-000003-2026-03-03-daily.sqlite', 'autobot-000004-2026-03-04-daily.sqlite'];
    assert.deepEqual(folder.names, ['autobot.sqlite', 'backups', ...kept.map(name => `backups/${name}`)]);
    folder.write(folder.read(`backups/${kept[1] ?? ''}`));
    assert.deepEqual(await folder.sql('select id from repositories'), [['a'], ['a2'], ['b'], ['b2'], ['c'], ['c2']]);
  });

  it('are made once a day also when the clock is set back, and the newest is the one made last', async () => {
    let today = noon;
    const database = await open({ now: () => today, keepBackups: 2 });
    await database.write([[putRepository('a')]]);
    today -= 400 * day;
    await database.write([[putRepository('b')]]);
    await database.write([[putRepository('c')]]);
    today += day;
    await database.write([[putRepository('d')]]);
    assert.deepEqual(backupNames(), [
      'autobot-000002-2025-01-25-daily.sqlite',
      'autobot-000003-2025-01-26-daily.sqlite',
    ]);
    folder.write('garbage');
    const ids = (await (await open({ now: () => today })).load()).repositories.map(({ id }) => id);
    assert.deepEqual(ids, ['a', 'b', 'c']);
  });

  it('are none when none are wanted, and are as many as wanted from then on', async () => {
    const database = await open({ keepBackups: 0 });
    await database.write([[putRepository('a')]]);
    assert.deepEqual(backupNames(), []);
    database.keepBackups = 1;
    await database.write([[putRepository('b')]]);
    assert.deepEqual(backupNames(), ['autobot-000001-2026-03-01-daily.sqlite']);
  });

  it('are made before a migration, or the file is not migrated', async () => {
    copyFileSync('test/fixtures/store/v1.sqlite', folder.file);
    const old = folder.read();
    const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    const unable = await open({ files: { ...disk, write: () => Promise.reject(full) } });
    assert.match(unable.notices.join(), /the disk is full/);
    assert.deepEqual([folder.read(), (await unable.load()).tasks.length], [old, 1]);

    await open();
    const [name = ''] = backupNames();
    assert.match(name, /^autobot-000001-2026-03-01T\d\d-00-00-migration\.sqlite$/);
    assert.deepEqual(folder.read(`backups/${name}`), old);
  });

  it('say what they hold, and restoring one can be undone by restoring another', async () => {
    const database = await open({ keepBackups: 0 });
    await database.write([putAll(fullSnapshot)]);
    const manual = await database.backUp();
    folder.write('garbage', 'backups/autobot-000002-2026-03-02-daily.sqlite');
    await database.write([[{ table: 'tasks', put: { ...task, id: 't2', prompt: 'Later', createdAt: 99 } }]]);

    let changes = 0;
    database.onDidChange(() => (changes += 1));
    const before = await database.restore(manual);
    assert.deepEqual([changes, await database.load()], [1, fullSnapshot]);
    assert.deepEqual(
      (await database.backups()).map(({ name, kind, fault, sessions, tasks, newest }) => [
        ...[name, kind, fault, sessions, tasks, newest],
      ]),
      [
        [before, 'restore', null, 1, 2, 'Later'],
        ['autobot-000002-2026-03-02-daily.sqlite', 'daily', 'it is not a SQLite file', 0, 0, null],
        [manual, 'manual', null, 1, 1, task.prompt],
      ],
    );
    await database.restore(before);
    assert.deepEqual(
      (await (await open()).load()).tasks.map(({ id }) => id),
      ['t1', 't2'],
    );
  });

  it('are not restored when they are damaged or gone, and nothing has changed', async () => {
    const database = await open({ keepBackups: 0 });
    await database.write([putAll(fullSnapshot)]);
    folder.write('garbage', 'backups/autobot-000001-2026-03-02-daily.sqlite');
    const old = folder.read();
    for (const [name, why] of [
      ['autobot-000001-2026-03-02-daily.sqlite', /it is not a SQLite file\. Nothing has changed/],
      ['../autobot.sqlite', /it is gone\. Nothing has changed/],
    ] as const) {
      await assert.rejects(database.restore(name), why);
    }
    assert.deepEqual([folder.read(), await database.load()], [old, fullSnapshot]);
  });
});
