import { Exclusive } from '../base/exclusive';
import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Task } from '../core/model';
import { findIgnored } from '../git/ignored';
import { keepTree } from '../git/snapshotRefs';
import { maxUntrackedBytes } from '../git/snapshotTree';
import { editTree, readEntries } from '../git/trees';
import { readWorkFile } from '../git/workFiles';
import type { History } from './history';
import { absolutePath, relativePath } from './repositories';
import type { Tasks } from './tasks';

/**
 * Files that are in no snapshot by themselves, since git ignores them or they are large, but that Claude's tools are
 * about to write: from then on they belong to the task's snapshots, so that the change to them can be reviewed and
 * taken back.
 */
export class IgnoredFiles {
  readonly #exclusive = new Exclusive();
  /** By task: files that are in the snapshot which its turn began with. */
  readonly #found = new Map<string, { readonly tree: string; readonly paths: Set<string> }>();

  constructor(
    private readonly history: History,
    private readonly tasks: Tasks,
  ) {}

  /** Resolves once what is there is safe. */
  willEdit(taskId: string, file: string): Promise<void> {
    return this.#exclusive.run(taskId, () => this.#save(this.tasks.get(taskId), file));
  }

  async #save(task: Task, file: string): Promise<void> {
    const path = relativePath(task.workTree, await realFile(file));
    const turn = this.tasks.turns(task.id).at(-1);
    const { beforeTree, afterTree } = task;
    if (path === undefined || !turn?.startTree || !beforeTree || !afterTree || task.ignoredFiles.includes(path)) {
      return;
    }
    if ((await this.#isIn(task, turn.startTree, path)) || !(await this.#isOutside(task, path))) {
      return;
    }
    const ignoredFiles = [...task.ignoredFiles, path];
    const entry = await readWorkFile(task.workTree, path);
    if (entry === null) {
      await this.tasks.update(task.id, { ignoredFiles });
      return;
    }
    const withIt = (tree: string): Promise<string> => editTree(task.workTree, tree, new Map([[path, entry]]));
    const [startTree, before, after] = await Promise.all([turn.startTree, beforeTree, afterTree].map(withIt));
    const note = { task: task.id, turn: turn.number } as const;
    await keepTree(task.workTree, startTree ?? turn.startTree, { ...note, kind: 'start', ignored: path });
    await keepTree(task.workTree, before ?? beforeTree, { ...note, kind: 'before', ignored: path });
    await this.history.save([
      { table: 'turns', put: { ...turn, startTree: startTree ?? turn.startTree } },
      {
        table: 'tasks',
        put: {
          ...this.tasks.get(task.id),
          ignoredFiles,
          beforeTree: before ?? beforeTree,
          afterTree: after ?? afterTree,
        },
      },
    ]);
  }

  /** Asked of git once for each file: Claude often edits the same one again. */
  async #isIn(task: Task, tree: string, path: string): Promise<boolean> {
    const known = this.#found.get(task.id);
    const found = known?.tree === tree ? known : { tree, paths: new Set<string>() };
    if (found.paths.has(path)) {
      return true;
    }
    const isThere = Boolean((await readEntries(task.workTree, tree, [path])).get(path));
    if (isThere) {
      found.paths.add(path);
      this.#found.set(task.id, found);
    }
    return isThere;
  }

  async #isOutside(task: Task, path: string): Promise<boolean> {
    const size = (await stat(absolutePath(task.workTree, path)).catch(() => undefined))?.size ?? 0;
    return size > maxUntrackedBytes || (await findIgnored(task.workTree, [path])).has(path);
  }
}

/** Where a file really is; its folder may not be there yet. */
export async function realFile(file: string): Promise<string> {
  const folder = dirname(file);
  const real = await realpath(folder).catch(() => undefined);
  return real === undefined && folder !== file
    ? join(await realFile(folder), basename(file))
    : join(real ?? folder, basename(file));
}
