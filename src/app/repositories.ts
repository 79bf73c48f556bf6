import { stableId } from '../core/stableId';
import { basename, join, sep } from 'node:path';
import { Emitter } from '../base/emitter';
import type { Repository } from '../core/model';
import { discoverRepositories } from '../git/discover';
import { getHead, getStatus } from '../git/repositoryState';
import type { History } from './history';
import type { Log, Workspace } from './ports';

/** The repositories of the workspace, as rows. Rows of repositories elsewhere are kept and not shown. */
export class Repositories {
  #present: readonly string[] = [];
  #scan: Promise<readonly Repository[]> | undefined;
  readonly #scanned = new Emitter<void>();
  /** Others may be present than before, although no row has changed. */
  readonly onDidScan = this.#scanned.event;

  constructor(
    private readonly history: History,
    private readonly workspace: Workspace,
    private readonly log: Log,
    private readonly now: () => number = Date.now,
  ) {}

  /** Those found by the latest scan, by name. */
  get present(): readonly Repository[] {
    const rows = this.history.all('repositories');
    return this.#present.flatMap(path => rows.find(row => row.path === path) ?? []);
  }

  /** Those found, after a scan if there was none yet. */
  async list(): Promise<readonly Repository[]> {
    return this.#scan ?? this.rescan();
  }

  rescan(): Promise<readonly Repository[]> {
    this.#scan = this.#discover();
    this.#scan.catch(() => (this.#scan = undefined)); // the next caller tries again
    return this.#scan;
  }

  /** The repository that a file lies in: the innermost one. */
  containing(file: string): Repository | undefined {
    const around = this.present.filter(row => file === row.path || file.startsWith(row.path + sep));
    return around.toSorted((a, b) => b.path.length - a.path.length)[0];
  }

  /** Look again at branch, last commit and cleanness; saved only if something is different. */
  async refresh(repository: Repository): Promise<Repository> {
    const [head, status] = await Promise.all([getHead(repository.path), getStatus(repository.path)]);
    const row: Repository = {
      ...repository,
      currentBranch: head.branch,
      lastCommitSha: head.commit,
      lastCommitMsg: head.subject,
      isClean: status.clean,
      lastScanned: this.now(),
      updatedAt: this.now(),
    };
    if (!this.history.find('repositories', row.id) || factsOf(row) !== factsOf(repository)) {
      await this.history.put('repositories', row);
    }
    return row;
  }

  async #discover(): Promise<readonly Repository[]> {
    if (!this.workspace.isTrusted()) {
      this.#present = [];
      return [];
    }
    const { scanMaxDepth: maxDepth, scanExclude: exclude } = this.workspace.settings();
    const { roots, problems } = await discoverRepositories(this.workspace.folders(), { maxDepth, exclude });
    problems.forEach(problem => this.log.warn(`Looking for repositories: ${problem}`));
    const rows = this.history.all('repositories');
    await Promise.all(
      roots.map(async path => {
        const known = rows.find(row => row.path === path) ?? this.#newRow(path);
        await this.refresh(known).catch((error: unknown) => {
          this.log.error(`${path} could not be read`, error);
          return this.history.put('repositories', known);
        });
      }),
    );
    this.#present = roots;
    this.#scanned.fire();
    return this.present;
  }

  #newRow(path: string): Repository {
    const at = this.now();
    const facts = { lastCommitSha: null, lastCommitMsg: null, currentBranch: null, isClean: true };
    return {
      id: stableId('repository', path),
      name: basename(path),
      path,
      lastScanned: at,
      createdAt: at,
      updatedAt: at,
      ...facts,
    };
  }
}

function factsOf({ currentBranch, lastCommitSha, lastCommitMsg, isClean }: Repository): string {
  return JSON.stringify([currentBranch, lastCommitSha, lastCommitMsg, isClean]);
}

/** A path inside a repository, relative and with forward slashes; `undefined` if it is not inside. */
export function relativePath(repository: string, file: string): string | undefined {
  return file.startsWith(repository + sep) ? file.slice(repository.length + 1).replaceAll(sep, '/') : undefined;
}

export function absolutePath(repository: string, path: string): string {
  return join(repository, path);
}
