import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Editors as EditorsPort, EditorSave } from '../app/ports';
import { isInside } from '../app/knownRepositories';
import { Emitter } from '../base/emitter';
import { type Disposable, Disposables } from '../base/lifecycle';
import { lineEdits } from './editorEditsModel';

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

  async unsavedBytes(file: string): Promise<Uint8Array | undefined> {
    const document = findDirty(file);
    return document && bytesOf(document);
  }

  async replaceUnsaved(file: string, { from, to }: { from: Uint8Array; to: Uint8Array }): Promise<void> {
    const document = findDirty(file);
    const { version } = document ?? { version: 0 };
    if (!document || !Buffer.from(from).equals(await bytesOf(document)) || document.version !== version) {
      throw new Error('its editor has changed meanwhile');
    }
    const wanted = await vscode.workspace.decode(to, { encoding: document.encoding });
    const edit = new vscode.WorkspaceEdit();
    // Line by line, so that the cursor, folds and breakpoints of all other lines stay.
    for (const { start, end, lines } of lineEdits(document.getText(), wanted)) {
      edit.replace(document.uri, document.validateRange(new vscode.Range(start, 0, end, 0)), lines);
    }
    if (edit.size > 0 && !(await vscode.workspace.applyEdit(edit))) {
      throw new Error('VS Code did not let its unsaved editor be changed');
    }
  }

  async saveAll(folder: string): Promise<void> {
    const inside = (file: string | undefined): boolean => file !== undefined && isInside(file, folder);
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

/** As it would be saved: in the encoding and with the line ends that the editor has. */
async function bytesOf(document: vscode.TextDocument): Promise<Uint8Array> {
  return vscode.workspace.encode(document.getText(), { encoding: document.encoding });
}

function findDirty(file: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(document => document.isDirty && fileOf(document) === file);
}
