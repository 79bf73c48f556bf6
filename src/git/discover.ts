import type { Dirent } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { getRepositoryKind } from './repositoryState';

export interface DiscoverOptions {
  /** How many folders deep below each workspace folder. */
  readonly maxDepth: number;
  /** Names of folders that are not looked into. */
  readonly exclude: readonly string[];
  readonly signal?: AbortSignal;
}

export interface Discovered {
  /** Roots of the work trees found, as real paths, sorted. */
  readonly roots: readonly string[];
  /** What could not be looked into, in words. */
  readonly problems: readonly string[];
}

/** Reading folders waits for the disk: so many at a time keep it busy (measured: faster than `find`). */
const inFlight = 32;

/**
 * The git work trees in and around some folders: the one a folder lies in, and those below it, also inside each other.
 *
 * Symbolic links are not followed, so there are no loops.
 */
export async function discoverRepositories(folders: readonly string[], options: DiscoverOptions): Promise<Discovered> {
  const roots = new Set<string>();
  const problems: string[] = [];
  for (const folder of folders) {
    try {
      const around = await getRepositoryKind(folder);
      if (around.kind === 'workTree') {
        roots.add(await realpath(around.root));
      }
    } catch (error) {
      problems.push(`${folder}: ${error instanceof Error ? error.message : String(error)}`);
      continue;
    }
    for (const found of await findBelow(await realpath(folder), options, problems)) {
      roots.add(found);
    }
  }
  return { roots: [...roots].sort(), problems };
}

/** Breadth first, many folders at a time. */
async function findBelow(top: string, options: DiscoverOptions, problems: string[]): Promise<string[]> {
  const { maxDepth, exclude, signal } = options;
  const excluded = new Set([...exclude, '.git']);
  const found: string[] = [];
  let level = [top];
  for (let depth = 0; depth <= maxDepth && level.length > 0; depth++) {
    const next: string[] = [];
    const queue = level.values();
    const worker = async (): Promise<void> => {
      for (const folder of queue) {
        signal?.throwIfAborted();
        const entries = await listFolder(folder, problems);
        if (depth > 0 && entries.some(entry => entry.name === '.git') && (await isWorkTree(folder, problems))) {
          found.push(folder);
        }
        for (const entry of entries) {
          if (entry.isDirectory() && !excluded.has(entry.name)) {
            next.push(join(folder, entry.name));
          }
        }
      }
    };
    await Promise.all(Array.from({ length: inFlight }, worker));
    level = next;
  }
  return found;
}

async function listFolder(folder: string, problems: string[]): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code !== 'ENOENT' && code !== 'ENOTDIR') {
      problems.push(`${basename(folder)} could not be read (${code})`); // gone meanwhile is no problem
    }
    return [];
  }
}

/** A `.git` may be left over or broken: git itself decides. */
async function isWorkTree(folder: string, problems: string[]): Promise<boolean> {
  try {
    const kind = await getRepositoryKind(folder);
    return kind.kind === 'workTree' && (await realpath(kind.root)) === folder;
  } catch (error) {
    problems.push(`${folder}: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}
