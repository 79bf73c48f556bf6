import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { type Disposable, Disposables } from '../base/lifecycle';
import type { Task } from '../core/model';
import type { ReviewedFile } from '../core/reviewedFile';
import { asCommand } from './commands';
import { findReviewed } from './reviewedDocument';
import { countsText, showHunks, wholeFileText } from './reviewModel';

/** Approve and Reject at the top of each changed file and above each of its hunks, wherever the file is open. */
export class ReviewLens implements vscode.CodeLensProvider, Disposable {
  readonly #owned = new Disposables();
  readonly #changed = this.#owned.add(new vscode.EventEmitter<void>());
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(private readonly autobot: Autobot) {
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
    return findReviewed(this.autobot, document.uri).flatMap(({ task, file }) => this.#lenses(task, file, document));
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #lenses(task: Task, file: ReviewedFile, document: vscode.TextDocument): vscode.CodeLens[] {
    const { review } = this.autobot;
    const stateOf = review.stateOf(task, file.path);
    const rejectedBefore = review.rejectedBefore(task, file.path);
    const states = file.hunks.map(stateOf);
    const { path } = file;
    const top = new vscode.Range(0, 0, 0, 0);
    const lens = (range: vscode.Range, command: vscode.Command): vscode.CodeLens => new vscode.CodeLens(range, command);
    const lenses = [
      lens(top, asCommand('autobot.openDiff', `Autobot: ${countsText(states)}`, { task: task.id, path })),
    ];
    if (states.includes('pending')) {
      lenses.push(lens(top, asCommand('autobot.approveFile', '$(check-all) Approve File', { task: task.id, path })));
    }
    if (states.some(state => state === 'pending' || state === 'approved')) {
      lenses.push(lens(top, asCommand('autobot.rejectFile', '$(discard) Reject File', { task: task.id, path })));
    }
    for (const { hunk, state, line, both, whitespaceOnly } of showHunks(file, document.getText(), stateOf)) {
      const range = new vscode.Range(line, 0, line, 0);
      const argument = { task: task.id, path, hunk: hunk.id };
      const notes = [
        rejectedBefore.has(hunk.id) && 'you rejected it before',
        both && 'with your own lines',
        whitespaceOnly && 'white space',
        wholeFileText(file),
      ].filter(Boolean);
      const note = notes.length > 0 ? ` (${notes.join(', ')})` : '';
      if (state === 'pending') {
        lenses.push(lens(range, asCommand('autobot.approveHunk', `$(check) Approve${note}`, argument)));
        lenses.push(lens(range, asCommand('autobot.rejectHunk', '$(discard) Reject', argument)));
        lenses.push(lens(range, asCommand('autobot.commentHunk', '$(comment) Comment', argument)));
      } else if (state === 'approved') {
        lenses.push(lens(range, asCommand('autobot.undoDecision', `$(pass-filled) Approved${note} · Undo`, argument)));
        lenses.push(lens(range, asCommand('autobot.rejectHunk', '$(discard) Reject', argument)));
      } else if (state === 'rejected') {
        lenses.push(lens(range, asCommand('autobot.undoDecision', '$(circle-slash) Rejected · Bring Back', argument)));
      }
    }
    return lenses;
  }
}
