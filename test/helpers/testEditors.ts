import { readFileSync, writeFileSync } from 'node:fs';
import type { Editors, EditorSave } from '../../src/app/ports';
import { Emitter } from '../../src/base/emitter';

/** Editors of a developer who types and saves when the test says so. */
export class TestEditors implements Editors {
  readonly #saved = new Emitter<EditorSave>();
  readonly onDidSave = this.#saved.event;
  readonly unsaved = new Map<string, string>();

  unsavedFiles(): string[] {
    return [...this.unsaved.keys()];
  }

  unsavedBytes(file: string): Promise<Uint8Array | undefined> {
    const text = this.unsaved.get(file);
    return Promise.resolve(text === undefined ? undefined : Buffer.from(text));
  }

  replaceUnsaved(file: string, { to }: { readonly to: Uint8Array }): Promise<void> {
    this.unsaved.set(file, Buffer.from(to).toString());
    return Promise.resolve();
  }

  saveAll(): Promise<void> {
    this.unsaved.forEach((text, file) => this.save(file, text));
    this.unsaved.clear();
    return Promise.resolve();
  }

  /** Save a file from an editor, as onWillSave and onDidSave see it. */
  save(file: string, text: string): void {
    const before = readFileSync(file);
    writeFileSync(file, text);
    this.#saved.fire({ file, before, after: Buffer.from(text) });
  }

  /** Save a file that was not there before. */
  create(file: string, text: string): void {
    writeFileSync(file, text);
    this.#saved.fire({ file, before: null, after: Buffer.from(text) });
  }
}
