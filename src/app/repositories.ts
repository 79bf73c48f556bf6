import { t } from '@vscode/l10n';
import { realpath, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { Emitter } from '../base/emitter';
import type { Disposable } from '../base/lifecycle';
import { Disposables } from '../base/lifecycle';
import type { Repository } from '../core/model';
import { stableId } from '../core/stableId';
import { type Discovered, discoverRepositories, type ScanProgress } from '../git/discover';
import { GitError } from '../git/gitError';
import type { History } from './history';
import { isInReach, isInside, type Reach } from './knownRepositories';
import type { Log, Workspace } from './ports';
import { RepositoryFacts } from './repositoryFacts';

/** How often a search says how far it is, in milliseconds. */
const progressEvery = 200;

/**
 * The repositories of the workspace, as rows. Rows of repositories elsewhere are kept and not shown.
 *
 * Those that the last window found are there at once; a search then makes it true.
 */
export class Repositories implements Disposable {
  readonly #owned = new Disposables();
  readonly #facts: RepositoryFacts;
  /** By root: the git folder, as far as it is known. */
  #present = new Map<string, string | null>();
  #missing: readonly string[] = [];
  #problems: readonly string[] = [];
  #search: { readonly abort: AbortController; readonly found: Promise<void> } | undefined;
  readonly #scanned = this.#owned.add(new Emitter<void>());
  /** Others may be present than before, or in trouble, although no row has changed. */
  readonly onDidScan = this.#scanned.event;
  readonly #progressed = this.#owned.add(new Emitter<ScanProgress | null>());
  /** How far a search is; `null` when it is over. */
  readonly onDidProgress = this.#progressed.event;

  constructor(
    private readonly parts: {
      readonly history: History;
      readonly workspace: Workspace;
      /** The built `git/scanWorker.ts`. */
      readonly scanWorker: string;
      readonly log: Log;
    },
    private readonly now: () => number = Date.now,
  ) {
    this.#facts = new RepositoryFacts(parts.history, parts.log, now, () => this.#scanned.fire());
    this.#owned.defer(() => this.#search?.abort.abort());
  }

  /** Those that are there, by path. */
  get present(): readonly Repository[] {
    return this.#rows([...this.#present.keys()]);
  }

  /** Those with a history that are not there any more. */
  get missing(): readonly Repository[] {
    return this.#rows(this.#missing);
  }

  /** What the latest search came upon that is no repository to work in, or could not look into, in words. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /** Why git cannot work in a repository, in words. */
  problemOf(repository: Repository): string | undefined {
    return this.#facts.problemOf(repository.path);
  }

  /** Where git keeps a repository that was found, if not in `.git`. */
  gitFolderOf(repository: Repository): string | null {
    return this.#present.get(repository.path) ?? null;
  }

  /** Show what an earlier window found in this workspace, as far as it is still there. Starts nothing. */
  async recall(): Promise<void> {
    if (this.parts.workspace.isTrusted()) {
      const reach = await this.#reach();
      const inReach = this.parts.history.all('repositories').filter(row => isInReach(row.path, reach));
      const there = await Promise.all(inReach.map(row => isThere(row.path)));
      const found = inReach.filter((_, i) => there[i]).map(row => row.path);
      await this.#show(new Map(found.map(path => [path, null])));
    }
  }

  /** Those found, after a search if there was none yet. */
  async list(): Promise<readonly Repository[]> {
    if (!this.#search) {
      await this.rescan();
    }
    await this.#search?.found;
    return this.present;
  }

  /** Search anew, and look at what is found. A search that is under way gives way to this one. */
  async rescan(): Promise<readonly Repository[]> {
    this.#search?.abort.abort();
    const abort = new AbortController();
    const search = { abort, found: this.#discover(abort.signal) };
    this.#search = search;
    try {
      await search.found;
    } catch (error) {
      this.#search = this.#search === search ? undefined : this.#search; // the next caller tries again
      throw error;
    }
    await this.#facts.refreshAll(this.present, abort.signal);
    return this.#search === search ? this.present : this.list();
  }

  /** End the search that is under way; what was known stays. */
  stopScan(): void {
    this.#search?.abort.abort();
  }

  /** Something appeared at this path, or went: are there repositories now that were not, or the other way round? */
  async lookAt(path: string): Promise<void> {
    const reach = await this.#reach();
    if (!this.parts.workspace.isTrusted() || !isInReach(path, reach)) {
      return;
    }
    const depths = reach.folders.filter(top => isInside(path, top)).map(top => depthBelow(path, top));
    const maxDepth = reach.maxDepth - Math.min(reach.maxDepth, ...depths);
    const { repositories } = await discoverRepositories([path], { maxDepth, exclude: reach.exclude, around: false });
    const known = [...this.#present.keys()].filter(root => isInside(root, path));
    const there = await Promise.all(known.map(isThere));
    const gone = known.filter((_, i) => !there[i]);
    const added = repositories.filter(({ root }) => !this.#present.has(root));
    if (gone.length + added.length > 0) {
      const next = new Map([...this.#present].filter(([root]) => !gone.includes(root)));
      added.forEach(({ root, gitFolder }) => next.set(root, gitFolder));
      await this.#show(next);
      await this.#facts.refreshAll(this.#rows(added.map(({ root }) => root)), new AbortController().signal);
    }
  }

  /** The repository that a file lies in: the innermost one. */
  containing(file: string): Repository | undefined {
    const around = this.present.filter(row => isInside(file, row.path));
    return around.toSorted((a, b) => b.path.length - a.path.length)[0];
  }

  /** Throws in words where the folder is gone. */
  async checkThere({ path }: Repository): Promise<void> {
    if (!(await exists(path))) {
      throw new GitError('folderGone', [], path);
    }
  }

  /** Look again at branch, last commit and cleanness; saved only if something is different. */
  async refresh(repository: Repository): Promise<Repository> {
    return this.#facts.refresh(repository);
  }

  /** The same, for what goes on where git cannot work: the pre-flight says why it cannot. */
  async refreshIfReadable(repository: Repository): Promise<Repository> {
    try {
      return await this.refresh(repository);
    } catch (error) {
      if (GitError.is(error) && error.reason !== 'folderGone' && error.reason !== 'cancelled') {
        return repository;
      }
      throw error;
    }
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #discover(signal: AbortSignal): Promise<void> {
    const { workspace, scanWorker: workerFile, log } = this.parts;
    if (!workspace.isTrusted()) {
      await this.#show(new Map());
      return;
    }
    const { folders, maxDepth, exclude } = await this.#reach();
    let told = this.now();
    const onProgress = (progress: ScanProgress): void => {
      if (this.now() - told >= progressEvery) {
        told = this.now();
        this.#progressed.fire(progress);
      }
    };
    try {
      const found = await discoverRepositories(folders, { workerFile, maxDepth, exclude, signal, onProgress });
      found.problems.forEach(problem => log.warn(`Looking for repositories: ${problem}`));
      this.#problems = found.problems;
      await this.#show(await this.#afterSearch(found));
    } catch (error) {
      if (!signal.aborted) {
        throw error;
      }
      log.info(t('Looking for repositories was stopped.'));
    } finally {
      if (this.#search?.abort.signal === signal) {
        this.#progressed.fire(null);
      }
    }
  }

  /** A search that did not come to its end proves nothing about what it did not reach. */
  async #afterSearch({ repositories, complete }: Discovered): Promise<Map<string, string | null>> {
    const present = new Map<string, string | null>(repositories.map(({ root, gitFolder }) => [root, gitFolder]));
    for (const [root, gitFolder] of complete ? [] : this.#present) {
      if (!present.has(root) && (await isThere(root))) {
        present.set(root, gitFolder);
      }
    }
    return present;
  }

  /** From now on these are the ones that are there. */
  async #show(present: Map<string, string | null>): Promise<void> {
    const { history } = this.parts;
    const rows = history.all('repositories');
    const known = new Set(rows.map(row => row.path));
    const added = [...present.keys()].filter(path => !known.has(path)).map(path => this.#newRow(path));
    const saved = history.save(added.map(row => ({ table: 'repositories', put: row })));
    this.#present = new Map([...present].sort(([a], [b]) => (a < b ? -1 : 1)));
    const used = new Set(history.all('sessions').map(session => session.repositoryId));
    const reach = await this.#reach();
    const lost = rows.filter(row => used.has(row.id) && !present.has(row.path) && isInReach(row.path, reach));
    const there = await Promise.all(lost.map(row => isThere(row.path)));
    this.#missing = lost.filter((_, i) => !there[i]).map(row => row.path);
    await saved;
    this.#scanned.fire();
  }

  #rows(paths: readonly string[]): Repository[] {
    const rows = new Map(this.parts.history.all('repositories').map(row => [row.path, row]));
    return paths.flatMap(path => rows.get(path) ?? []);
  }

  /** Rows hold real paths, and a folder may be open under another name. */
  async #reach(): Promise<Reach> {
    const { workspace } = this.parts;
    const { scanMaxDepth: maxDepth, scanExclude: exclude } = workspace.settings();
    const folders = await Promise.all(workspace.folders().map(folder => realpath(folder).catch(() => folder)));
    return { folders, maxDepth, exclude };
  }

  #newRow(path: string): Repository {
    const at = this.now();
    const facts = { lastCommitSha: null, lastCommitMsg: null, currentBranch: null, isClean: true };
    const name = basename(path) || path;
    const id = stableId('repository', path);
    return { id, name, path, lastScanned: at, createdAt: at, updatedAt: at, ...facts };
  }
}

/** A repository can be gone although its folder is not. */
function isThere(root: string): Promise<boolean> {
  return exists(join(root, '.git'));
}

/** Also what cannot be read is there. */
async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => {
      const { code } = error as NodeJS.ErrnoException;
      return code !== 'ENOENT' && code !== 'ENOTDIR';
    },
  );
}

function depthBelow(path: string, top: string): number {
  return path === top ? 0 : path.slice(top.length + 1).split(sep).length;
}

/** A path inside a repository, relative and with forward slashes; `undefined` if it is not inside. */
export function relativePath(repository: string, file: string): string | undefined {
  return file.startsWith(repository + sep) ? file.slice(repository.length + 1).replaceAll(sep, '/') : undefined;
}

export function absolutePath(repository: string, path: string): string {
  return join(repository, path);
}
