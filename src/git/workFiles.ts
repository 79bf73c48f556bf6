import { t } from '@vscode/l10n';
import type { BigIntStats } from 'node:fs';
import { chmod, lstat, mkdir, readFile, readlink, rmdir, unlink } from 'node:fs/promises';
import { dirname } from 'node:path/posix';
import { messageOf } from '../base/errors';
import { move } from '../os/files';
import { writeBlob, writeFilteredBlob } from './blobs';
import type { TreeEntry } from './diffTrees';
import { eachOf, folder, type Look, lookOf, RealFolders, statsOf } from './looks';
import { withStagedFiles } from './stagedFiles';
import { workPath } from './workPath';

/** Files as they are to be; `null` takes one away. */
export type FileChanges = ReadonlyMap<string, TreeEntry | null>;

export interface PutResult {
  readonly done: ReadonlySet<string>;
  /** What was left as it was, with the reason in words. */
  readonly failed: readonly NotPut[];
}

export interface NotPut {
  readonly path: string;
  readonly why: string;
}

/** What a `why` says of a file that somebody wrote to since it was looked at. */
export const movedWhy = t('it has changed meanwhile');

/** A file of the work tree as git would keep it; `null` if there is none. Writes its blob. */
export async function readWorkFile(repository: string, path: string): Promise<TreeEntry | null> {
  const file = workPath(repository, path);
  const stats = await statsOf(file);
  if (stats?.isSymbolicLink()) {
    return { mode: '120000', id: await writeBlob(repository, await readlink(file, 'buffer')) };
  }
  if (!stats?.isFile()) {
    return null;
  }
  const mode = stats.mode & 0o100n ? '100755' : '100644';
  return { mode, id: await writeFilteredBlob(repository, path, await readFile(file)) };
}

/**
 * Put files into the work tree, and take files away.
 *
 * `seen` is how the paths were when this was decided: what has been written to since is left alone. Every new content
 * is on the disk, filters applied, before the first file is touched, and takes its place whole; so a full disk or a
 * crash never leaves half a file. One that cannot be written does not keep the others from it. Folders that become
 * empty go too. Nothing is ever written through a symbolic link.
 *
 * Nothing in the work tree is touched before `ready`; if that fails, nothing is touched at all.
 */
export async function putWorkFiles(
  repository: string,
  changes: FileChanges,
  seen: ReadonlyMap<string, Look>,
  ready: Promise<unknown> = Promise.resolve(),
): Promise<PutResult> {
  const work = new PuttingFiles(repository, seen);
  const removed = [...changes].filter(([, entry]) => entry === null);
  const placed = new Map([...changes].flatMap(([path, entry]) => (entry ? [[path, entry] as const] : [])));
  const links = [...placed].filter(([, entry]) => entry.mode === '160000');
  links.forEach(([path]) => work.refuse(path, t('it is a repository of its own, whose commit is yours to choose')));
  links.forEach(([path]) => placed.delete(path));
  await withStagedFiles(repository, placed, async staged => {
    await ready;
    // First away, then in: a file may take the place of a folder, and the other way round.
    await eachOf(removed, ([path]) => work.remove(path));
    await work.removeEmptyFolders();
    await eachOf([...placed], ([path, entry]) => work.place(path, entry, staged(path)));
  });
  return { done: work.done, failed: work.failed };
}

class PuttingFiles {
  readonly done = new Set<string>();
  readonly failed: NotPut[] = [];
  readonly #emptied = new Set<string>();
  readonly #stagedModes = new Map<string, Promise<number>>();
  #folders: RealFolders;

  constructor(
    private readonly repository: string,
    private readonly seen: ReadonlyMap<string, Look>,
  ) {
    this.#folders = new RealFolders(repository);
  }

  refuse(path: string, why: string): void {
    this.failed.push({ path, why });
  }

  remove(path: string): Promise<void> {
    return this.#do(path, async file => {
      const now = await statsOf(file);
      if (lookOf(now) !== this.seen.get(path)) {
        throw new NotPossible(movedWhy);
      }
      if (now) {
        await unlink(file);
        this.#emptied.add(dirname(path));
      }
    });
  }

  place(path: string, entry: TreeEntry, staged: string | Buffer): Promise<void> {
    return this.#do(path, async file => {
      let now = await statsOf(file);
      if (now?.isDirectory()) {
        await rmdir(file); // what is in it is not ours to take away
        now = undefined;
      } else if (lookOf(now) !== this.seen.get(path) && !(now === undefined && this.seen.get(path) === folder)) {
        throw new NotPossible(movedWhy);
      }
      if (now?.isFile() && entry.mode !== '120000') {
        await this.#keepPermissions(now, entry, staged);
      }
      if (!now) {
        await mkdir(workPath(this.repository, dirname(path)), { recursive: true });
      }
      await move(staged, file);
    });
  }

  /** Also the folders above; one that is not empty stays, which is where git stops too. */
  async removeEmptyFolders(): Promise<void> {
    const deepestFirst = [...this.#emptied].flatMap(foldersAbove).toSorted((a, b) => b.length - a.length);
    for (const path of new Set(deepestFirst)) {
      await rmdir(workPath(this.repository, path)).catch(() => undefined);
    }
    this.#folders = new RealFolders(this.repository);
  }

  async #do(path: string, work: (file: string | Buffer) => Promise<void>): Promise<void> {
    try {
      if (!(await this.#folders.hold(path))) {
        throw new NotPossible(t('a symbolic link or a file is where its folder was'));
      }
      await work(workPath(this.repository, path));
      this.done.add(path);
    } catch (error) {
      this.refuse(path, inWords(error));
    }
  }

  /** The permissions that the file has, with the executable bits that git wants. */
  async #keepPermissions(now: BigIntStats, { mode }: TreeEntry, staged: string | Buffer): Promise<void> {
    const kept = Number(now.mode) & 0o777;
    const wanted = mode === '100755' ? kept | ((kept & 0o444) >> 2) : kept & ~0o111;
    let given = this.#stagedModes.get(mode);
    if (!given) {
      given = lstat(staged).then(stats => stats.mode & 0o777);
      this.#stagedModes.set(mode, given);
    }
    if ((await given) !== wanted) {
      await chmod(staged, wanted);
    }
  }
}

class NotPossible extends Error {}

function inWords(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOTEMPTY':
    case 'EEXIST':
    case 'EISDIR':
      return t('a folder with other files is in its place');
    case 'EACCES':
    case 'EPERM':
    case 'EBUSY':
    case 'EROFS':
      return t('it or its folder is read-only, or another program holds it open');
    case 'ENOSPC':
    case 'EDQUOT':
      return t('the disk is full');
    default:
      return messageOf(error);
  }
}

function foldersAbove(path: string): string[] {
  return path === '.' ? [] : [path, ...foldersAbove(dirname(path))];
}
