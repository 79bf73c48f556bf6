import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { shownStates } from '../app/shownStates';
import { type Disposable, Disposables } from '../base/lifecycle';
import type { Task } from '../core/model';
import type { ReviewedFile } from '../core/reviewedFile';
import { asCommand } from './commands';
import { type Lens, lensesOf } from './lensModel';
import { findRejected, findRejectedEarlier } from './rejectedDocument';
import { earlierLens, rejectedLenses } from './rejectedModel';
import { findReviewed } from './reviewedDocument';
import type { ShownHunks } from './shownHunks';

/** Approve and Reject at the top of each changed file and above each of its hunks, wherever the file is open. */
export class ReviewLens implements vscode.CodeLensProvider, Disposable {
  readonly #owned = new Disposables();
  readonly #changed = this.#owned.add(new vscode.EventEmitter<void>());
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(
    private readonly autobot: Autobot,
    private readonly shown: ShownHunks,
  ) {
    this.#owned.add(vscode.languages.registerCodeLensProvider([{ scheme: 'file' }, { scheme: 'autobot' }], this));
    this.#owned.add(autobot.facts.onDidChange(() => this.#changed.fire()));
    this.#owned.add(
      autobot.history.onDidChange(tables => {
        if (tables.has('decisions') || tables.has('tasks')) {
          this.#changed.fire();
        }
      }),
    );
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const earlier = findRejectedEarlier(this.autobot, document.uri);
    if (earlier) {
      return [toCodeLens(earlierLens(earlier))];
    }
    const rejected = findRejected(this.autobot, document.uri, document.getText());
    if (rejected) {
      const { task, file, shown, reason } = rejected;
      return rejectedLenses(task.id, file.path, shown, reason).map(toCodeLens);
    }
    return findReviewed(this.autobot, document.uri).flatMap(({ task, file }) => this.#lenses(task, file, document));
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #lenses(task: Task, file: ReviewedFile, document: vscode.TextDocument): vscode.CodeLens[] {
    const { review, facts } = this.autobot;
    const stateOf = shownStates(this.autobot, task)(file.path);
    const changedSince = facts.get(task.id)?.changedSince ?? new Set();
    this.shown.note(task, file, document.getText());
    const rejectedBefore = review.rejectedBefore(task, file.path);
    const reasonOf = (hunk: string): string | null => review.decision(task, file.path, hunk)?.reason ?? null;
    const lenses = lensesOf({
      task: task.id,
      file,
      text: document.getText(),
      stateOf,
      rejectedBefore,
      changedSince,
      reasonOf,
    });
    return lenses.map(toCodeLens);
  }
}

function toCodeLens({ line, command, title, tooltip, argument }: Lens): vscode.CodeLens {
  const asked = asCommand(command, title, argument);
  return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), tooltip === undefined ? asked : { ...asked, tooltip });
}
