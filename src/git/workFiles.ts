import type { Stats } from 'node:fs';
import {
  chmod,
  lstat,
  mkdir,
  readFile,
  readlink,
  realpath,
  rename,
  rmdir,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname, join, relative, sep } from 'node:path';
import { UserError } from '../base/errors';
import { readFiltered, writeBlob, writeFilteredBlob } from './blobs';
import type { TreeEntry } from './diffTrees';

/** A file of the work tree as git would keep it; `null` if there is none. Writes its blob. */
export async function readWorkFile(repository: string, path: string): Promise<TreeEntry | null> {
  const file = join(repository, path);
  const stats = await lstat(file).catch(() => undefined);
  if (stats?.isSymbolicLink()) {
    return { mode: '120000', id: await writeBlob(repository, await readlink(file, 'buffer')) };
  }
  if (!stats?.isFile()) {
    return null;
  }
  const mode = stats.mode & 0o100 ? '100755' : '100644';
  return { mode, id: await writeFilteredBlob(repository, path, await readFile(file)) };
}

/**
 * Put an entry into the work tree, or take the file away (`null`).
 *
 * `expected` is what must be there now; if it is not, nothing is written and the error says so. Folders that
 * become empty go too. Nothing is ever written through a symbolic link that leads out of the repository.
 */
export async function putWorkFile(
  repository: string,
  path: string,
  entry: TreeEntry | null,
  expected: TreeEntry | null,
): Promise<void> {
  const now = await readWorkFile(repository, path);
  if (now?.id !== expected?.id || now?.mode !== expected?.mode) {
    throw new UserError('moved', `${path} has changed meanwhile; nothing was written to it. Try again.`);
  }
  const file = join(repository, path);
  await checkInside(repository, file, path);
  if (entry === null) {
    await unlink(file);
    await removeEmptyFolders(repository, dirname(file));
    return;
  }
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.autobot-${randomUUID()}`;
  const bytes = await readFiltered(repository, entry.id, path);
  if (entry.mode === '120000') {
    await symlink(bytes, temporary);
  } else {
    await writeFile(temporary, bytes);
    await chmod(temporary, permissions(now ? await lstat(file) : await lstat(temporary), entry.mode));
  }
  await rename(temporary, file).catch(async (error: unknown) => {
    await unlink(temporary);
    throw error;
  });
}

/** The permissions a file has, with the executable bits that git wants. */
function permissions(stats: Stats, mode: string): number {
  const kept = stats.isFile() ? stats.mode & 0o777 : 0o644;
  return mode === '100755' ? kept | ((kept & 0o444) >> 2) : kept & ~0o111;
}

async function checkInside(repository: string, file: string, path: string): Promise<void> {
  const root = await realpath(repository);
  let folder = dirname(file);
  for (;;) {
    const real = await realpath(folder).catch(() => undefined);
    if (real !== undefined) {
      const way = relative(root, real);
      if (way === '..' || way.startsWith(`..${sep}`)) {
        throw new UserError(
          'outside',
          `${path} leads out of the repository through a symbolic link; it was left alone.`,
        );
      }
      return;
    }
    folder = dirname(folder);
  }
}

async function removeEmptyFolders(repository: string, folder: string): Promise<void> {
  for (let at = folder; at.startsWith(`${repository}${sep}`); at = dirname(at)) {
    try {
      await rmdir(at);
    } catch {
      return; // not empty: that is where git stops too
    }
  }
}
