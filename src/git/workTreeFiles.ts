import { lstat, open } from 'node:fs/promises';
import { decodePaths, encodePaths } from '../core/gitPath';
import { runGit } from './runGit';
import { workPath } from './workPath';

export interface IndexOptions {
  readonly indexFile: string;
  readonly signal?: AbortSignal;
}

/** How the work tree differs from an index. Nothing is read but times and sizes. */
export interface WorkTreeFiles {
  /** Tracked files that may have another content or mode. */
  readonly changed: readonly string[];
  /** Tracked files that are not there, or have become something else. */
  readonly gone: readonly string[];
  readonly untracked: readonly string[];
  /** Other repositories inside this one: untracked ones, and submodules. */
  readonly nested: readonly string[];
  readonly submodules: readonly string[];
}

/** Look at the whole work tree. The index is a private one: marks that hide files from git are taken off in it. */
export async function listWorkTree(repository: string, options: IndexOptions): Promise<WorkTreeFiles> {
  const [status, { hidden, submodules }] = await Promise.all([
    // Submodules are never looked into: what git runs there would obey their own configuration.
    runGit(repository, ['status', '--porcelain=v2', '-z', '--no-renames', '--ignore-submodules=all', '-uall'], options),
    getFlags(repository, options),
  ]);
  const { changed, gone, replaced, untracked } = parseWorkTreeStatus(decodePaths(status.stdout));
  return {
    changed: [...changed, ...(await unhide(repository, hidden, options))],
    gone: [...gone, ...replaced],
    untracked: untracked.filter(path => !path.endsWith('/')),
    nested: [...replaced, ...untracked.filter(path => path.endsWith('/')).map(path => path.slice(0, -1))],
    submodules,
  };
}

/**
 * How the work tree differs from the index, from `git status --porcelain=v2 -z --no-renames`; `replaced` are files in
 * whose place another repository is now, and such repositories are among the untracked, with a slash behind them.
 *
 * See git-status(1), "Porcelain Format Version 2".
 */
export function parseWorkTreeStatus(
  output: string,
): Record<'changed' | 'gone' | 'replaced' | 'untracked', readonly string[]> {
  const found = { changed: [] as string[], gone: [] as string[], replaced: [] as string[], untracked: [] as string[] };
  for (const record of output.split('\0')) {
    const type = record.charAt(0);
    const fields = record.split(' ', 6); // 1 XY sub mH mI mW hH hI path; u XY sub m1 m2 m3 mW h1 h2 h3 path
    const inWorkTree = (fields[1] ?? '').charAt(1);
    if (type === '?') {
      found.untracked.push(record.slice(2));
    } else if (type === 'u') {
      found.changed.push(behindFields(record, 10));
    } else if (type === '1' && inWorkTree !== '.') {
      const kind = inWorkTree === 'D' ? 'gone' : fields[5] === '160000' ? 'replaced' : 'changed';
      found[kind].push(behindFields(record, 8));
    }
  }
  return found;
}

/** Everything after so many fields; a path may itself hold spaces. */
function behindFields(record: string, count: number): string {
  let at = 0;
  for (let i = 0; i < count; i++) {
    at = record.indexOf(' ', at) + 1;
  }
  return record.slice(at);
}

interface Flags {
  readonly hidden: readonly { readonly path: string; readonly skipped: boolean }[];
  readonly submodules: readonly string[];
}

/** Read from the index once for each of its versions: it changes far less often than snapshots are taken. */
async function getFlags(repository: string, options: IndexOptions): Promise<Flags> {
  const version = await getVersion(options.indexFile);
  const known = flagsOf.get(repository);
  if (known?.version === version) {
    return known.flags;
  }
  const { stdout } = await runGit(repository, ['ls-files', '-v', '--stage', '-z'], options);
  const flags = parseFlags(stdout);
  flagsOf.set(repository, { version, flags });
  return flags;
}

const flagsOf = new Map<string, { readonly version: string; readonly flags: Flags }>();

/** What tells one version of an index from another: its size and time, and the checksum that it ends with. */
async function getVersion(indexFile: string): Promise<string> {
  try {
    const file = await open(indexFile);
    try {
      const { size, mtimeMs } = await file.stat();
      const { buffer } = await file.read({ buffer: Buffer.alloc(32), position: Math.max(0, size - 32) });
      return `${size} ${mtimeMs} ${buffer.toString('hex')}`;
    } finally {
      await file.close();
    }
  } catch {
    return 'none'; // before the first file is added
  }
}

/**
 * What `git ls-files -v --stage -z` says besides the usual: entries that git was told not to look at
 * (`assume-unchanged`, `skip-worktree`), and submodules.
 */
export function parseFlags(output: Buffer): Flags {
  const hidden: { path: string; skipped: boolean }[] = [];
  const submodules: string[] = [];
  for (let at = 0, end = output.indexOf(0); end !== -1; at = end + 1, end = output.indexOf(0, at)) {
    const isUsual = output[at] === usualTag && output[at + 2] === digitOne && output[at + 3] !== digitSix;
    if (isUsual) {
      continue; // nearly all of them: nothing to make a text of
    }
    const record = decodePaths(output.subarray(at, end));
    const path = record.slice(record.indexOf('\t') + 1);
    const tag = record.charAt(0);
    if (record.startsWith('160000', 2)) {
      submodules.push(path);
    } else if (tag === 'S' || tag !== tag.toUpperCase()) {
      hidden.push({ path, skipped: tag === 'S' || tag === 's' });
    }
  }
  return { hidden, submodules };
}

const usualTag = 'H'.charCodeAt(0);
const digitOne = '1'.charCodeAt(0);
const digitSix = '6'.charCodeAt(0);

/** Files that git does not look at although they are there: from now on, this index does. */
async function unhide(repository: string, hidden: Flags['hidden'], options: IndexOptions): Promise<string[]> {
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
