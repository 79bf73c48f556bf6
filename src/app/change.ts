import { findHunks, type Hunk, wholeFileHunk } from '../core/hunks';
import { isBinary, splitLines } from '../core/lines';
import { whyChangeProtected, whyProtected } from '../core/protectedPaths';
import { isWhole, type ReviewedFile } from '../core/reviewedFile';
import { isShared } from '../core/sharedLines';
import type { Task } from '../core/model';
import { readBlobs } from '../git/blobs';
import { findIgnored } from '../git/ignored';
import { diffTreesOnce, type TreeChange, type TreeEntry } from '../git/diffTrees';
import type { KnownTree } from '../git/trees';

/** What Claude changed: the files that differ between two trees, with their hunks. */
export interface Change {
  readonly before: string;
  readonly after: string;
  /** Protected ones first. */
  readonly files: readonly ReviewedFile[];
}

/** Larger files are reviewed as a whole: nobody reads them line by line, and comparing them takes long. */
const maxBytes = 5 * 1024 * 1024;

export async function loadChange(
  repository: string,
  before: string,
  after: string,
  { ignoredFiles = [], sharedLines = [] }: Partial<Pick<Task, 'ignoredFiles' | 'sharedLines'>> = {},
): Promise<Change> {
  const changes = before === after ? [] : await diffTreesOnce(repository, before, after);
  const ids = changes
    .filter(hasLines)
    .flatMap(change => [change.before, change.after].flatMap(entry => entry?.id ?? []));
  const named = changes.map(({ path }) => path).filter(path => ignoredFiles.includes(path));
  const [blobs, ignored] = await Promise.all([readBlobs(repository, ids), findIgnored(repository, named)]);
  const files = changes
    .map(change => reviewedFile(change, blobs))
    .map(file => withShared(file, sharedLines))
    .map(file => ({ ...file, ...protectionOf(file), ...(ignored.has(file.path) && { ignored: true }) }));
  return { before, after, files: files.toSorted((a, b) => Number(!a.protectedFor) - Number(!b.protectedFor)) };
}

function reviewedFile(change: TreeChange, blobs: ReadonlyMap<string, string>): ReviewedFile {
  const { path, kind, before, after } = change;
  const facts = { path, from: change.from ?? null, kind, before, after };
  const texts = [textOf(before, blobs), textOf(after, blobs)] as const;
  if (hasLines(change) && texts.every(text => text !== undefined && text.length <= maxBytes && !isBinary(text))) {
    const [beforeLines, afterLines] = [splitLines(texts[0] ?? ''), splitLines(texts[1] ?? '')];
    const hunks = findHunks(path, beforeLines, afterLines);
    if (hunks.length > 0) {
      return { ...facts, beforeLines, afterLines, hunks };
    }
  }
  const print = [facts.from, ...[before, after].flatMap(entry => [entry?.mode ?? null, entry?.id ?? null])];
  return { ...facts, beforeLines: [], afterLines: [], hunks: [wholeFileHunk(path, print)] };
}

function withShared(file: ReviewedFile, sharedLines: Task['sharedLines']): ReviewedFile {
  const ranges = sharedLines.filter(({ path }) => path === (file.from ?? file.path));
  const marked = (hunk: Hunk): Hunk =>
    hunk.kind === 'whole' || isShared(ranges, hunk.before) ? { ...hunk, shared: true } : hunk;
  return ranges.length === 0 ? file : { ...file, hunks: file.hunks.map(marked) };
}

function protectionOf(file: ReviewedFile): { protectedFor?: string } {
  const { path, from, beforeLines, afterLines } = file;
  // Without lines to compare, a manifest may have any scripts.
  const lines = isWhole(file) ? [[], ['?']] : [beforeLines, afterLines];
  const why = whyChangeProtected(path, lines[0] ?? [], lines[1] ?? []) ?? (from === null ? null : whyProtected(from));
  return why === null ? {} : { protectedFor: why };
}

/** A plain file whose content alone changed, came or went. */
function hasLines({ kind, before, after }: TreeChange): boolean {
  const entries = [before, after].filter(entry => entry !== null);
  const sameMode = entries.every(entry => entry.mode === entries[0]?.mode);
  return kind !== 'renamed' && sameMode && entries.every(entry => isPlainFile(entry));
}

/** All paths that have a part in it: those that files were renamed from too. */
export function changedPaths(files: readonly ReviewedFile[]): string[] {
  return files.flatMap(({ path, from }) => (from === null ? [path] : [path, from]));
}

/** What the paths of some of its files are in the trees before and after. */
export function treesOf({ before, after }: Change, files: readonly ReviewedFile[]): KnownTree[] {
  const was = new Map<string, TreeEntry | null>();
  const is = new Map<string, TreeEntry | null>();
  for (const file of files) {
    was.set(file.path, file.from === null ? file.before : null);
    is.set(file.path, file.after);
    if (file.from !== null) {
      was.set(file.from, file.before);
      is.set(file.from, null);
    }
  }
  return [
    { tree: before, entries: was },
    { tree: after, entries: is },
  ];
}

export function isPlainFile(entry: TreeEntry): boolean {
  return entry.mode === '100644' || entry.mode === '100755';
}

function textOf(entry: TreeEntry | null, blobs: ReadonlyMap<string, string>): string | undefined {
  return entry === null ? '' : blobs.get(entry.id);
}
