import { lstat } from 'node:fs/promises';
import { decodePaths, encodePaths } from '../core/gitPath';
import { readRawDiff } from './diffTrees';
import { getFlags, type IndexFlags } from './indexFlags';
import { runGit } from './runGit';
import { keepNotes, type SnapshotIndex } from './snapshotIndex';
import { commitIn, readStatus } from './statusRecords';
import { workPath } from './workPath';

export interface IndexOptions {
  readonly indexFile: string;
  readonly signal?: AbortSignal;
}

export type ListOptions = SnapshotIndex & IndexOptions;

/** How the work tree differs from an index. */
export interface WorkTreeFiles {
  /** Tracked files that may have another content or mode. */
  readonly changed: readonly string[];
  /** Tracked files that are not there, or have become something else. */
  readonly gone: readonly string[];
  readonly untracked: readonly string[];
  /** Other repositories inside this one: untracked ones, and submodules. */
  readonly nested: readonly string[];
  readonly submodules: readonly string[];
  /** HEAD's at that time; `null` before the first one, `undefined` where git could not tell along with it. */
  readonly commit: string | null | undefined;
}

/** Look at the whole work tree. The index is a private one: marks that hide files from git are taken off in it. */
export async function listWorkTree(repository: string, options: ListOptions): Promise<WorkTreeFiles> {
  const [files, { hidden, submodules }] = await Promise.all([
    listFiles(repository, options),
    getFlags(repository, options),
  ]);
  const { changed, gone, replaced, untracked, commit } = files;
  return {
    commit,
    changed: [...changed, ...(await unhide(repository, hidden, options))],
    gone: [...gone, ...replaced],
    untracked: untracked.filter(path => !path.endsWith('/')),
    nested: [...replaced, ...untracked.filter(path => path.endsWith('/')).map(path => path.slice(0, -1))],
    submodules,
  };
}

interface Listed {
  readonly changed: readonly string[];
  readonly gone: readonly string[];
  /** In whose place another repository is now. */
  readonly replaced: readonly string[];
  /** Folders that are repositories end in a slash. */
  readonly untracked: readonly string[];
  readonly commit?: string | null;
}

/** One process, unless a filter refuses: of files that may be racy, git reads the content. */
async function listFiles(repository: string, options: ListOptions): Promise<Listed> {
  const began = Date.now();
  const { untrackedCache } = options;
  const notes = untrackedCache === 'none' ? [] : ['core.untrackedCache=true', 'status.showUntrackedFiles=all'];
  // Submodules are never looked into: what git runs there would obey their own configuration.
  const what = ['--untracked-files=all', '--no-renames', '--ignore-submodules=all'];
  const how = ['--porcelain=v2', '--branch', '--no-ahead-behind', '-z', ...what];
  const { stdout, exitCode } = await runGit(repository, [...notes.flatMap(set => ['-c', set]), 'status', ...how], {
    ...options,
    writesIndex: untrackedCache === 'write',
    okExitCodes: [0, 128],
  });
  if (exitCode !== 0) {
    return listUnread(repository, options);
  }
  if (untrackedCache === 'write') {
    await keepNotes(repository, options, began).catch(() => undefined); // then the next ones take longer
  }
  return listed(decodePaths(stdout));
}

function listed(output: string): Listed {
  const found = { changed: [] as string[], gone: [] as string[], replaced: [] as string[], untracked: [] as string[] };
  let commit: string | null = null;
  for (const { type, states, mode, path } of readStatus(output)) {
    const [, inWorkTree] = states;
    if (type === '#') {
      commit ??= commitIn(path);
    } else if (type === '?') {
      found.untracked.push(path);
    } else if (type === 'u') {
      found.changed.push(path);
    } else if (inWorkTree !== '.') {
      found[inWorkTree === 'D' ? 'gone' : mode === '160000' ? 'replaced' : 'changed'].push(path);
    }
  }
  return { ...found, commit };
}

/** Nothing is read but times and sizes. */
async function listUnread(repository: string, options: IndexOptions): Promise<Listed> {
  const [tracked, others] = await Promise.all([
    runGit(repository, ['diff-files', '--raw', '-z', '--no-renames', '--ignore-submodules=all'], options),
    runGit(repository, ['ls-files', '--others', '--exclude-standard', '-z'], options),
  ]);
  const untracked = decodePaths(others.stdout).split('\0').slice(0, -1);
  return { ...parseChangedFiles(decodePaths(tracked.stdout)), untracked };
}

/**
 * How tracked files differ from the index, from `git diff-files --raw -z`; `replaced` are those in whose place another
 * repository is now.
 */
function parseChangedFiles(output: string): Record<'changed' | 'gone' | 'replaced', readonly string[]> {
  const found = { changed: [] as string[], gone: [] as string[], replaced: [] as string[] };
  for (const { path, status, after } of readRawDiff(output)) {
    const kind = status === 'D' ? 'gone' : after.mode === '160000' ? 'replaced' : 'changed';
    found[kind].push(path);
  }
  return found;
}

/** Files that git does not look at although they are there: from now on, this index does. */
async function unhide(repository: string, hidden: IndexFlags['hidden'], options: IndexOptions): Promise<string[]> {
  const isSparse = hidden.some(({ skipped }) => skipped) && (await isSparseCheckout(repository));
  // What a sparse checkout leaves out is not there; git itself looks at what is there all the same.
  const wanted = isSparse ? hidden.filter(({ skipped }) => !skipped) : hidden;
  const there: typeof wanted = (
    await Promise.all(wanted.map(async entry => ((await exists(repository, entry.path)) ? [entry] : [])))
  ).flat();
  const take = async (flag: string, paths: readonly string[]): Promise<void> => {
    if (paths.length > 0) {
      await runGit(repository, ['update-index', flag, '-z', '--stdin'], { ...options, stdin: encodePaths(paths) });
    }
  };
  const paths = there.map(({ path }) => path);
  await take('--no-assume-unchanged', paths);
  await take(
    '--no-skip-worktree',
    there.filter(({ skipped }) => skipped).map(({ path }) => path),
  );
  return paths;
}

async function isSparseCheckout(repository: string): Promise<boolean> {
  const args = ['config', '--type=bool', 'core.sparseCheckout'];
  const { stdout } = await runGit(repository, args, { okExitCodes: [0, 1] });
  return stdout.toString('latin1').startsWith('true');
}

async function exists(repository: string, path: string): Promise<boolean> {
  return lstat(workPath(repository, path)).then(
    () => true,
    () => false,
  );
}
