import { t } from '@vscode/l10n';
import { realpath, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { messageOf } from '../base/errors';
import { listShare, type Marked, type Place } from './folderListing';
import { type GitFolder, looksBare, readGitFolder } from './gitFolder';
import { getRepositoryKind } from './repositoryState';
import { ScanThread } from './scanThread';

export interface DiscoverOptions {
  /** The built `scanWorker.ts`: look in threads of its own. Without, in this one, a little at a time. */
  readonly workerFile?: string;
  /** How many folders deep below each workspace folder. */
  readonly maxDepth: number;
  /** Names of folders that are not looked into. */
  readonly exclude: readonly string[];
  /** Whether the repository that a folder lies in counts; that is the default. */
  readonly around?: boolean;
  /** In milliseconds: what was found until then is the answer. */
  readonly timeLimit?: number;
  /** Rejects once it is aborted. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ScanProgress) => void;
}

export interface ScanProgress {
  readonly folders: number;
  readonly repositories: number;
}

export interface Found {
  /** The root of the work tree, as a real path. */
  readonly root: string;
  /** Its git folder, which may lie elsewhere. */
  readonly gitFolder: string;
}

export interface Discovered {
  /** Sorted by their roots. */
  readonly repositories: readonly Found[];
  /** What is no repository to work in, or could not be looked into, in words. */
  readonly problems: readonly string[];
  /** Whether all was looked at; otherwise time was up. */
  readonly complete: boolean;
}

const defaultTimeLimit = 60_000;
/** More would only wait for the same disk. */
const threadCount = Math.max(1, Math.min(4, availableParallelism()));

/**
 * The git work trees in and around some folders: the one a folder lies in, and those below it, also inside each other.
 *
 * Git is started only where what it would say cannot be read from its files.
 */
export async function discoverRepositories(folders: readonly string[], options: DiscoverOptions): Promise<Discovered> {
  const { timeLimit = defaultTimeLimit, around = true, signal } = options;
  const found = new Map<string, string>();
  const problems: string[] = [];
  const deadline = performance.now() + timeLimit;
  const take = async ([folder, git]: Marked): Promise<void> => {
    if (git.kind !== 'none' && (await isWorkTree(folder, git, problems))) {
      found.set(folder, git.gitFolder);
    } else if (git.kind === 'none') {
      problems.push(t`${join(folder, '.git')} is not what git makes: it is left over or broken.`);
    }
  };
  const tops = await realFolders(folders, problems);
  const { marked, complete } = await walk(tops, options, {
    problems,
    isOver: () => signal?.aborted === true || performance.now() > deadline,
  });
  signal?.throwIfAborted();
  await Promise.all(marked.map(take));
  await Promise.all(
    tops.map(async top => {
      if (around && !found.has(top)) {
        await lookAround(top, take, problems);
      }
    }),
  );
  signal?.throwIfAborted();
  if (!complete) {
    const limit = `${timeLimit / 1000} s`;
    problems.push(t`Not all folders were looked into within ${limit}: leave some out with autobot.scan.exclude.`);
  }
  const repositories = [...found].map(([root, gitFolder]) => ({ root, gitFolder }));
  return { repositories: repositories.sort(byRoot), problems, complete };
}

type Searcher = Pick<ScanThread, 'list' | 'dispose'>;

/** A share takes so little time that nobody notices. */
const here: Searcher = { list: share => Promise.resolve(listShare(share)), dispose: () => undefined };

/** A folder may be open twice, under two names. */
async function realFolders(folders: readonly string[], problems: string[]): Promise<string[]> {
  const real = await Promise.all(
    folders.map(folder =>
      realpath(folder).catch((error: unknown) => {
        problems.push(t`${folder} could not be read (${messageOf(error)})`);
        return [];
      }),
    ),
  );
  return [...new Set(real.flat())];
}

/** In rounds: what is left is divided among the threads anew, so that none runs out of work for long. */
async function walk(
  tops: readonly string[],
  { workerFile, maxDepth, exclude, onProgress }: DiscoverOptions,
  { problems, isOver }: { readonly problems: string[]; readonly isOver: () => boolean },
): Promise<{ marked: Marked[]; complete: boolean }> {
  const threads: readonly Searcher[] =
    workerFile === undefined ? [here] : Array.from({ length: threadCount }, () => new ScanThread(workerFile));
  const rules = { maxDepth, exclude: new Set(exclude), tops: new Set(tops) };
  const marked: Marked[] = [];
  let folders = 0;
  let left: readonly Place[] = tops.map(top => [top, 0]);
  try {
    while (left.length > 0 && !isOver()) {
      const shares = threads.map((thread, i) => ({ thread, places: left.filter((_, j) => j % threads.length === i) }));
      const used = shares.filter(({ places }) => places.length > 0);
      const listings = await Promise.all(used.map(({ thread, places }) => thread.list({ places, ...rules })));
      await setImmediate(); // whatever else waits in this process comes first
      left = listings.flatMap(listing => listing.left);
      marked.push(...listings.flatMap(listing => listing.marked));
      const unreadable = listings.flatMap(listing => listing.unreadable);
      problems.push(...unreadable.map(([folder, code]) => t`${folder} could not be read (${code})`));
      folders += listings.reduce((sum, listing) => sum + listing.folders, 0);
      onProgress?.({ folders, repositories: marked.length });
    }
    return { marked, complete: left.length === 0 };
  } finally {
    threads.forEach(thread => thread.dispose());
  }
}

/** The repository that a folder lies in: the innermost one. */
async function lookAround(top: string, take: (marked: Marked) => Promise<void>, problems: string[]): Promise<void> {
  if (looksBare(top)) {
    problems.push(bareInWords(top));
    return;
  }
  for (let folder = dirname(top), below = top; folder !== below; below = folder, folder = dirname(folder)) {
    const git = (await isThere(join(folder, '.git'))) ? readGitFolder(folder) : ({ kind: 'none' } as const);
    if (git.kind !== 'none') {
      await take([folder, git]);
      return;
    }
  }
}

async function isWorkTree(folder: string, git: GitFolder, problems: string[]): Promise<boolean> {
  if (git.kind === 'workTree') {
    return true;
  }
  try {
    const kind = await getRepositoryKind(folder);
    if (kind.kind === 'bare') {
      problems.push(bareInWords(folder));
    }
    return kind.kind === 'workTree' && (await realpath(kind.root)) === folder;
  } catch (error) {
    problems.push(`${folder}: ${messageOf(error)}`);
    return false;
  }
}

function bareInWords(folder: string): string {
  return t`${folder} is a bare repository, without files to work on. Add a work tree with “git worktree add”, and open that.`;
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function byRoot(a: Found, b: Found): number {
  return a.root < b.root ? -1 : 1;
}
