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
import { relative, sep } from 'node:path';
import { UserError } from '../base/errors';
import { showPath } from '../core/gitPath';
import { readFiltered, writeBlob, writeFilteredBlob } from './blobs';
import type { TreeEntry } from './diffTrees';
import { workPath } from './workPath';

/** A file of the work tree as git would keep it; `null` if there is none. Writes its blob. */
export async function readWorkFile(repository: string, path: string): Promise<TreeEntry | null> {
  const file = workPath(repository, path);
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
    throw new UserError('moved', `${showPath(path)} has changed meanwhile; nothing was written to it. Try again.`);
  }
  const file = workPath(repository, path);
  const folder = folderOf(path);
  await checkInside(repository, path);
  if (entry === null) {
    await unlink(file);
    await removeEmptyFolders(repository, folder);
    return;
  }
  await mkdir(workPath(repository, folder), { recursive: true });
  const temporary = workPath(repository, `${path}.autobot-${randomUUID()}`);
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

/** Throws where a link on the way to a path leads out of the repository. */
async function checkInside(repository: string, path: string): Promise<void> {
  const root = await realpath(repository);
  for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) {
    const real = await realpath(workPath(repository, folder)).catch(() => undefined);
    if (real !== undefined) {
      const way = relative(root, real);
      if (way === '..' || way.startsWith(`..${sep}`)) {
        throw new UserError(
          'outside',
          `${showPath(path)} leads out of the repository through a symbolic link; it was left alone.`,
        );
      }
      return;
    }
  }
}

async function removeEmptyFolders(repository: string, folder: string): Promise<void> {
  for (let at = folder; at !== ''; at = folderOf(at)) {
    try {
      await rmdir(workPath(repository, at));
    } catch {
      return; // not empty: that is where git stops too
    }
  }
}

/** The folder that a path lies in; empty at the top. */
function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
