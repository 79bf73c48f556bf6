import { t } from '@vscode/l10n';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Database, SqlJsStatic } from 'sql.js';
import { messageOf } from '../base/errors';
import { StoreError } from './storeError';
import { applicationId, migrations } from './migrations';

/** What is at the database's path. An open database belongs to the caller. */
export type DatabaseFile =
  | { readonly kind: 'missing' }
  | { readonly kind: 'damaged'; readonly stamp: string; readonly why: string }
  | {
      /** `older` and `newer` than the schema of this program. */
      readonly kind: 'good' | 'older' | 'newer';
      readonly stamp: string;
      readonly database: Database;
    };

/**
 * Read and judge a database file. Never changes it.
 *
 * sql.js takes nearly anything for a database (nothing at all for an empty one),
 * so the header and the whole content are checked first. See https://www.sqlite.org/fileformat.html
 */
export async function readDatabaseFile(sql: SqlJsStatic, path: string): Promise<DatabaseFile> {
  const file = await readStamped(path);
  if (file === undefined) {
    return { kind: 'missing' };
  }
  const { bytes, stamp } = file;
  const why = faultOfHeader(bytes);
  if (why !== undefined) {
    return { kind: 'damaged', stamp, why };
  }
  const version = bytes.readUInt32BE(60);
  const database = new sql.Database(bytes);
  const fault = faultOfContent(database);
  if (fault !== undefined) {
    database.close();
    return { kind: 'damaged', stamp, why: fault };
  }
  const kind = version === migrations.length ? 'good' : version < migrations.length ? 'older' : 'newer';
  return { kind, stamp, database };
}

/** Tells one state of the file from another: every write makes a new file. `undefined`: there is none. */
export async function stampOf(path: string): Promise<string | undefined> {
  try {
    return asStamp(await stat(path, { bigint: true }));
  } catch (error) {
    throwUnlessMissing(error, path);
    return undefined;
  }
}

/** Delete what a process that died while writing the file left beside it. Call while holding its lock. */
export async function removeLeftovers(path: string): Promise<void> {
  const names = await readdir(dirname(path));
  const leftovers = names.filter(name => name.startsWith(`.${basename(path)}.`) && name.endsWith('.tmp'));
  await Promise.all(leftovers.map(name => rm(join(dirname(path), name), { force: true })));
}

async function readStamped(path: string): Promise<{ bytes: Buffer; stamp: string } | undefined> {
  try {
    await using file = await open(path, 'r');
    return { stamp: asStamp(await file.stat({ bigint: true })), bytes: await file.readFile() };
  } catch (error) {
    throwUnlessMissing(error, path);
    return undefined;
  }
}

function throwUnlessMissing(cause: unknown, path: string): void {
  if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') {
    throw new StoreError('notReadable', t`Autobot's history cannot be read (${path}): ${messageOf(cause)}`, { cause });
  }
}

function asStamp({ ino, size, mtimeNs }: { ino: bigint; size: bigint; mtimeNs: bigint }): string {
  return `${ino}:${size}:${mtimeNs}`;
}

function faultOfHeader(bytes: Buffer): string | undefined {
  if (bytes.length === 0) {
    return t('it is empty');
  }
  if (bytes.length < 512 || bytes.toString('latin1', 0, 16) !== 'SQLite format 3\0') {
    return t('it is not a SQLite file');
  }
  if (bytes.readUInt32BE(68) !== applicationId || bytes.readUInt32BE(60) === 0) {
    return t('it belongs to another program');
  }
  const pageSize = bytes.readUInt16BE(16) === 1 ? 65_536 : bytes.readUInt16BE(16);
  const expected = pageSize * bytes.readUInt32BE(28);
  return bytes.length === expected ? undefined : t`it has ${bytes.length} bytes where it should have ${expected}`;
}

function faultOfContent(database: Database): string | undefined {
  try {
    const verdict = String(database.exec('PRAGMA quick_check(1)')[0]?.values[0]?.[0]);
    return verdict === 'ok' ? undefined : t`its content is broken (${verdict.replaceAll('\n', ' ')})`;
  } catch (error) {
    return t`its content is broken (${messageOf(error)})`;
  }
}
