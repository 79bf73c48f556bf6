import { type BigIntStats, lstat } from 'node:fs';
import { dirname } from 'node:path/posix';
import { promisify } from 'node:util';
import { workPath } from './workPath';

/** How a path was when it was looked at, enough to notice any write since; `null`: nothing was there. */
export type Look = string | null;

export async function lookAtFiles(repository: string, paths: readonly string[]): Promise<Map<string, Look>> {
  const looks = new Map<string, Look>();
  const folders = new RealFolders(repository);
  await eachOf(paths, async path => {
    const isThere = await folders.hold(path); // what is seen through a link is another file
    looks.set(path, isThere ? lookOf(await statsOf(workPath(repository, path))) : null);
  });
  return looks;
}

/** Which paths lie in folders all the way, and not behind a symbolic link. A folder that is not there yet is one. */
export class RealFolders {
  readonly #known = new Map<string, Promise<boolean>>([['.', Promise.resolve(true)]]);

  constructor(private readonly repository: string) {}

  hold(path: string): Promise<boolean> {
    const above = dirname(path);
    let known = this.#known.get(above);
    if (!known) {
      known = this.hold(above).then(async isReal => {
        const stats = isReal ? await statsOf(workPath(this.repository, above)) : undefined;
        return isReal && (stats === undefined || stats.isDirectory());
      });
      this.#known.set(above, known);
    }
    return known;
  }
}

/** The look of every folder: what is in it is looked at by itself. */
export const folder: Look = 'folder';

export function lookOf(stats: BigIntStats | undefined): Look {
  if (!stats) {
    return null;
  }
  return stats.isDirectory() ? folder : [stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs, stats.mode].join(' ');
}

/** Of a thousand files at once, `node:fs/promises` takes about twice as long. */
const readStats = promisify(lstat);

export async function statsOf(file: string | Buffer): Promise<BigIntStats | undefined> {
  try {
    return await readStats(file, { bigint: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) {
      return undefined;
    }
    throw error;
  }
}

/** Some at a time, so that no thread waits for the next. A queue's own work would cost more here than the file's. */
export async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const left = items.values(); // shared: each worker takes the next
  const worker = async (): Promise<void> => {
    for (const item of left) {
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: 64 }, worker));
}
