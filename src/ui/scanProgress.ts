import { t } from '@vscode/l10n';
import { formatNumber } from '../base/numbers';
import * as vscode from 'vscode';
import type { Repositories } from '../app/repositories';
import { type Disposable, Disposables } from '../base/lifecycle';
import type { ScanProgress as Progress } from '../git/discover';
import { countOf } from '../protocol/counts';

/** Shows in a view how far a search for repositories is, once it has taken a moment, and lets the user stop it. */
export class ScanProgress implements Disposable {
  readonly #owned = new Disposables();

  constructor(
    repositories: Pick<Repositories, 'onDidProgress'>,
    private readonly view: { message?: string | undefined },
  ) {
    this.#owned.add(repositories.onDidProgress(progress => this.#show(progress)));
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #show(progress: Progress | null): void {
    const message = progress === null ? undefined : inWords(progress);
    if (this.view.message !== message) {
      this.view.message = message;
      void vscode.commands.executeCommand('setContext', 'autobot.isScanning', progress !== null);
    }
  }
}

function inWords({ folders, repositories }: Progress): string {
  const found = countOf(repositories, 'repository');
  return t`Looking for repositories: ${formatNumber(folders)} folders, ${found}…`;
}
