import { t } from '@vscode/l10n';
import { asc, eq, getTableColumns, sql } from 'drizzle-orm';
import { drizzle, type SQLJsDatabase } from 'drizzle-orm/sql-js';
import type { Database } from 'sql.js';
import * as z from 'zod';
import { messageOf } from '../base/errors';
import type { TableName, Tables } from '../core/model';
import type { Change, Snapshot } from './changes';
import { inTransaction } from './migrations';
import { storedTables, tableNames, type StoredTable } from './storedTables';

/** Everything the database holds. A row that does not fit its schema is left out and reported, never fatal. */
export function readSnapshot(database: Database, report: (notice: string) => void): Snapshot {
  const tables = tableNames.map(name => [name, readTable(database, name, report)] as const);
  return Object.fromEntries(tables) as unknown as Snapshot;
}

/** Make all of the changes or none. Their order does not matter: references are checked at the end. */
export function applyChanges(database: Database, changes: readonly Change[]): void {
  const orm = drizzle(database);
  const upserts = new Map<TableName, ReturnType<typeof prepareUpsert>>();
  inTransaction(database, () => {
    database.exec('PRAGMA defer_foreign_keys = ON');
    for (const change of changes) {
      const { table, row } = storedTables[change.table] as StoredTable<unknown>;
      if ('delete' in change) {
        orm.delete(table).where(eq(table.id, change.delete)).run();
      } else {
        const values = z.encode(row, change.put);
        const upsert = upserts.get(change.table) ?? prepareUpsert(orm, table, Object.keys(values));
        upserts.set(change.table, upsert);
        upsert.run(values);
      }
    }
  });
}

/** Insert a row or change it. Never `replace into`: it deletes the old row first, and all that refers to it. */
function prepareUpsert(orm: SQLJsDatabase, table: StoredTable<unknown>['table'], keys: readonly string[]) {
  const columns = Object.entries(getTableColumns(table)).filter(([key]) => keys.includes(key));
  const values = Object.fromEntries(columns.map(([key]) => [key, sql.placeholder(key)]));
  const set = Object.fromEntries(columns.map(([key, column]) => [key, sql`excluded.${sql.identifier(column.name)}`]));
  return orm.insert(table).values(values).onConflictDoUpdate({ target: table.id, set }).prepare();
}

function readTable<T extends TableName>(database: Database, name: T, report: (notice: string) => void): Tables[T][] {
  const { table, row: schema } = storedTables[name];
  const values: Tables[T][] = [];
  const faults: string[] = [];
  for (const row of readRows(database, table, name, report)) {
    const parsed = z.safeDecode(schema, row);
    if (parsed.success) {
      values.push(parsed.data);
    } else {
      faults.push(`${String(row['id'])}: ${z.prettifyError(parsed.error)}`);
    }
  }
  if (faults.length > 0) {
    report(t`${faults.length} rows of ${name} cannot be read and are left out. The first: ${faults[0] ?? ''}`);
  }
  return values;
}

function readRows(
  database: Database,
  table: StoredTable<unknown>['table'],
  name: TableName,
  report: (notice: string) => void,
): Record<string, unknown>[] {
  try {
    return drizzle(database)
      .select()
      .from(table)
      .orderBy(asc(sql`rowid`))
      .all();
  } catch (error) {
    report(t`The table ${name} cannot be read and is left out: ${messageOf(error)}`); // a newer schema may lack it
    return [];
  }
}
