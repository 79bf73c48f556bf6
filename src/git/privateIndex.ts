import { existsSync } from 'node:fs';
import { constants, copyFile, mkdtemp, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { gitText } from './runGit';

/**
 * Lend `work` an index file of its own, gone afterwards; the developer's stays untouched.
 *
 * Starts as a copy of the developer's (for its cached stats: hashing only what
 * differs is what makes a snapshot quick) or empty.
 */
export async function withPrivateIndex<T>(
  repository: string,
  start: 'copy' | 'empty',
  work: (indexFile: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'autobot-index-'));
  try {
    const indexFile = join(folder, 'index');
    if (start === 'copy') {
      await copyIndex(await getIndexPath(repository), indexFile);
    }
    return await work(indexFile);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Where the developer's index is. Asked of git once, as long as it is there. */
export async function getIndexPath(repository: string): Promise<string> {
  const known = indexPaths.get(repository);
  if (known !== undefined && existsSync(known)) {
    return known;
  }
  const path = await gitText(repository, ['rev-parse', '--git-path', 'index']);
  const absolute = isAbsolute(path) ? path : join(repository, path);
  indexPaths.set(repository, absolute);
  return absolute;
}

const indexPaths = new Map<string, string>();

/** Whether it was there to be copied. */
export async function copyIndex(from: string, to: string): Promise<boolean> {
  try {
    // Stat first: an index is trusted for files older than itself, so the copy must not look younger than it is.
    const { mtimeMs } = await stat(from);
    await copyFile(from, to, constants.COPYFILE_FICLONE);
    const time = Math.floor(mtimeMs) / 1000;
    await utimes(to, time, time);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw error;
    }
    return false; // a repository without a commit may have no index yet; that is an empty one
  }
}
