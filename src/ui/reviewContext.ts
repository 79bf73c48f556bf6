import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { type Disposable, Disposables } from '../base/lifecycle';
import { findReviewed } from './reviewLens';

/** Sets `autobot.fileInReview`, on which the review's keys and title buttons depend. */
export class ReviewContext implements Disposable {
  readonly #owned = new Disposables();

  constructor(private readonly autobot: Autobot) {
    this.#owned.add(vscode.window.onDidChangeActiveTextEditor(() => this.#set()));
    this.#owned.add(autobot.facts.onDidChange(() => this.#set()));
    this.#owned.add(autobot.history.onDidChange(tables => tables.has('tasks') && this.#set()));
    this.#set();
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #set(): void {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const isReviewed = uri !== undefined && findReviewed(this.autobot, uri).length > 0;
    void vscode.commands.executeCommand('setContext', 'autobot.fileInReview', isReviewed);
  }
}
