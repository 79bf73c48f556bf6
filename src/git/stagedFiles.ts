import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { basename } from 'node:path/posix';
import { decodePaths, encodePaths } from '../core/gitPath';
import type { TreeEntry } from './diffTrees';
import { getIndexPath, withPrivateIndex } from './privateIndex';
import { runGit } from './runGit';
import { applyToIndex } from './trees';
import { workPath } from './workPath';

/** Where a file of these lies until it is moved into the work tree. */
export type StagedPath = (path: string) => string | Buffer;

/**
 * Lend `work` these files as they would lie in the work tree: line ends, filters, links, modes. Gone afterwards.
 *
 * They lie in the repository's git folder, so that a file can move into the work tree instead of being copied. Three
 * processes however many files there are.
 */
export async function withStagedFiles<T>(
  repository: string,
  files: ReadonlyMap<string, TreeEntry>,
  work: (staged: StagedPath) => Promise<T>,
): Promise<T> {
  if (files.size === 0) {
    return work(path => path);
  }
  const gitFolder = dirname(await getIndexPath(repository));
  await removeOld(gitFolder);
  const name = `${prefix}${randomUUID()}`;
  const folder = join(gitFolder, name);
  try {
    await mkdir(folder, { mode: 0o700 });
    const places = await withPrivateIndex(repository, 'empty', async indexFile => {
      const flat = files.size > few ? flatPlaces(name, files.keys()) : new Map<string, string>();
      const moved = [...flat].map(([path, place]) => [place, files.get(path) ?? null] as const);
      const [alike] = await Promise.all([
        findAlike(repository, flat),
        applyToIndex(repository, new Map([...files, ...moved]), indexFile),
      ]);
      const found = new Map([...files.keys()].map(path => [path, alike.has(path) ? (flat.get(path) ?? path) : path]));
      const args = ['checkout-index', '-z', '--stdin', `--prefix=${folder}/`];
      await runGit(repository, args, { indexFile, stdin: encodePaths(found.values()) });
      return found;
    });
    return await work(path => workPath(folder, places.get(path) ?? path));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Up to here, making their folders takes no longer than asking whether they can do without. */
const few = 50;

/**
 * A place for each file in as few folders as can be: making and removing a folder takes longer than a file. Under its
 * own name, which attributes go by most often.
 */
function flatPlaces(name: string, paths: Iterable<string>): Map<string, string> {
  const taken = new Map<string, number>();
  const places = new Map<string, string>();
  for (const path of paths) {
    const base = basename(path);
    const folded = base.toLowerCase(); // some file systems take both for one
    const number = taken.get(folded) ?? 0;
    taken.set(folded, number + 1);
    places.set(path, `${name}/${number}/${base}`);
  }
  return places;
}

/** The paths that git would write alike in their other places. A filter may look at the path that it is told. */
async function findAlike(repository: string, places: ReadonlyMap<string, string>): Promise<Set<string>> {
  if (places.size === 0) {
    return new Set();
  }
  const stdin = encodePaths([...places].flat());
  const { stdout } = await runGit(repository, ['check-attr', '-z', '--stdin', ...writingAttributes], { stdin });
  const fields = decodePaths(stdout).split('\0');
  const looks = new Map<string, string>();
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [path = '', attribute, value] = fields.slice(at, at + 3);
    looks.set(path, `${looks.get(path) ?? ''}${attribute}=${value} `);
  }
  const isAlike = ([path, place]: readonly [string, string]): boolean =>
    looks.get(path) === looks.get(place) && /filter=(unspecified|unset) /.test(looks.get(path) ?? '');
  return new Set([...places].filter(isAlike).map(([path]) => path));
}

/** All that says how a blob is written to the work tree; see gitattributes(5). */
const writingAttributes = ['text', 'crlf', 'eol', 'ident', 'working-tree-encoding', 'filter'];

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
