import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import initSqlJs, { type SqlJsStatic } from 'sql.js';
import { StoreDatabase } from '../../../src/store/database';
import { readDatabaseFile } from '../../../src/store/databaseFile';
import { fullSnapshot, putAll } from './samples';
import { StoreFolder, wasmFile } from './storeFolder';

describe('store/damage', () => {
  const folder = new StoreFolder();
  const countRows = (rows: object): number => Object.values(rows).flat().length;
  const backup = 'backups/autobot-000001-2026-01-02-daily.sqlite';
  let sql: SqlJsStatic;
  let good: Buffer;

  before(async () => {
    sql = await initSqlJs({ wasmBinary: new Uint8Array(readFileSync(wasmFile)).buffer });
    const database = await StoreDatabase.open({ folder: folder.path, wasmFile, keepBackups: 0 });
    await database.write([putAll(fullSnapshot)]);
    database.close();
    good = folder.read();
  });
  after(() => folder.dispose());

  it('is noticed wherever the file is cut off', async () => {
    const unnoticed: number[] = [];
    for (let length = 0; length < good.length; length += 512) {
      folder.write(good.subarray(0, length));
      const { kind } = await readDatabaseFile(sql, folder.file);
      if (kind !== 'damaged') {
        unnoticed.push(length);
      }
    }
    assert.deepEqual(unnoticed, []);
  });

  it('is noticed wherever a page is overwritten', async () => {
    const unnoticed: number[] = [];
    const used = await pagesInUse();
    for (const page of used) {
      const bytes = Buffer.from(good);
      bytes.fill(0xa5, page * 4096, (page + 1) * 4096);
      folder.write(bytes);
      const file = await readDatabaseFile(sql, folder.file);
      if (file.kind !== 'damaged') {
        unnoticed.push(page);
        (file.kind === 'missing' ? undefined : file.database)?.close();
      }
    }
    assert.ok(used.length > 20);
    assert.deepEqual(unnoticed, []);
  });

  it('of one bit is either noticed, and the backup comes back, or changes nothing but a value', async () => {
    const seen = { restored: 0, opened: 0 };
    for (let step = 0; step < 120; step++) {
      const bit = (step * 7919 * 31) % (good.length * 8); // spread over the file, the same each time
      const bytes = Buffer.from(good);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      folder.names.filter(name => name.includes('.damaged-')).forEach(name => rmSync(`${folder.path}/${name}`));
      folder.write(bytes);
      folder.write(good, backup);
      const database = await StoreDatabase.open({ folder: folder.path, wasmFile, keepBackups: 0 });
      const rows = await database.load();
      const aside = folder.names.find(name => name.includes('.damaged-'));
      if (aside) {
        assert.deepEqual([folder.read(aside), rows], [bytes, fullSnapshot], `bit ${bit}`);
        seen.restored += 1;
      } else {
        const isComplete = countRows(rows) === countRows(fullSnapshot);
        assert.ok(isComplete || database.notices.length > 0, `bit ${bit}: a row is missing, and nobody says so`);
        assert.deepEqual(folder.read(), bytes, `bit ${bit}`);
        seen.opened += 1;
      }
      database.close();
    }
    assert.ok(seen.restored > 0 && seen.opened > 0, JSON.stringify(seen));
  });

  /** Zero-based pages that tables and indices begin on. */
  async function pagesInUse(): Promise<number[]> {
    folder.write(good);
    const rows = await folder.sql("select distinct rootpage from sqlite_schema where type in ('table', 'index')");
    return rows.map(([page]) => Number(page) - 1);
  }
});
