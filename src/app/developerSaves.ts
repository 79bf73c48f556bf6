import { lstat, realpath } from 'node:fs/promises';
import type { Disposable } from '../base/lifecycle';
import { writeFilteredBlob } from '../git/blobs';
import { findIgnored } from '../git/ignored';
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

  /** Those of files that snapshots hold: an ignored file that only the developer wrote is no part of any change. */
  async moves(ignoredFiles: readonly string[]): Promise<Move[]> {
    const moves = (await Promise.all(this.#moves)).filter(move => move !== undefined);
    const paths = [...new Set(moves.map(({ path }) => path))].filter(path => !ignoredFiles.includes(path));
    const ignored = await findIgnored(this.repository, paths);
    return moves.filter(({ path }) => !ignored.has(path));
  }

  dispose(): void {
    this.#listening.dispose();
  }

  async #moveOf({ file, before, after }: EditorSave): Promise<Move | undefined> {
    const real = await realpath(file).catch(() => file); // a link stays what it is; what it leads to was written
    const path = relativePath(this.repository, real);
    if (path === undefined) {
      return undefined;
    }
    const stats = await lstat(real).catch(() => undefined);
    const mode = ((stats?.mode ?? 0) & 0o100) === 0 ? '100644' : '100755';
    const entryOf = async (bytes: Uint8Array): Promise<TreeEntry> => ({
      mode,
      id: await writeFilteredBlob(this.repository, path, bytes),
    });
    return { path, from: before && (await entryOf(before)), to: await entryOf(after) };
  }
}
