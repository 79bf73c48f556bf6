import { setImmediate as breathe } from 'node:timers/promises';
import { fitOf } from '../core/fuzzy';
import { listFiles } from '../git/listFiles';

interface Listed {
  readonly at: number;
  readonly paths: Promise<readonly Path[]>;
}

/** Folders end with a slash. */
interface Path {
  readonly path: string;
  readonly lower: string;
}

/** A list is looked at again after so many milliseconds. */
const freshFor = 3_000;
/** So many paths are compared before others get their turn: about a millisecond's work. */
const slice = 2_000;

/** Finds files and folders of repositories by what a user types. */
export class FileSearch {
  readonly #listed = new Map<string, Listed>();

  constructor(
    /** Globs of what nobody looks for. */
    private readonly exclude: (repository: string) => readonly string[],
    private readonly now: () => number = Date.now,
  ) {}

  /** The best `limit` paths, best first; with nothing typed, those nearest to the root. Rejects once aborted. */
  async find(repository: string, typed: string, limit: number, signal: AbortSignal): Promise<string[]> {
    const paths = await this.#paths(repository);
    const wanted = typed.toLowerCase();
    let best: { readonly path: string; readonly fit: number }[] = [];
    for (let from = 0; from < paths.length; from += slice) {
      signal.throwIfAborted();
      const found = paths.slice(from, from + slice).flatMap(({ path, lower }) => {
        const fit = wanted === '' ? -path.split('/').length : fitOf(wanted, lower);
        return fit === null ? [] : [{ path, fit }];
      });
      best = [...best, ...found].toSorted((a, b) => b.fit - a.fit || (a.path < b.path ? -1 : 1)).slice(0, limit);
      await breathe();
    }
    signal.throwIfAborted();
    return best.map(({ path }) => path);
  }

  #paths(repository: string): Promise<readonly Path[]> {
    const known = this.#listed.get(repository);
    if (known && this.now() - known.at < freshFor) {
      return known.paths;
    }
    const paths = listFiles(repository, this.exclude(repository)).then(withFolders);
    this.#listed.set(repository, { at: this.now(), paths });
    paths.catch(() => this.#listed.delete(repository));
    return known ? known.paths.catch(() => paths) : paths; // what is typed now need not wait for a second look
  }
}

async function withFolders(files: readonly string[]): Promise<Path[]> {
  const all = new Set<string>();
  for (const [i, file] of files.entries()) {
    for (let end = file.indexOf('/'); end !== -1; end = file.indexOf('/', end + 1)) {
      all.add(file.slice(0, end + 1));
    }
    all.add(file);
    if (i % slice === 0) {
      await breathe();
    }
  }
  return [...all].map(path => ({ path, lower: path.toLowerCase() }));
}
