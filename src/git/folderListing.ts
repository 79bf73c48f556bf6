import { readdirSync } from 'node:fs';
import { sep } from 'node:path';
import { type GitFolder, readGitFolder } from './gitFolder';

/** A folder to look into, and how far below the workspace folder it lies. */
export type Place = readonly [folder: string, depth: number];

/** A share of the search, for one thread. */
export interface Share {
  readonly places: readonly Place[];
  readonly maxDepth: number;
  /** Names of folders that are not looked into. */
  readonly exclude: ReadonlySet<string>;
  /** Folders that are places of their own. */
  readonly tops: ReadonlySet<string>;
}

/** What came of a share. */
export interface Listing {
  /** What is left of it: time was up. */
  readonly left: readonly Place[];
  /** How many folders were looked into. */
  readonly folders: number;
  /** Those that have a `.git`. */
  readonly marked: readonly Marked[];
  /** Those that could not be read, with the error's code. */
  readonly unreadable: readonly (readonly [folder: string, code: string])[];
}

/** A folder with a `.git`, and what that says. */
export type Marked = readonly [folder: string, git: GitFolder];

/** Then a share is handed back, so that it can be divided anew; in milliseconds. */
const timeForShare = 10;

/**
 * Look for repositories in some folders and below them. Symbolic links are not followed, so there are no loops.
 *
 * Synchronous, for a thread of its own: that takes half the processor time of asking the disk without waiting
 * (measured), and nothing that is in a folder can hold up the host.
 */
export function listShare({ places, maxDepth, exclude, tops }: Share): Listing {
  const left = [...places];
  const marked: Marked[] = [];
  const unreadable: [string, string][] = [];
  let folders = 0;
  const end = performance.now() + timeForShare;
  for (let place = left.pop(); place; place = performance.now() < end ? left.pop() : undefined) {
    const [folder, depth] = place;
    const inside = folder.endsWith(sep) ? folder : folder + sep;
    folders += 1;
    try {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        if (entry.name === '.git') {
          marked.push([folder, readGitFolder(folder)]);
        } else if (entry.isDirectory() && depth < maxDepth && !exclude.has(entry.name)) {
          const path = inside + entry.name; // `join` would take a third of the time
          if (!tops.has(path)) {
            left.push([path, depth + 1]);
          }
        }
      }
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'ENOTDIR') {
        unreadable.push([folder, code]); // gone meanwhile is no problem
      }
    }
  }
  return { left, folders, marked, unreadable };
}
