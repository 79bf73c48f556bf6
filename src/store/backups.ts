import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { formatISO } from 'date-fns';
import { writeChecked, type FileSystem } from '../os/files';

export interface BackupOptions {
  /** The database's file. Backups are in the folder `backups` beside it. */
  readonly path: string;
  /** How many days to keep. */
  readonly keep: number;
  readonly now: number;
  readonly files: FileSystem;
}

const pattern = /^autobot-\d{4}-\d\d-\d\d\.sqlite$/;

/** Copy the file as it is, once a day, and drop the oldest copies. Says whether it did. */
export async function backUpDaily({ path, keep, now, files }: BackupOptions): Promise<boolean> {
  const name = `autobot-${formatISO(now, { representation: 'date' })}.sqlite`;
  const folder = backupFolder(path);
  const existing = await listBackups(path);
  if (keep <= 0 || existing.includes(join(folder, name))) {
    return false;
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeChecked(join(folder, name), await readFile(path), files);
  const kept = await listBackups(path);
  await Promise.all(kept.slice(keep).map(old => rm(old, { force: true })));
  return true;
}

/** The backups' paths, newest first. */
export async function listBackups(path: string): Promise<string[]> {
  const folder = backupFolder(path);
  const names = await readdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return [];
    }
    throw error;
  });
  return names
    .filter(name => pattern.test(name))
    .sort()
    .reverse()
    .map(name => join(folder, name));
}

function backupFolder(path: string): string {
  return join(dirname(path), 'backups');
}
