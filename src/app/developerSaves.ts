import type { Disposable } from '../base/lifecycle';
import { writeFilteredBlob } from '../git/blobs';
import type { TreeEntry } from '../git/diffTrees';
import type { Move } from './attribution';
import type { Editors, EditorSave } from './ports';
import { relativePath } from './repositories';

/** What the developer saves from editors while Claude works, in order: theirs, not Claude's. */
export class DeveloperSaves implements Disposable {
  readonly #moves: Promise<Move | undefined>[] = [];
  readonly #listening: Disposable;

  constructor(
    private readonly repository: string,
    editors: Editors,
  ) {
    this.#listening = editors.onDidSave(save => this.#moves.push(this.#moveOf(save)));
  }

  async moves(): Promise<Move[]> {
    return (await Promise.all(this.#moves)).filter(move => move !== undefined);
  }

  dispose(): void {
    this.#listening.dispose();
  }

  async #moveOf({ file, before, after }: EditorSave): Promise<Move | undefined> {
    const path = relativePath(this.repository, file);
    if (path === undefined) {
      return undefined;
    }
    const entryOf = async (bytes: Uint8Array): Promise<TreeEntry> => ({
      mode: '100644',
      id: await writeFilteredBlob(this.repository, path, bytes),
    });
    return { path, from: before && (await entryOf(before)), to: await entryOf(after) };
  }
}
