import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import initSqlJs from 'sql.js';
import { StoreDatabase } from '../../../src/store/database';
import { migrate, migrations } from '../../../src/store/migrations';
import type { Decision } from '../../../src/core/model';
import type { Snapshot } from '../../../src/store/changes';
import {
  fullSnapshot,
  fullSnapshot1,
  fullSnapshot10,
  fullSnapshot11,
  fullSnapshot12,
  fullSnapshot13,
  fullSnapshot3,
  fullSnapshot7,
  fullSnapshot8,
  session,
  task,
} from './samples';
import { StoreFolder, wasmFile } from './storeFolder';

/** What is in each file of test/fixtures/store: written by the first version that had this schema, never made anew. */
const written: readonly Snapshot[] = [
  fullSnapshot1,
  { ...fullSnapshot1, sessions: [{ ...session, name: 'Speed', pinned: true, archived: true }] },
  fullSnapshot3,
  fullSnapshot,
  { ...fullSnapshot, tasks: [{ ...task, ignoredFiles: ['x.log'] }] },
  { ...fullSnapshot, decisions: fullSnapshot.decisions.map(approvedContent) },
  fullSnapshot7,
  fullSnapshot8,
  { ...fullSnapshot, tasks: [{ ...task, sharedLines: [{ path: 'a file.ts', start: 1, end: 3 }] }] },
  fullSnapshot10,
  fullSnapshot11,
  fullSnapshot12,
  fullSnapshot13,
];
function approvedContent(row: Decision): Decision {
  return { ...row, decision: 'approved', undoFrom: null, undoTo: null, shown: '100644 f00d' };
}
const version1 = 'test/fixtures/store/v1.sqlite';

describe('store/migrations', () => {
  it('has a file of every version', () => {
    assert.deepEqual(
      readdirSync('test/fixtures/store').toSorted(),
      migrations.map((_, index) => `v${index + 1}.sqlite`).toSorted(),
    );
  });

  for (const [index, snapshot] of written.entries()) {
    it(`opens a file of schema ${index + 1} with nothing lost`, async () => {
      const folder = new StoreFolder();
      copyFileSync(`test/fixtures/store/v${index + 1}.sqlite`, folder.file);
      const database = await StoreDatabase.open({ folder: folder.path, wasmFile });
      try {
        assert.deepEqual([await database.load(), database.notices], [snapshot, []]);
        assert.equal(folder.read().readUInt32BE(60), migrations.length);
      } finally {
        database.close();
        folder.dispose();
      }
    });
  }

  it('keeps the newest of several open sessions of a repository open', async () => {
    const folder = new StoreFolder();
    copyFileSync(version1, folder.file);
    await folder.sql(`insert into sessions (id, repository_id, status, started_at, last_activity, created_at, updated_at)
      values ('s2', 'r1', 'active', 5, 7, 5, 7), ('s3', 'r1', 'active', 6, 6, 6, 6)`);
    const database = await StoreDatabase.open({ folder: folder.path, wasmFile });
    try {
      const { sessions } = await database.load();
      const states = sessions.map(({ id, status, endedAt }) => [id, status, endedAt]);
      assert.deepEqual(states, [
        ['s1', 'completed', 2],
        ['s2', 'active', null],
        ['s3', 'completed', 6],
      ]);
    } finally {
      database.close();
      folder.dispose();
    }
  });

  it('takes each step once, and one that fails not at all', async () => {
    const sql = await initSqlJs({ wasmBinary: new Uint8Array(readFileSync(wasmFile)).buffer });
    const database = new sql.Database(readFileSync(version1));
    const steps = [
      'this was done long ago',
      // What drizzle-kit makes of a changed column: the table is built anew.
      `CREATE TABLE new (id text PRIMARY KEY, name text);
       INSERT INTO new SELECT id, name FROM repositories;
       DROP TABLE repositories;
       ALTER TABLE new RENAME TO repositories`,
      'CREATE TABLE third (id text); CREATE TABLE third (id text)',
    ];
    assert.throws(() => migrate(database, steps), /already exists/);
    const ask = (text: string) => database.exec(text)[0]?.values;
    assert.deepEqual(
      [
        ask('PRAGMA user_version'),
        ask('SELECT * FROM repositories'),
        ask('SELECT count(*) FROM tasks'),
        ask('SELECT name FROM sqlite_schema WHERE name = "third"'),
      ],
      [[[2]], [['r1', 'shop']], [[1]], undefined],
    );
    database.close();
  });
});
