import type { BigIntStats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { encodePaths } from '../core/gitPath';
import { noteStagedTree, recallStagedTree } from './editIndex';
import { eachOf, statsOf } from './looks';
import { runGit, gitText } from './runGit';
import { GitError, classifyStderr } from './gitError';
import { withSnapshotIndex } from './snapshotIndex';
import { isSettled, printOf } from './snapshotParts';
import { TreeMemo } from './treeMemo';
import { workPath } from './workPath';
import { type IndexOptions, listWorkTree, type WorkTreeFiles } from './workTreeFiles';

export interface Snapshot {
  readonly tree: string;
  /** HEAD's at that time; `null` before the first one, `undefined` where git could not tell along with it. */
  readonly commit: string | null | undefined;
  readonly leftOut: readonly LeftOut[];
}

/** Something in the work tree that is no part of its snapshots. */
export interface LeftOut {
  readonly path: string;
  readonly why: 'repository' | 'submodule' | 'size' | 'refused';
  /** What git said; only for `refused`. */
  readonly said?: string;
}

export interface SnapshotOptions {
  /** Paths that belong to it although git ignores them, or they are large. */
  readonly also?: Iterable<string>;
  readonly signal?: AbortSignal;
}

/** Untracked files beyond this many bytes are left out: keeping each of their versions would fill the disk. */
export const maxUntrackedBytes = 50 * 1024 * 1024;

/**
 * The tree of the whole work tree as it is on disk: tracked and untracked files, also those that git was told not to
 * look at; without ignored ones, repositories inside it and huge untracked files.
 *
 * Writes objects only. HEAD, index, stash and work tree are never touched. Reads only files that may differ from the
 * index, so that it takes about as long as `git status`; and none at all if they are as they were the last time.
 */
export async function takeSnapshot(repository: string, options: SnapshotOptions = {}): Promise<Snapshot> {
  const { also = [], signal } = options;
  const began = Date.now();
  return withSnapshotIndex(repository, async copy => {
    const index: IndexOptions = { indexFile: copy.indexFile, ...(signal && { signal }) };
    const files = await listWorkTree(repository, { ...copy, ...index });
    const stats = await statFiles(repository, new Set([...files.changed, ...files.untracked, ...also]));
    const named = await findNamed(repository, also, files, stats);
    const large = files.untracked.filter(path => !named.has(path) && (stats.get(path)?.size ?? 0) > maxUntrackedBytes);
    const wanted = new Set([...files.changed, ...files.untracked, ...named]);
    large.forEach(path => wanted.delete(path));
    const parts = {
      index: copy.version,
      gone: files.gone,
      files: new Map([...wanted].map(path => [path, stats.get(path)])),
    };
    const print = printOf(parts);
    const isIndex = files.gone.length === 0 && wanted.size === 0; // nothing differs from it
    const known =
      (await snapshots.recall(repository, print)) ?? (isIndex && (await recallStagedTree(repository, copy.stamp)));
    const { tree, refused } = known
      ? { tree: known, refused: [] }
      : await writeTree(repository, files.gone, wanted, index);
    if (refused.length === 0 && isSettled(parts, began)) {
      await snapshots.remember(repository, print, tree);
    }
    if (isIndex) {
      await noteStagedTree(repository, copy.stamp, tree);
    }
    const leftOut: LeftOut[] = [
      ...files.nested.map(path => ({ path, why: 'repository' as const })),
      ...files.submodules.map(path => ({ path, why: 'submodule' as const })),
      ...large.map(path => ({ path, why: 'size' as const })),
      ...refused,
    ];
    return { tree, commit: files.commit, leftOut };
  });
}

const snapshots = new TreeMemo();

async function writeTree(
  repository: string,
  gone: readonly string[],
  wanted: ReadonlySet<string>,
  index: IndexOptions,
): Promise<{ tree: string; refused: readonly LeftOut[] }> {
  if (gone.length > 0) {
    // First, so that a file may take the place of a folder and the other way round.
    await updateIndex(repository, ['--force-remove'], gone, index);
  }
  const refused = await addFiles(repository, [...wanted], index);
  return { tree: await gitText(repository, ['write-tree', '--missing-ok'], index), refused };
}

/** Of each path, what is there; nothing where that cannot be told. */
async function statFiles(repository: string, paths: Iterable<string>): Promise<Map<string, BigIntStats>> {
  const found = new Map<string, BigIntStats>();
  await eachOf([...paths], async path => {
    const stats = await statsOf(workPath(repository, path)).catch(() => undefined);
    if (stats) {
      found.set(path, stats);
    }
  });
  return found;
}

/** Named paths that are files of this work tree and of no repository inside it. */
async function findNamed(
  repository: string,
  also: Iterable<string>,
  files: WorkTreeFiles,
  stats: ReadonlyMap<string, BigIntStats>,
): Promise<Set<string>> {
  const known = new Set([...files.changed, ...files.untracked]);
  const foreign = new Map<string, Promise<boolean>>(
    [...files.nested, ...files.submodules].map(path => [path, Promise.resolve(true)]),
  );
  const isForeign = (folder: string): Promise<boolean> => {
    const cut = folder.lastIndexOf('/');
    const answer =
      foreign.get(folder) ??
      isThere(repository, `${folder}/.git`).then(inside => inside || (cut !== -1 && isForeign(folder.slice(0, cut))));
    foreign.set(folder, answer);
    return answer;
  };
  const found = await Promise.all(
    [...also].map(async path => {
      const cut = path.lastIndexOf('/');
      const isFile = stats.get(path)?.isFile() === true || stats.get(path)?.isSymbolicLink() === true;
      return isFile && (known.has(path) || cut === -1 || !(await isForeign(path.slice(0, cut)))) ? [path] : [];
    }),
  );
  return new Set(found.flat());
}

async function isThere(repository: string, path: string): Promise<boolean> {
  return (await lstat(workPath(repository, path)).catch(() => undefined)) !== undefined;
}

/** Read files into the index. Those that git cannot read, or a filter refuses, stay as the index has them. */
async function addFiles(repository: string, paths: readonly string[], index: IndexOptions): Promise<LeftOut[]> {
  const refused = new Map<string, string>();
  for (;;) {
    const left = paths.filter(path => !refused.has(path));
    const said =
      left.length === 0 ? '' : await updateIndex(repository, ['--add', '--remove', '--replace'], left, index);
    if (said === '') {
      return [...refused].map(([path, what]) => ({ path, why: 'refused', said: what }));
    }
    const path = left.find(
      each => said.includes(`Unable to process path ${each}\n`) || said.includes(`: ${each}: clean filter '`),
    );
    if (path === undefined) {
      throw new GitError(classifyStderr(said), ['update-index'], said);
    }
    refused.set(path, said.trim());
  }
}

/** What git said when it failed; empty when all went well. */
async function updateIndex(
  repository: string,
  how: readonly string[],
  paths: readonly string[],
  index: IndexOptions,
): Promise<string> {
  const { exitCode, stderr } = await runGit(repository, ['update-index', ...how, '-z', '--stdin'], {
    ...index,
    stdin: encodePaths(paths),
    okExitCodes: [0, 128],
  });
  return exitCode === 0 ? '' : stderr;
}
