import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { shownStates } from '../app/shownStates';
import { lastLook } from '../app/sinceLook';
import { type Disposable, Disposables } from '../base/lifecycle';
import type { Task } from '../core/model';
import type { ReviewedFile } from '../core/reviewedFile';
import { isDecidable } from '../core/taskState';
import { findReviewed } from './reviewedDocument';
import type { ReviewScopes } from './reviewScopes';
import { snapshotSource } from './snapshotContent';

/** Sets the keys on which the review's keys and title buttons depend: what the active editor shows. */
export class ReviewContext implements Disposable {
  readonly #owned = new Disposables();
  readonly #known = new Map<string, boolean>();

  constructor(
    private readonly autobot: Autobot,
    private readonly scopes: ReviewScopes,
  ) {
    this.#owned.add(vscode.window.onDidChangeActiveTextEditor(() => this.#set()));
    this.#owned.add(vscode.window.tabGroups.onDidChangeTabs(() => this.#set()));
    this.#owned.add(autobot.facts.onDidChange(() => this.#set()));
    this.#owned.add(
      autobot.history.onDidChange(tables => (tables.has('tasks') || tables.has('decisions')) && this.#set()),
    );
    this.#set();
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #set(): void {
    const uri = this.scopes.activeUri;
    const reviewed = uri === undefined ? undefined : findReviewed(this.autobot, uri).at(0);
    const task = reviewed?.task.id ?? this.scopes.taskInTab;
    const keys = {
      fileInReview: reviewed !== undefined,
      wholeInEditor: reviewed !== undefined && vscode.window.activeTextEditor === undefined,
      fileHasRest: reviewed !== undefined && this.#hasRest(reviewed.task, [reviewed.file]),
      taskHasRest: task !== undefined && this.#taskHasRest(task),
      rejectedInEditor: uri !== undefined && snapshotSource(uri)?.rejected !== undefined,
      hasLooked: task !== undefined && lastLook(this.autobot.tasks.turns(task)) !== null,
    };
    for (const [key, value] of Object.entries(keys)) {
      if (this.#known.get(key) !== value) {
        this.#known.set(key, value);
        void vscode.commands.executeCommand('setContext', `autobot.${key}`, value);
      }
    }
  }

  #taskHasRest(id: string): boolean {
    const task = this.autobot.tasks.all().find(row => row.id === id && isDecidable(row.status));
    return task !== undefined && this.#hasRest(task, this.autobot.facts.get(id)?.change.files ?? []);
  }

  /** Whether some of it is decided, and some is not. */
  #hasRest(task: Task, files: readonly ReviewedFile[]): boolean {
    const statesOf = shownStates(this.autobot, task);
    const pending = files.flatMap(file => file.hunks.map(statesOf(file.path))).map(state => state === 'pending');
    return pending.includes(true) && pending.includes(false);
  }
}
