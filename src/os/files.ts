import { t } from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
import { copyFile, lstat, mkdir, open, readlink, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** The file operations that can fail under us. Tests pass one that does. */
export interface FileSystem {
  write(path: string, data: Uint8Array): Promise<void>;
  /** What was written to this file, or renamed in this folder, has reached the disk once this resolves. */
  sync(path: string): Promise<void>;
  size(path: string): Promise<number>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
}

export const disk: FileSystem = {
  write: (path, data) => writeFile(path, data, { mode: 0o600 }),
  sync: syncPath,
  size: async path => (await stat(path)).size,
  rename: renamePatiently,
  remove: path => rm(path, { force: true }),
};

/**
 * Replace a file's content, whole or not at all.
 *
 * A temporary file beside it is written, synced and measured before it takes
 * the name, since a full disk can leave a short file without an error.
 */
export async function writeChecked(path: string, data: Uint8Array, files: FileSystem = disk): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    await files.write(temporary, data);
    await files.sync(temporary);
    const size = await files.size(temporary);
    if (size !== data.byteLength) {
      throw new Error(t`${path} was not saved: ${size} of ${data.byteLength} bytes were written (is the disk full?)`);
    }
    await files.rename(temporary, path);
  } catch (error) {
    await files.remove(temporary).catch(() => undefined); // the first error is the story
    throw error;
  }
  await files.sync(dirname(path)); // or the machine could die and still have the old name
}

async function syncPath(path: string): Promise<void> {
  const isWindows = process.platform === 'win32'; // which syncs only what may be written, and no folders
  try {
    await using file = await open(path, isWindows ? 'r+' : 'r');
    await file.sync();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    // Some network and user-space file systems cannot sync a folder; a full disk is another matter.
    if (!['EINVAL', 'ENOTSUP', 'EISDIR', ...(isWindows ? ['EPERM'] : [])].includes(code)) {
      throw error;
    }
  }
}

/** Let a file take the place of another, whole or not at all; also from another disk. */
export async function move(from: string | Buffer, to: string | Buffer): Promise<void> {
  try {
    await renamePatiently(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') {
      throw error;
    }
    const beside = Buffer.concat([Buffer.from(to), Buffer.from(`.${randomUUID()}.tmp`)]);
    try {
      const isLink = (await lstat(from)).isSymbolicLink();
      await (isLink ? symlink(await readlink(from, 'buffer'), beside) : copyFile(from, beside));
      await renamePatiently(beside, to);
    } finally {
      await rm(beside, { force: true });
    }
  }
}

/** On Windows a virus scanner may hold a file for a moment. */
async function renamePatiently(from: string | Buffer, to: string | Buffer): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (process.platform !== 'win32' || attempt === 10 || !['EPERM', 'EACCES', 'EBUSY'].includes(code)) {
        throw error;
      }
      await new Promise(resolve => setTimeout(resolve, attempt * 20));
    }
  }
}
