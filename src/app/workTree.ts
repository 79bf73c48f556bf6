import { bytesOfText, joinLines, splitLines, isBinary } from '../core/lines';
import { mergeLines } from '../core/merge';
import { readBlobs, readFiltered, writeBlob, writeFilteredBlob } from '../git/blobs';
import type { TreeEntry } from '../git/diffTrees';
import { takeSnapshot } from '../git/snapshotTree';
import { editTree, readEntries } from '../git/trees';
import { putWorkFile } from '../git/workFiles';
import { sameEntry } from './attribution';
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

/** Look at files as they are now; `tree` is the snapshot that the answer was read from, unsaved editors included. */
export async function readCurrentFiles(
  repository: string,
  paths: readonly string[],
  editors: Editors,
): Promise<{ tree: string; files: Map<string, CurrentFile> }> {
  const { tree: onDisk } = await takeSnapshot(repository, { also: paths });
  const entries = await readEntries(repository, onDisk, paths);
  const unsaved = new Map<string, string>();
  for (const path of paths) {
    const bytes = editors.unsavedBytes(absolutePath(repository, path));
    if (bytes) {
      unsaved.set(path, await writeFilteredBlob(repository, path, bytes));
    }
  }
  const edits = [...unsaved].map(([path, id]) => [path, { mode: entries.get(path)?.mode ?? '100644', id }] as const);
  const tree = edits.length === 0 ? onDisk : await editTree(repository, onDisk, new Map(edits));
  const plain = [...entries.values()].flatMap(entry => (entry && isPlainFile(entry) ? [entry.id] : []));
  const blobs = await readBlobs(repository, [...plain, ...unsaved.values()]);
  const files = paths.map((path): [string, CurrentFile] => {
    const entry = entries.get(path) ?? null;
    const text = blobs.get(unsaved.get(path) ?? entry?.id ?? '');
    const lines = text === undefined || isBinary(text) ? undefined : splitLines(text);
    return [path, { path, entry, lines, unsaved: unsaved.has(path) }];
  });
  return { tree, files: new Map(files) };
}

/** Write new lines to where the developer sees the file: the disk, or the unsaved editor, which stays unsaved. */
export async function writeLines(
  repository: string,
  current: CurrentFile,
  lines: readonly string[],
  mode: string,
  editors: Editors,
): Promise<void> {
  const id = await writeBlob(repository, bytesOfText(joinLines(lines)));
  if (current.unsaved) {
    const bytes = await readFiltered(repository, id, current.path);
    await editors.replaceUnsaved(absolutePath(repository, current.path), bytes);
  } else {
    await putWorkFile(repository, current.path, { mode, id }, current.entry);
  }
}

/**
 * Take back what was done to the work tree between two snapshots (`to` back to `from`); what the developer did since
 * stays. Returns the paths that were left alone because both reach into the same lines.
 */
export async function takeBack(
  repository: string,
  paths: readonly string[],
  { from, to }: { from: string; to: string },
  editors: Editors,
): Promise<string[]> {
  const [was, became, now] = await Promise.all([
    readEntries(repository, from, paths),
    readEntries(repository, to, paths),
    readCurrentFiles(repository, paths, editors),
  ]);
  const left: string[] = [];
  for (const path of paths) {
    const [target, base, current] = [was.get(path) ?? null, became.get(path) ?? null, now.files.get(path)];
    if (!current || sameEntry(target, base)) {
      continue;
    }
    if (sameEntry(current.entry, base) && !current.unsaved) {
      await putWorkFile(repository, path, target, current.entry);
    } else if (!current.unsaved && sameEntry(current.entry, target)) {
      continue; // already so
    } else if (!(await mergeInto(repository, current, base, target, editors))) {
      left.push(path);
    }
  }
  return left;
}

/** Three-way: base is what we left, ours the file now, theirs what was there before. */
async function mergeInto(
  repository: string,
  current: CurrentFile,
  base: TreeEntry | null,
  target: TreeEntry | null,
  editors: Editors,
): Promise<boolean> {
  if (!base || !target || !current.lines || !isPlainFile(base) || !isPlainFile(target)) {
    return false;
  }
  const blobs = await readBlobs(repository, [base.id, target.id]);
  const [baseText = '', targetText = ''] = [blobs.get(base.id), blobs.get(target.id)];
  const { lines, overlaps } = mergeLines(splitLines(baseText), current.lines, splitLines(targetText));
  if (overlaps.length > 0 || isBinary(baseText) || isBinary(targetText)) {
    return false;
  }
  await writeLines(repository, current, lines, target.mode, editors);
  return true;
}
