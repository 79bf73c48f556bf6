import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { problemInWords } from '../app/claudeSetup';
import type { Event } from '../base/emitter';
import { type Disposable, Disposables } from '../base/lifecycle';
import { claudeProblemOf, type ClaudeProblem, contextKeysOf } from './contextModel';

/** While Claude cannot be used it is looked for again this often: it may be installed in a terminal of this very window. */
const lookAgainAfter = 15_000;

/** Keeps the context keys true. */
export class ContextKeys implements Disposable {
  readonly #owned = new Disposables();
  readonly #set = new Map<string, boolean>();
  #claude: ClaudeProblem = null;
  #asked = 0;
  #isReady = false;
  #lookAgain: NodeJS.Timeout | undefined;

  constructor(
    private readonly autobot: Pick<Autobot, 'history' | 'repositories' | 'claude' | 'workspace' | 'log'>,
    onDidChange: Event<void>,
  ) {
    this.#owned.add(onDidChange(() => this.#update()));
    this.#owned.add(vscode.workspace.onDidChangeWorkspaceFolders(() => this.#update()));
    this.#owned.add(
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.#update();
        void this.askClaude();
      }),
    );
    this.#owned.add(
      vscode.workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration('autobot.claude.path')) {
          void this.askClaude();
        }
      }),
    );
    this.#owned.add(
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused && this.#claude !== null) {
          void this.askClaude(); // the user may come back from installing it or signing in
        }
      }),
    );
    this.#owned.defer(() => clearTimeout(this.#lookAgain));
    this.#update();
  }

  /** Repositories have been looked for; now Claude is, in the background. */
  markReady(): void {
    this.#isReady = true;
    this.#update();
    void this.askClaude();
  }

  /** Look whether the Claude CLI can be used; nothing waits for it. */
  async askClaude(): Promise<void> {
    const { workspace, claude, log } = this.autobot;
    if (!workspace.isTrusted()) {
      return;
    }
    clearTimeout(this.#lookAgain);
    const asked = ++this.#asked;
    try {
      const setup = await claude.get();
      if (asked === this.#asked) {
        this.#setClaude(claudeProblemOf(setup), problemInWords(setup));
      }
    } catch (error) {
      log.error('The Claude CLI could not be looked for', error);
    }
  }

  dispose(): void {
    this.#asked++; // an answer that is under way starts no timer any more
    this.#owned.dispose();
  }

  #setClaude(problem: ClaudeProblem, inWords: string | undefined): void {
    if (problem !== this.#claude && inWords) {
      this.autobot.log.warn(inWords);
    }
    this.#claude = problem;
    if (problem !== null) {
      this.#lookAgain = setTimeout(() => void this.askClaude(), lookAgainAfter);
    }
    this.#update();
  }

  #update(): void {
    const { history, repositories, workspace } = this.autobot;
    const present = new Set(repositories.present.map(repository => repository.id));
    const sessions = history.all('sessions');
    const keys = contextKeysOf({
      folders: workspace.folders().length,
      isTrusted: workspace.isTrusted(),
      repositories: present.size,
      sessions: sessions.filter(session => present.has(session.repositoryId)).length,
      allSessions: sessions.length,
      claude: this.#claude,
      isReady: this.#isReady,
    });
    for (const [key, value] of Object.entries(keys)) {
      if (this.#set.get(key) !== value) {
        this.#set.set(key, value);
        void vscode.commands.executeCommand('setContext', key, value);
      }
    }
  }
}
