import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stampOf } from './editIndex';
import { getVersion } from './indexVersion';
import { copyIndex, getIndexPath, withPrivateIndex } from './privateIndex';
import { clockTick } from './snapshotParts';

/** A private copy of the developer's index. */
export interface SnapshotIndex {
  readonly indexFile: string;
  /** What tells one version of the developer's index from another. */
  readonly version: string;
  /** What tells that file from the next. */
  readonly stamp: string;
  /** Whether git may go by what it noted of folders in it, and note more. */
  readonly untrackedCache: 'read' | 'write' | 'none';
}

/**
 * Lend `work` a copy of the developer's index in which git has noted which untracked files are in which folder, so that
 * it lists only folders that have changed since: a fifth off each snapshot. See `core.untrackedCache` in git-config(1).
 *
 * The notes are made with the first snapshot of each version of the index. Gone afterwards.
 */
export async function withSnapshotIndex<T>(repository: string, work: (index: SnapshotIndex) => Promise<T>): Promise<T> {
  return withPrivateIndex(repository, 'empty', async indexFile => {
    const developers = await getIndexPath(repository);
    const stamp = stampOf(developers);
    const version = await getVersion(developers);
    const known = noted.get(repository);
    if (known?.version === version) {
      await writeFile(indexFile, known.bytes);
      await utimes(indexFile, known.time, known.time);
      return work({ indexFile, version, stamp, untrackedCache: 'read' });
    }
    const isThere = await copyIndex(developers, indexFile);
    const canNote = isThere && (await stat(indexFile)).size <= mostBytes && (await foldersTell(repository));
    return work({
      indexFile,
      version: await getVersion(indexFile),
      stamp,
      untrackedCache: canNote ? 'write' : 'none',
    });
  });
}

/** Indexes with notes, by repository. */
const noted = new Map<string, { readonly version: string; readonly bytes: Buffer; readonly time: number }>();
/** A larger one is not kept: it would be in memory as long as the window is open. Of about 500,000 files. */
const mostBytes = 50_000_000;

/** Keep an index into which git has written its notes, in a run that started at `began`, in epoch milliseconds. */
export async function keepNotes(
  repository: string,
  { indexFile, version }: SnapshotIndex,
  began: number,
): Promise<void> {
  const { mtimeNs } = await stat(indexFile, { bigint: true });
  // What changed while git looked may bear the time at which it looked: git does not trust what is no older than this.
  const time = (began - Number(clockTick(mtimeNs)) / 1e6) / 1000;
  noted.set(repository, { version, bytes: await readFile(indexFile), time });
}

/**
 * Whether the time of a folder tells that files came into it or left, which not every file system sees to.
 *
 * Tried in the git folder, if that lies on the same disk as the work tree.
 */
function foldersTell(repository: string): Promise<boolean> {
  const known = telling.get(repository) ?? tryFolder(repository);
  telling.set(repository, known);
  return known;
}

/** Asked once of each repository. */
const telling = new Map<string, Promise<boolean>>();

async function tryFolder(repository: string): Promise<boolean> {
  const gitFolder = dirname(await getIndexPath(repository));
  const probe = join(gitFolder, `autobot-probe-${randomUUID()}`);
  try {
    await mkdir(probe);
    await utimes(probe, 1, 1);
    await writeFile(join(probe, 'file'), '');
    const [disk, own, { mtimeMs }] = await Promise.all([stat(repository), stat(gitFolder), stat(probe)]);
    return disk.dev === own.dev && mtimeMs > 1000;
  } catch {
    return false;
  } finally {
    await rm(probe, { recursive: true, force: true }).catch(() => undefined);
  }
}
