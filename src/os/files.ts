import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** The file operations that can fail under us. Tests pass one that does. */
export interface FileSystem {
  write(path: string, data: Uint8Array): Promise<void>;
  size(path: string): Promise<number>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
}

/** The real disk. What `write` resolves for has reached it. */
export const disk: FileSystem = {
  async write(path, data) {
    const file = await open(path, 'w', 0o600);
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
  },
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
    const size = await files.size(temporary);
    if (size !== data.byteLength) {
      throw new Error(`${path} was not saved: ${size} of ${data.byteLength} bytes were written (is the disk full?)`);
    }
    await files.rename(temporary, path);
  } catch (error) {
    await files.remove(temporary).catch(() => undefined); // the first error is the story
    throw error;
  }
}

/** On Windows a virus scanner may hold a file for a moment. */
async function renamePatiently(from: string, to: string): Promise<void> {
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
