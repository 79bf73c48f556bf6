import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Editors as EditorsPort, EditorSave } from '../app/ports';
import { Emitter } from '../base/emitter';
import { type Disposable, Disposables } from '../base/lifecycle';

/** VS Code's editors, as the app needs them. */
export class Editors implements EditorsPort, Disposable {
  readonly #owned = new Disposables();
  readonly #saved = this.#owned.add(new Emitter<EditorSave>());
  readonly onDidSave = this.#saved.event;
  /** What was on disk right before each save that is under way. */
  readonly #before = new Map<string, Promise<Uint8Array | null>>();

  constructor() {
    this.#owned.add(
      vscode.workspace.onWillSaveTextDocument(event => {
        const file = fileOf(event.document);
        if (file !== undefined) {
          const before = readFile(file).catch(() => null);
          this.#before.set(file, before);
          event.waitUntil(before.then(() => []));
        }
      }),
    );
    this.#owned.add(vscode.workspace.onDidSaveTextDocument(document => void this.#onDidSave(document)));
  }

  unsavedFiles(): string[] {
    return vscode.workspace.textDocuments
      .filter(document => document.isDirty)
      .flatMap(document => fileOf(document) ?? []);
  }

  unsavedBytes(file: string): Uint8Array | undefined {
    const document = findDirty(file);
    return document && Buffer.from(document.getText(), 'utf8');
  }

  async replaceUnsaved(file: string, bytes: Uint8Array): Promise<void> {
    const document = findDirty(file);
    if (!document) {
      throw new Error(`${file} has no unsaved editor any more`);
    }
    const edit = new vscode.WorkspaceEdit();
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    edit.replace(document.uri, document.validateRange(all), Buffer.from(bytes).toString('utf8'));
    if (!(await vscode.workspace.applyEdit(edit))) {
      throw new Error(`VS Code did not let the unsaved editor of ${file} be changed`);
    }
  }

  async saveAll(folder: string): Promise<void> {
    const inside = (file: string | undefined): boolean => file?.startsWith(folder) ?? false;
    const documents = vscode.workspace.textDocuments.filter(document => document.isDirty && inside(fileOf(document)));
    await Promise.all(documents.map(document => document.save()));
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #onDidSave(document: vscode.TextDocument): Promise<void> {
    const file = fileOf(document);
    const before = file === undefined ? undefined : this.#before.get(file);
    if (file === undefined || before === undefined) {
      return;
    }
    this.#before.delete(file);
    const after = await readFile(file).catch(() => null);
    if (after) {
      this.#saved.fire({ file, before: await before, after });
    }
  }
}

function fileOf(document: vscode.TextDocument): string | undefined {
  return document.uri.scheme === 'file' ? document.uri.fsPath : undefined;
}

function findDirty(file: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(document => document.isDirty && fileOf(document) === file);
}
