import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { format, formatISO } from 'date-fns';
import { writeChecked, type FileSystem } from '../os/files';

/** Why a backup was made. */
export type BackupKind = 'daily' | 'migration' | 'restore' | 'manual';

export interface Backup {
  readonly path: string;
  /** Counts up with each backup. Names are ordered by it, so that a clock that was set back changes nothing. */
  readonly number: number;
  readonly kind: BackupKind;
  /** Local day and, except for a daily one, time, as in the name. */
  readonly madeAt: string;
}

export interface BackupOptions {
  /** The database's file. Backups are in the folder `backups` beside it. */
  readonly path: string;
  readonly kind: BackupKind;
  readonly now: number;
  readonly files: FileSystem;
}

const pattern = /^autobot-(\d{6})-(\d{4}-\d\d-\d\d(?:T\d\d-\d\d-\d\d)?)-(daily|migration|restore|manual)\.sqlite$/;

/** Copy the file as it is. Returns the path of the copy. */
export async function makeBackup({ path, kind, now, files }: BackupOptions): Promise<string> {
  const [newest] = await listBackups(path);
  const number = String((newest?.number ?? 0) + 1).padStart(6, '0');
  const madeAt = kind === 'daily' ? dayOf(now) : format(now, "yyyy-MM-dd'T'HH-mm-ss");
  const copy = join(backupFolder(path), `autobot-${number}-${madeAt}-${kind}.sqlite`);
  await mkdir(backupFolder(path), { recursive: true, mode: 0o700 });
  await writeChecked(copy, await readFile(path), files);
  return copy;
}

/** Make the copy of the day and drop old ones: the newest `keep` stay. Says whether there was none yet today. */
export async function backUpDaily(options: Omit<BackupOptions, 'kind'> & { readonly keep: number }): Promise<boolean> {
  const { path, now, keep } = options;
  const made = (await listBackups(path)).some(({ kind, madeAt }) => kind === 'daily' && madeAt === dayOf(now));
  if (keep <= 0 || made) {
    return false;
  }
  await makeBackup({ ...options, kind: 'daily' });
  await pruneBackups(path, keep);
  return true;
}

/** The backups, newest first. */
export async function listBackups(path: string): Promise<Backup[]> {
  const folder = backupFolder(path);
  const names = await readdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return [];
    }
    throw error;
  });
  const backups = names.flatMap((name): Backup[] => {
    const [, number, madeAt, kind] = pattern.exec(name) ?? [];
    return number && madeAt && kind
      ? [{ path: join(folder, name), number: Number(number), kind: kind as BackupKind, madeAt }]
      : [];
  });
  return backups.toSorted((a, b) => b.number - a.number || basename(b.path).localeCompare(basename(a.path)));
}

/** Those made by hand stay; of each other kind the newest do. */
async function pruneBackups(path: string, keep: number): Promise<void> {
  const byKind = Map.groupBy(await listBackups(path), ({ kind }) => kind);
  byKind.delete('manual');
  const old = [...byKind.values()].flatMap(backups => backups.slice(keep));
  await Promise.all(old.map(backup => rm(backup.path, { force: true })));
}

function backupFolder(path: string): string {
  return join(dirname(path), 'backups');
}

function dayOf(time: number): string {
  return formatISO(time, { representation: 'date' });
}
