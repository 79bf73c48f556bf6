import * as vscode from 'vscode';
import { Emitter } from '../base/emitter';
import { type Disposable, Disposables } from '../base/lifecycle';

/** What we use of the built-in git extension's API, version 1. */
interface GitApi {
  readonly repositories: readonly GitRepository[];
  readonly onDidOpenRepository: vscode.Event<GitRepository>;
  readonly onDidCloseRepository: vscode.Event<GitRepository>;
}

interface GitRepository {
  readonly rootUri: vscode.Uri;
  readonly state: { readonly onDidChange: vscode.Event<void> };
}

interface GitExtension {
  readonly enabled: boolean;
  readonly onDidChangeEnablement: vscode.Event<boolean>;
  getAPI(version: 1): GitApi;
}

/**
 * What the built-in git extension notices of repositories: one that it came upon or lost, a commit, another branch.
 *
 * It sees more than file events tell, as in git folders outside of the workspace. It may be switched off or not be
 * there: then nothing comes from here.
 */
export class GitEvents implements Disposable {
  readonly #owned = new Disposables();
  readonly #changed = this.#owned.add(new Emitter<string>());
  readonly #appeared = this.#owned.add(new Emitter<string>());
  /** Something in the repository with this root is different. */
  readonly onDidChange = this.#changed.event;
  /** A repository with this root was opened or closed there. */
  readonly onDidAppearOrGo = this.#appeared.event;
  readonly #repositories = new Map<string, vscode.Disposable>();

  constructor(log: { warn(message: string): void }) {
    const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
    extension?.activate().then(
      git => this.#listen(git),
      (error: unknown) => log.warn(`The git extension could not be asked: ${String(error)}`),
    );
    this.#owned.defer(() => this.#repositories.forEach(listening => void listening.dispose()));
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #listen(git: GitExtension): void {
    const connect = (): void => {
      const api = git.getAPI(1);
      api.repositories.forEach(repository => this.#follow(repository));
      this.#owned.add(
        api.onDidOpenRepository(repository => {
          this.#follow(repository);
          this.#appeared.fire(repository.rootUri.fsPath);
        }),
      );
      this.#owned.add(
        api.onDidCloseRepository(({ rootUri }) => {
          this.#repositories.get(rootUri.fsPath)?.dispose();
          this.#repositories.delete(rootUri.fsPath);
          this.#appeared.fire(rootUri.fsPath);
        }),
      );
    };
    if (git.enabled) {
      connect();
    } else {
      const waiting = this.#owned.add(
        git.onDidChangeEnablement(enabled => {
          if (enabled) {
            waiting.dispose();
            connect();
          }
        }),
      );
    }
  }

  #follow({ rootUri, state }: GitRepository): void {
    this.#repositories.get(rootUri.fsPath)?.dispose();
    this.#repositories.set(
      rootUri.fsPath,
      state.onDidChange(() => this.#changed.fire(rootUri.fsPath)),
    );
  }
}
