import { decodePaths } from '../core/gitPath';
import { getVersion } from './indexVersion';
import { getIndexPath } from './privateIndex';
import { type GitOptions, runGit } from './runGit';

/** What an index says of its entries besides the usual. */
export interface IndexFlags {
  /** That git was told not to look at. */
  readonly hidden: readonly { readonly path: string; readonly skipped: boolean }[];
  readonly submodules: readonly string[];
  /** With conflicts that are not resolved. */
  readonly unmerged: readonly string[];
}

/** Of a copy of the developer's index. Read once for each version: it changes far less often than it is asked for. */
export async function getFlags(
  repository: string,
  { version, ...options }: { readonly version: string; readonly indexFile: string; readonly signal?: AbortSignal },
): Promise<IndexFlags> {
  const known = flagsOf.get(repository);
  if (known?.version === version) {
    return known.flags;
  }
  const flags = await readFlags(repository, options);
  flagsOf.set(repository, { version, flags });
  return flags;
}

/** Paths with conflicts that are not resolved, in the developer's index. */
export async function getConflicts(repository: string): Promise<readonly string[]> {
  const index = await getIndexPath(repository);
  const version = await getVersion(index);
  const known = flagsOf.get(repository);
  if (known?.version === version) {
    return known.flags.unmerged;
  }
  const flags = await readFlags(repository, {});
  if ((await getVersion(index)) === version) {
    flagsOf.set(repository, { version, flags });
  }
  return flags.unmerged;
}

async function readFlags(repository: string, options: GitOptions): Promise<IndexFlags> {
  const { stdout } = await runGit(repository, ['ls-files', '-v', '--stage', '-z'], options);
  return parseFlags(stdout);
}

const flagsOf = new Map<string, { readonly version: string; readonly flags: IndexFlags }>();

/**
 * What `git ls-files -v --stage -z` says besides the usual: entries that git was told not to look at
 * (`assume-unchanged`, `skip-worktree`), submodules, and conflicts.
 */
function parseFlags(output: Buffer): IndexFlags {
  const hidden: { path: string; skipped: boolean }[] = [];
  const submodules: string[] = [];
  const unmerged = new Set<string>();
  for (let at = 0, end = output.indexOf(0); end !== -1; at = end + 1, end = output.indexOf(0, at)) {
    const isUsual = output[at] === usualTag && output[at + 2] === digitOne && output[at + 3] !== digitSix;
    if (isUsual) {
      continue; // nearly all of them: nothing to make a text of
    }
    const record = decodePaths(output.subarray(at, end));
    const path = record.slice(record.indexOf('\t') + 1);
    const tag = record.charAt(0);
    if (tag.toUpperCase() === 'M') {
      unmerged.add(path); // once for each side
    }
    if (record.startsWith('160000', 2)) {
      submodules.push(path);
    } else if (tag === 'S' || tag !== tag.toUpperCase()) {
      hidden.push({ path, skipped: tag === 'S' || tag === 's' });
    }
  }
  return { hidden, submodules, unmerged: [...unmerged] };
}

const usualTag = 'H'.charCodeAt(0);
const digitOne = '1'.charCodeAt(0);
const digitSix = '6'.charCodeAt(0);
