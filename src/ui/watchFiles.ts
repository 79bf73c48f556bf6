import { realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { isInside } from '../app/knownRepositories';
import { isOpen } from '../app/sessions';
import { type Disposable, Disposables } from '../base/lifecycle';
import type { Repository } from '../core/model';
import { isDecidable } from '../core/taskState';
import { GitEvents } from './gitEvents';
import { isNoise, topmost } from './watchModel';

/** A burst of changes is looked at once, after so many milliseconds of quiet. */
const quiet = 300;
/** More paths than this at once are a checkout or an installation: then all is searched anew. */
const maxPlaces = 1000;

/** Keeps what is known of work trees true: a change on disk may make verdicts stale, and a repository unclean. */
export class WatchFiles implements Disposable {
  readonly #owned = new Disposables();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** Where something appeared or went. */
  readonly #places = new Set<string>();
  /** By root: what watches git folders that lie elsewhere. */
  readonly #gitFolders = new Map<string, Disposable>();

  constructor(private readonly autobot: Autobot) {
    const { repositories, log } = autobot;
    const watcher = this.#owned.add(vscode.workspace.createFileSystemWatcher('**/*'));
    for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete]) {
      this.#owned.add(event(uri => this.#onChange(uri)));
    }
    for (const event of [watcher.onDidCreate, watcher.onDidDelete]) {
      this.#owned.add(event(uri => this.#onAppearOrGo(uri.fsPath)));
    }
    const git = this.#owned.add(new GitEvents(log));
    this.#owned.add(git.onDidChange(root => void this.#onGitChange(root)));
    this.#owned.add(git.onDidAppearOrGo(root => void this.#real(root).then(real => this.#onAppearOrGo(real))));
    this.#owned.add(vscode.workspace.onDidSaveTextDocument(document => this.#onChange(document.uri)));
    this.#owned.add(vscode.workspace.onDidChangeWorkspaceFolders(() => this.#rescan()));
    this.#owned.add(
      vscode.workspace.onDidChangeConfiguration(event => event.affectsConfiguration('autobot.scan') && this.#rescan()),
    );
    this.#owned.add(repositories.onDidScan(() => this.#watchGitFolders()));
    this.#owned.add(
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) {
          this.#inUse().forEach(repository => this.#later(repository.path));
        }
      }),
    );
    this.#owned.defer(() => this.#timers.forEach(timer => clearTimeout(timer)));
    this.#owned.defer(() => this.#gitFolders.forEach(watching => watching.dispose()));
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** What the user works on: other repositories are looked at when something tells of a change. */
  #inUse(): readonly Repository[] {
    const { history, repositories } = this.autobot;
    const open = new Set(history.all('sessions').flatMap(row => (isOpen(row.status) ? row.repositoryId : [])));
    const inReview = new Set(history.all('tasks').flatMap(row => (isDecidable(row.status) ? row.workTree : [])));
    return repositories.present.filter(repository => open.has(repository.id) || inReview.has(repository.path));
  }

  #onChange(uri: vscode.Uri): void {
    const repository = isNoise(uri.path) ? undefined : this.autobot.repositories.containing(uri.fsPath);
    if (repository) {
      this.#later(repository.path);
    }
  }

  async #onGitChange(root: string): Promise<void> {
    const real = await this.#real(root);
    if (this.autobot.repositories.present.some(row => row.path === real)) {
      this.#later(real);
    }
  }

  /** Rows hold real paths; others may name a folder otherwise. */
  async #real(path: string): Promise<string> {
    return realpath(path).catch(() => path);
  }

  #onAppearOrGo(path: string): void {
    const place = path.endsWith('/.git') || path.endsWith('\\.git') ? dirname(path) : path;
    if (!isNoise(place)) {
      this.#places.add(place);
      this.#after('places', () => void this.#lookAtPlaces().catch((error: unknown) => this.#failed('A search', error)));
    }
  }

  async #lookAtPlaces(): Promise<void> {
    const { repositories, workspace } = this.autobot;
    const excluded = new Set(workspace.settings().scanExclude);
    const places = topmost(this.#places).filter(place => !place.split(sep).some(name => excluded.has(name)));
    this.#places.clear();
    if (places.length > maxPlaces) {
      await repositories.rescan();
      return;
    }
    for (const place of places) {
      const [stat, isKnown] = [await statOf(place), repositories.present.some(row => isInside(row.path, place))];
      if (isKnown || stat?.type === vscode.FileType.Directory) {
        await repositories.lookAt(await this.#real(place));
      }
    }
  }

  /** File events come from the workspace alone: of git folders elsewhere, those files that tell of a change. */
  #watchGitFolders(): void {
    const { repositories } = this.autobot;
    const folders = repositories.present.flatMap(repository => {
      const gitFolder = repositories.gitFolderOf(repository) ?? join(repository.path, '.git');
      const inWorkTree = gitFolder === join(repository.path, '.git') && isInWorkspace(repository.path);
      return inWorkTree ? [] : [[repository.path, gitFolder] as const];
    });
    const wanted = new Map(folders);
    for (const [root, watching] of this.#gitFolders) {
      if (!wanted.has(root)) {
        watching.dispose();
        this.#gitFolders.delete(root);
      }
    }
    for (const [root, gitFolder] of wanted) {
      if (!this.#gitFolders.has(root)) {
        const pattern = new vscode.RelativePattern(vscode.Uri.file(gitFolder), '{HEAD,index}');
        const watcher = vscode.workspace.createFileSystemWatcher(pattern);
        [watcher.onDidChange, watcher.onDidCreate].forEach(event => event(() => this.#later(root)));
        this.#gitFolders.set(root, watcher);
      }
    }
  }

  #rescan(): void {
    this.autobot.repositories.rescan().catch((error: unknown) => this.#failed('A search', error));
  }

  #later(workTree: string): void {
    this.#after(workTree, () => {
      const { facts, repositories } = this.autobot;
      void facts.refreshWorkTree(workTree, task => isDecidable(task.status));
      const repository = repositories.present.find(row => row.path === workTree);
      if (repository) {
        repositories.refresh(repository).catch(() => undefined); // it says so itself, and keeps why
      }
    });
  }

  /** Once it is quiet: a later call with the same key takes the place of an earlier one. */
  #after(key: string, work: () => void): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => {
        this.#timers.delete(key);
        work();
      }, quiet),
    );
  }

  #failed(what: string, error: unknown): void {
    this.autobot.log.error(`${what} for repositories failed`, error);
  }
}

function isInWorkspace(path: string): boolean {
  return vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path)) !== undefined;
}

async function statOf(path: string): Promise<vscode.FileStat | undefined> {
  return vscode.workspace.fs.stat(vscode.Uri.file(path)).then(
    stat => stat,
    () => undefined,
  );
}
