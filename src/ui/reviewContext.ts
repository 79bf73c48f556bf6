import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { lastLook } from '../app/sinceLook';
import { type Disposable, Disposables } from '../base/lifecycle';
import { findReviewed } from './reviewedDocument';
import type { ReviewScopes } from './reviewScopes';
import { snapshotSource } from './snapshotContent';

/** Sets the keys on which the review's keys and title buttons depend: what the active editor shows. */
export class ReviewContext implements Disposable {
  readonly #owned = new Disposables();

  constructor(
    private readonly autobot: Autobot,
    private readonly scopes: ReviewScopes,
  ) {
    this.#owned.add(vscode.window.onDidChangeActiveTextEditor(() => this.#set()));
    this.#owned.add(vscode.window.tabGroups.onDidChangeTabs(() => this.#set()));
    this.#owned.add(autobot.facts.onDidChange(() => this.#set()));
    this.#owned.add(autobot.history.onDidChange(tables => tables.has('tasks') && this.#set()));
    this.#set();
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #set(): void {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const reviewed = uri === undefined ? undefined : findReviewed(this.autobot, uri).at(0);
    void vscode.commands.executeCommand('setContext', 'autobot.fileInReview', reviewed !== undefined);
    const isRejected = uri !== undefined && snapshotSource(uri)?.rejected !== undefined;
    void vscode.commands.executeCommand('setContext', 'autobot.rejectedInEditor', isRejected);
    const task = reviewed?.task.id ?? this.scopes.taskInTab;
    const hasLooked = task !== undefined && lastLook(this.autobot.tasks.turns(task)) !== null;
    void vscode.commands.executeCommand('setContext', 'autobot.hasLooked', hasLooked);
  }
}
