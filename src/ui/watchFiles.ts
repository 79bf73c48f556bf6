import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { type Disposable, Disposables } from '../base/lifecycle';
import { isDecidable } from '../core/taskState';

/** A burst of changes is looked at once, after so many milliseconds of quiet. */
const quiet = 300;

/** Keeps what is known of work trees true: a change on disk may make verdicts stale, and a repository unclean. */
export class WatchFiles implements Disposable {
  readonly #owned = new Disposables();
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(private readonly autobot: Autobot) {
    const watcher = this.#owned.add(vscode.workspace.createFileSystemWatcher('**/*'));
    for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete]) {
      this.#owned.add(event(uri => this.#onChange(uri)));
    }
    this.#owned.add(vscode.workspace.onDidSaveTextDocument(document => this.#onChange(document.uri)));
    this.#owned.add(vscode.workspace.onDidChangeWorkspaceFolders(() => void autobot.repositories.rescan()));
    this.#owned.add(
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) {
          autobot.repositories.present.forEach(repository => this.#later(repository.path));
        }
      }),
    );
    this.#owned.defer(() => this.#timers.forEach(timer => clearTimeout(timer)));
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #onChange(uri: vscode.Uri): void {
    // Of git's own files, only those that tell of a commit or another branch; the rest is noise, our own included.
    const isNoise = /\/\.git\/(?!HEAD$|logs\/HEAD$)/.test(uri.path);
    const repository = isNoise ? undefined : this.autobot.repositories.containing(uri.fsPath);
    if (repository) {
      this.#later(repository.path);
    }
  }

  #later(workTree: string): void {
    clearTimeout(this.#timers.get(workTree));
    this.#timers.set(
      workTree,
      setTimeout(() => {
        this.#timers.delete(workTree);
        void this.autobot.facts.refreshWorkTree(workTree, task => isDecidable(task.status));
        const repository = this.autobot.repositories.present.find(row => row.path === workTree);
        if (repository) {
          this.autobot.repositories.refresh(repository).catch((error: unknown) => {
            this.autobot.log.error(`${workTree} could not be read`, error);
          });
        }
      }, quiet),
    );
  }
}
