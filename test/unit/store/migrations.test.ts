import assert from 'node:assert/strict';
import { copyFileSync, readFileSync } from 'node:fs';
import initSqlJs from 'sql.js';
import { StoreDatabase } from '../../../src/store/database';
import { migrate, migrations } from '../../../src/store/migrations';
import { fullSnapshot } from './samples';
import { StoreFolder, wasmFile } from './storeFolder';

/** Written by the first version that had this schema, with `fullSnapshot` in it. Never made anew. */
const version1 = 'test/fixtures/store/v1.sqlite';

describe('store/migrations', () => {
  it('opens a file of schema 1 with nothing lost', async () => {
    const folder = new StoreFolder();
    copyFileSync(version1, folder.file);
    const database = await StoreDatabase.open({ folder: folder.path, wasmFile });
    try {
      assert.deepEqual([await database.load(), database.notices], [fullSnapshot, []]);
      assert.equal(folder.read().readUInt32BE(60), migrations.length);
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
