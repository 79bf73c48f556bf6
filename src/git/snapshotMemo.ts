import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { lookOf } from './looks';
import { getCommonDir } from './repositoryState';

/** All that a snapshot's tree is made of. */
export interface TreeParts {
  /** Which version of the index it starts from. */
  readonly index: string;
  /** Paths taken out of the index. */
  readonly gone: readonly string[];
  /** Files read into it, and how they looked before that; `undefined`: not there. */
  readonly files: ReadonlyMap<string, BigIntStats | undefined>;
}

/**
 * The tree that was made of the same parts the last time; nothing if it is another, or might be.
 *
 * It may have been pruned meanwhile, since no ref leads to it: it counts only while it lies there as a loose object.
 */
export async function recallTree(repository: string, print: string): Promise<string | undefined> {
  const known = latest.get(repository);
  return known?.print === print && (await isLoose(repository, known.tree)) ? known.tree : undefined;
}

/** Only for parts that {@link isSettled}. */
export function rememberTree(repository: string, print: string, tree: string): void {
  latest.set(repository, { print, tree });
}

/** By repository: work goes on in one state of it at a time. */
const latest = new Map<string, { readonly print: string; readonly tree: string }>();

/** What tells parts from others. */
export function printOf({ index, gone, files }: TreeParts): string {
  const hash = createHash('sha1').update(JSON.stringify([index, gone]));
  files.forEach((stats, path) => hash.update(`\0${path}\0${lookOf(stats) ?? ''}`));
  return hash.digest('hex');
}

/**
 * Whether the times of files tell every write from now on from the ones before. `began`: before they were looked at, in
 * epoch milliseconds.
 *
 * Times are kept no finer than the kernel's clock ticks (10 ms at most), and in whole or even seconds by some file
 * systems. See git's racy-git.txt.
 */
export function isSettled({ files }: TreeParts, began: number): boolean {
  return [...files.values()].every(stats => {
    const changed = !stats ? 0n : stats.mtimeNs > stats.ctimeNs ? stats.mtimeNs : stats.ctimeNs;
    const tick = changed % second === 0n ? (5n * second) / 2n : second / 50n;
    return changed + tick < BigInt(began) * (second / 1000n);
  });
}

/** In nanoseconds. */
const second = 1_000_000_000n;

async function isLoose(repository: string, id: string): Promise<boolean> {
  const file = join(await getCommonDir(repository), 'objects', id.slice(0, 2), id.slice(2));
  return access(file).then(
    () => true,
    () => false,
  );
}
