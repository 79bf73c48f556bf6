import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodePaths, encodePaths } from '../core/gitPath';
import { bytesOfText } from '../core/lines';
import { readBlobs } from './blobs';
import type { TreeEntry } from './diffTrees';
import { runGit } from './runGit';
import { readEntries } from './trees';
import { workPath } from './workPath';

/** Which of these paths git ignores. Tracked files are never ignored. */
export async function findIgnored(repository: string, paths: readonly string[]): Promise<Set<string>> {
  return paths.length === 0 ? new Set() : check(repository, ['check-ignore'], paths);
}

/**
 * Which of these paths git would have ignored by the `.gitignore` files of a tree.
 *
 * They are laid out in a folder of their own, since git reads such rules from disk alone.
 */
export async function findIgnoredBy(
  repository: string,
  tree: string,
  rules: readonly string[],
  paths: readonly string[],
): Promise<Set<string>> {
  const folder = await mkdtemp(join(tmpdir(), 'autobot-ignore-'));
  try {
    const entries = [...(await readEntries(repository, tree, rules))].filter(([, entry]) => isFile(entry));
    const blobs = await readBlobs(
      repository,
      entries.map(([, entry]) => entry?.id ?? ''),
    );
    for (const [path, entry] of entries) {
      const file = workPath(folder, path);
      await mkdir(workPath(folder, path.slice(0, Math.max(0, path.lastIndexOf('/')))), { recursive: true });
      await writeFile(file, bytesOfText(blobs.get(entry?.id ?? '') ?? ''));
    }
    return await check(repository, [`--work-tree=${folder}`, 'check-ignore', '--no-index'], paths);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function isFile(entry: TreeEntry | null): boolean {
  return entry?.mode === '100644' || entry?.mode === '100755';
}

/** This command alone does not take literal pathspecs; with a dot in front, a path has no magic all the same. */
async function check(repository: string, command: readonly string[], paths: readonly string[]): Promise<Set<string>> {
  const { stdout } = await runGit(repository, [...command, '-z', '--stdin'], {
    stdin: encodePaths(paths.map(path => `./${path}`)),
    okExitCodes: [0, 1], // 1: none
    magicPathspecs: true,
  });
  const ignored = decodePaths(stdout).split('\0').slice(0, -1);
  return new Set(ignored.map(path => path.slice(2)));
}
