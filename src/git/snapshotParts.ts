import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { lookOf } from './looks';

/** All that a snapshot's tree is made of. */
export interface TreeParts {
  /** Which version of the index it starts from. */
  readonly index: string;
  /** Paths taken out of the index. */
  readonly gone: readonly string[];
  /** Files read into it, and how they looked before that; `undefined`: not there. */
  readonly files: ReadonlyMap<string, BigIntStats | undefined>;
}

/** What tells parts from others. */
export function printOf({ index, gone, files }: TreeParts): string {
  const hash = createHash('sha1').update(JSON.stringify([index, gone]));
  files.forEach((stats, path) => hash.update(`\0${path}\0${lookOf(stats) ?? ''}`));
  return hash.digest('hex');
}

/**
 * Whether the times of files tell every write from now on from the ones before. `began`: before they were looked at, in
 * epoch milliseconds. See git's racy-git.txt.
 */
export function isSettled({ files }: TreeParts, began: number): boolean {
  return [...files.values()].every(stats => {
    const changed = !stats ? 0n : stats.mtimeNs > stats.ctimeNs ? stats.mtimeNs : stats.ctimeNs;
    return changed + clockTick(changed) < BigInt(began) * (second / 1000n);
  });
}

/**
 * How far apart writes must be, at the least, for the times of files to differ; judged by one such time. In nanoseconds.
 *
 * Times are kept no finer than the kernel's clock ticks (10 ms at most), and in whole or even seconds by some file
 * systems.
 */
export function clockTick(time: bigint): bigint {
  return time % second === 0n ? (5n * second) / 2n : second / 50n;
}

/** In nanoseconds. */
const second = 1_000_000_000n;
