import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { encodePaths } from '../core/gitPath';
import type { TreeEntry } from './diffTrees';
import { getIndexPath, withPrivateIndex } from './privateIndex';
import { runGit } from './runGit';
import { applyToIndex } from './trees';

/**
 * Lend `work` a folder with these files as they would lie in the work tree: line ends, filters, links, modes. Gone
 * afterwards.
 *
 * It lies in the repository's git folder, so that a file can move into the work tree instead of being copied. Two
 * processes however many files there are.
 */
export async function withStagedFiles<T>(
  repository: string,
  files: ReadonlyMap<string, TreeEntry>,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  if (files.size === 0) {
    return work('');
  }
  const gitFolder = dirname(await getIndexPath(repository));
  await removeOld(gitFolder);
  const folder = join(gitFolder, `${prefix}${randomUUID()}`);
  try {
    await mkdir(folder, { mode: 0o700 });
    await withPrivateIndex(repository, 'empty', async indexFile => {
      await applyToIndex(repository, files, indexFile);
      const args = ['checkout-index', '-z', '--stdin', `--prefix=${folder}/`];
      await runGit(repository, args, { indexFile, stdin: encodePaths(files.keys()) });
    });
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const prefix = 'autobot-staged-';
const old = 24 * 60 * 60 * 1000;

/** What windows left that died meanwhile. */
async function removeOld(gitFolder: string): Promise<void> {
  const names = (await readdir(gitFolder).catch(() => [])).filter(name => name.startsWith(prefix));
  for (const folder of names.map(name => join(gitFolder, name))) {
    const stats = await stat(folder).catch(() => undefined);
    if (stats && Date.now() - stats.mtimeMs > old) {
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}
