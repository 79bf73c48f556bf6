import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { getCommonDir } from './repositoryState';

/** Remembers of each repository the latest tree that was made, so that nothing is made twice of the same. */
export class TreeMemo {
  readonly #latest = new Map<string, { readonly print: string; readonly tree: string; readonly place: string }>();

  /**
   * The tree that was made of what has this print; nothing if it is another, or might be.
   *
   * No ref need lead to a tree, so git may have pruned it meanwhile: it counts only if it still lies where it lay.
   */
  async recall(repository: string, print: string): Promise<string | undefined> {
    const known = this.#latest.get(repository);
    if (known?.print !== print) {
      return undefined;
    }
    const place = await placeOf(repository, known.tree);
    return place === loose || place === known.place ? known.tree : undefined;
  }

  async remember(repository: string, print: string, tree: string): Promise<void> {
    this.#latest.set(repository, { print, tree, place: await placeOf(repository, tree) });
  }
}

const loose = 'loose';

/** Where an object lies that is there: by itself, or in these packs. */
async function placeOf(repository: string, id: string): Promise<string> {
  const objects = join(await getCommonDir(repository), 'objects');
  const file = await stat(join(objects, id.slice(0, 2), id.slice(2))).catch(() => undefined);
  return file
    ? loose
    : `packs of ${(await stat(join(objects, 'pack'), { bigint: true }).catch(() => undefined))?.mtimeNs}`;
}
