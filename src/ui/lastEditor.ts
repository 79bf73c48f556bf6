import * as vscode from 'vscode';
import { type Disposable, Disposables } from '../base/lifecycle';

/** The text editor that the user was last in: while they write a prompt, none is active. */
export class LastEditor implements Disposable {
  readonly #owned = new Disposables();
  #editor = vscode.window.activeTextEditor;

  constructor() {
    this.#owned.add(
      vscode.window.onDidChangeActiveTextEditor(editor => {
        this.#editor = editor ?? this.#editor;
      }),
    );
  }

  /** What is selected there, unless nothing is. */
  get selection(): { readonly document: vscode.TextDocument; readonly selection: vscode.Selection } | undefined {
    const editor = this.#editor;
    return editor && !editor.document.isClosed && !editor.selection.isEmpty ? editor : undefined;
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
