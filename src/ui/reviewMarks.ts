import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { type Disposable, Disposables } from '../base/lifecycle';
import type { LineRange } from '../core/lines';
import { marksOf } from './markModel';
import { Refresh } from './refresh';
import { findReviewed } from './reviewedDocument';

/**
 * Marks in the editors of a review what their colours do not tell: which lines are the developer's own, and hunks of white
 * space alone, which a diff editor hides unless it is told not to.
 */
export class ReviewMarks implements Disposable {
  readonly #owned = new Disposables();
  readonly #inHunks = this.#mark(t('yours, with this hunk'));
  readonly #elsewhere = this.#mark(t('yours, not Claude’s'));
  readonly #whitespace = this.#mark(t('white space only'));
  readonly #hidden = this.#owned.add(
    vscode.window.createTextEditorDecorationType({
      isWholeLine: true,
      backgroundColor: new vscode.ThemeColor('diffEditor.insertedLineBackground'),
      overviewRulerColor: new vscode.ThemeColor('diffEditorOverview.insertedForeground'),
    }),
  );

  constructor(private readonly autobot: Pick<Autobot, 'tasks' | 'facts' | 'review' | 'history'>) {
    const { facts, history } = autobot;
    const { onDidChangeVisibleTextEditors } = vscode.window;
    const { onDidChangeTextDocument, onDidChangeConfiguration } = vscode.workspace;
    const events = [onDidChangeVisibleTextEditors, onDidChangeTextDocument, onDidChangeConfiguration];
    const refresh = this.#owned.add(new Refresh(history, ['tasks', 'decisions'], facts.onDidChange, ...events));
    this.#owned.add(refresh.onDidChange(() => vscode.window.visibleTextEditors.forEach(editor => this.#show(editor))));
    refresh.request();
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #show(editor: vscode.TextEditor): void {
    const { document } = editor;
    const found = findReviewed(this.autobot, document.uri).at(0);
    const stateOf = found && this.autobot.review.stateOf(found.task, found.file.path);
    const marks = found && stateOf && marksOf(found.file, document.getText(), stateOf);
    const isHiding = vscode.workspace
      .getConfiguration('diffEditor', document.uri)
      .get<boolean>('ignoreTrimWhitespace', true);
    editor.setDecorations(this.#inHunks, firstLines(marks?.inHunks));
    editor.setDecorations(this.#elsewhere, firstLines(marks?.elsewhere));
    editor.setDecorations(this.#whitespace, firstLines(marks?.whitespace));
    editor.setDecorations(this.#hidden, isHiding ? allLines(marks?.whitespace) : []);
  }

  /** Words behind a line, since a colour alone tells nothing to those who cannot see it. */
  #mark(words: string): vscode.TextEditorDecorationType {
    const after = { contentText: words, margin: '0 0 0 3em', fontStyle: 'italic' };
    return this.#owned.add(
      vscode.window.createTextEditorDecorationType({
        after: { ...after, color: new vscode.ThemeColor('editorCodeLens.foreground') },
        rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
      }),
    );
  }
}

function firstLines(ranges: readonly LineRange[] = []): vscode.Range[] {
  return ranges.map(({ start }) => new vscode.Range(start, Number.MAX_SAFE_INTEGER, start, Number.MAX_SAFE_INTEGER));
}

function allLines(ranges: readonly LineRange[] = []): vscode.Range[] {
  return ranges.map(({ start, end }) => new vscode.Range(start, 0, end - 1, 0));
}
