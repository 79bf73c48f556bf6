import { messageOf } from '../base/errors';
import { bytesOfText, isBinary, joinLines, splitLines } from '../core/lines';
import { readBlobs, readFiltered, writeBlobs, writeFilteredBlob } from '../git/blobs';
import type { TreeEntry } from '../git/diffTrees';
import { takeSnapshot } from '../git/snapshotTree';
import { editTree, type KnownTree, readEntries } from '../git/trees';
import { folder, type Look, lookAtFiles } from '../git/looks';
import { movedWhy, type NotPut, putWorkFiles } from '../git/workFiles';
import { isPlainFile } from './change';
import type { Editors } from './ports';
import { absolutePath } from './repositories';

/** A file as the developer sees it: on disk, or in an editor with unsaved changes. */
export interface CurrentFile {
  readonly path: string;
  /** On disk, in git's own form; `null`: no such file. */
  readonly entry: TreeEntry | null;
  /** In git's own form; `undefined` for what has no lines (no file, binary, link). */
  readonly lines: readonly string[] | undefined;
  readonly unsaved: boolean;
}

/** Files at one moment, and what it takes to notice that they have moved on. */
export interface CurrentFiles {
  /** The snapshot that this was read from, unsaved editors included. */
  readonly tree: string;
  readonly files: ReadonlyMap<string, CurrentFile>;
  readonly looks: ReadonlyMap<string, Look>;
  /** What unsaved editors hold, as it would be saved. */
  readonly unsaved: ReadonlyMap<string, Uint8Array>;
}

/** What a path is to become. Lines go where the developer sees the file: the disk, or the unsaved editor. */
export type Target =
  | { readonly kind: 'entry'; readonly entry: TreeEntry | null }
  | { readonly kind: 'lines'; readonly lines: readonly string[]; readonly mode: string };

export interface Written {
  /** What each path that could be written is now, in git's own form. */
  readonly done: ReadonlyMap<string, TreeEntry | null>;
  readonly failed: readonly NotPut[];
}

/**
 * Look at files as they are now. `needsLines` says of which the lines are wanted; the rest have none. `known`: of all of
 * these paths.
 */
export async function readCurrentFiles(
  repository: string,
  paths: readonly string[],
  editors: Editors,
  {
    needsLines = () => true,
    known = [],
  }: {
    readonly needsLines?: (path: string, entry: TreeEntry) => boolean;
    readonly known?: readonly KnownTree[];
  } = {},
): Promise<CurrentFiles> {
  const { looks, entries, tree, unsaved, overlay } = await snapshotAsSeen(repository, paths, editors, known);
  const wanted = [...entries].flatMap(([path, entry]) =>
    entry && isPlainFile(entry) && !overlay.has(path) && needsLines(path, entry) ? [entry.id] : [],
  );
  const blobs = await readBlobs(repository, [...wanted, ...overlay.values()]);
  const files = paths.map((path): [string, CurrentFile] => {
    const entry = entries.get(path) ?? null;
    const lines = linesOf(blobs.get(overlay.get(path) ?? entry?.id ?? ''));
    return [path, { path, entry, lines, unsaved: overlay.has(path) }];
  });
  return { tree, files: new Map(files), looks, unsaved };
}

/** Contents of plain files by object id. */
export function readTexts(
  repository: string,
  entries: readonly (TreeEntry | null)[],
): Promise<ReadonlyMap<string, string>> {
  return readBlobs(
    repository,
    entries.flatMap(entry => (entry && isPlainFile(entry) ? [entry.id] : [])),
  );
}

/** Files as they are in a tree. `texts`: contents by object id. */
export function filesIn(
  entries: ReadonlyMap<string, TreeEntry | null>,
  texts: ReadonlyMap<string, string>,
): ReadonlyMap<string, CurrentFile> {
  return new Map(
    [...entries].map(([path, entry]) => [
      path,
      { path, entry, lines: linesOf(texts.get(entry?.id ?? '')), unsaved: false },
    ]),
  );
}

function linesOf(text: string | undefined): readonly string[] | undefined {
  return text === undefined || isBinary(text) ? undefined : splitLines(text);
}

/** The tree of the work tree as the developer sees it: with the unsaved editors of these paths. */
export async function snapshotAsSeen(
  repository: string,
  paths: readonly string[],
  editors: Editors,
  known: readonly KnownTree[] = [],
): Promise<{
  looks: ReadonlyMap<string, Look>;
  /** What is on disk. */
  entries: KnownTree['entries'];
  tree: string;
  unsaved: ReadonlyMap<string, Uint8Array>;
  /** Object ids of the unsaved texts. */
  overlay: ReadonlyMap<string, string>;
}> {
  const looks = await lookAtFiles(repository, paths); // before the snapshot: what is written in between is noticed
  const { tree: onDisk, entries } = await snapshotOnDisk(repository, looks, known);
  const unsaved = new Map<string, Uint8Array>();
  const overlay = new Map<string, string>();
  const open = new Set(editors.unsavedFiles());
  for (const path of open.size === 0 ? [] : paths) {
    const file = absolutePath(repository, path);
    const bytes = open.has(file) ? await editors.unsavedBytes(file) : undefined;
    if (bytes) {
      unsaved.set(path, bytes);
      overlay.set(path, await writeFilteredBlob(repository, path, bytes));
    }
  }
  const edits = [...overlay].map(([path, id]) => [path, { mode: entries.get(path)?.mode ?? '100644', id }] as const);
  const tree = edits.length === 0 ? onDisk : await editTree(repository, onDisk, new Map(edits));
  return { looks, entries, tree, unsaved, overlay };
}

/** A snapshot with these paths: also those that git ignores, or that are large. Few are, and to name all takes longer. */
async function snapshotOnDisk(
  repository: string,
  looks: ReadonlyMap<string, Look>,
  known: readonly KnownTree[],
): Promise<KnownTree> {
  const { tree } = await takeSnapshot(repository);
  const paths = [...looks.keys()];
  const entries = known.find(one => one.tree === tree)?.entries ?? (await readEntries(repository, tree, paths));
  const also = paths.filter(path => !entries.get(path) && looks.get(path) !== null && looks.get(path) !== folder);
  if (also.length === 0) {
    return { tree, entries };
  }
  const whole = await takeSnapshot(repository, { also });
  return { tree: whole.tree, entries: await readEntries(repository, whole.tree, paths) };
}

/**
 * Write to where the developer sees the files: the disk, or the unsaved editor, which stays unsaved.
 *
 * What has changed since `current` was read is left alone, and so is what cannot be written; the rest is done. Nothing
 * is touched before `ready`, and nothing at all if that fails.
 */
export async function writeTargets(
  repository: string,
  current: CurrentFiles,
  targets: ReadonlyMap<string, Target>,
  editors: Editors,
  ready: Promise<unknown> = Promise.resolve(),
): Promise<Written> {
  const entries = [...(await entriesOf(repository, targets))];
  // Attributes first: they say how the others lie in the work tree.
  const isAttributes = ([path]: readonly [string, unknown]): boolean => /(^|\/)\.gitattributes$/.test(path);
  const [attributes, others] = [entries.filter(isAttributes), entries.filter(entry => !isAttributes(entry))];
  const first = await writeEntries(repository, current, attributes, editors, ready);
  const second = await writeEntries(repository, current, others, editors, ready);
  return { done: new Map([...first.done, ...second.done]), failed: [...first.failed, ...second.failed] };
}

async function writeEntries(
  repository: string,
  current: CurrentFiles,
  entries: readonly (readonly [string, TreeEntry | null])[],
  editors: Editors,
  ready: Promise<unknown>,
): Promise<Written> {
  const done = new Map<string, TreeEntry | null>();
  const failed: NotPut[] = [];
  const dirtyNow = new Set(editors.unsavedFiles());
  const onDisk = new Map<string, TreeEntry | null>();
  for (const [path, entry] of entries) {
    const from = current.unsaved.get(path);
    const file = absolutePath(repository, path);
    if (from && entry && isPlainFile(entry)) {
      await ready;
      try {
        await editors.replaceUnsaved(file, { from, to: await readFiltered(repository, entry.id, path) });
        done.set(path, entry);
      } catch (error) {
        failed.push({ path, why: messageOf(error) });
      }
    } else if (!from && dirtyNow.has(file)) {
      failed.push({ path, why: movedWhy });
    } else {
      onDisk.set(path, entry);
    }
  }
  const put = await putWorkFiles(repository, onDisk, current.looks, ready);
  put.done.forEach(path => done.set(path, onDisk.get(path) ?? null));
  return { done, failed: [...failed, ...put.failed] };
}

/** What each path is to become, with new lines as objects of git's. */
export async function entriesOf(
  repository: string,
  targets: ReadonlyMap<string, Target>,
): Promise<Map<string, TreeEntry | null>> {
  const rewritten = [...targets].flatMap(([path, target]) => (target.kind === 'lines' ? [{ path, ...target }] : []));
  const ids = await writeBlobs(
    repository,
    rewritten.map(({ lines }) => bytesOfText(joinLines(lines))),
  );
  const entries = new Map(rewritten.map(({ path, mode }, i) => [path, { mode, id: ids[i] ?? '' }]));
  return new Map(
    [...targets].map(([path, target]) => [path, target.kind === 'entry' ? target.entry : (entries.get(path) ?? null)]),
  );
}
