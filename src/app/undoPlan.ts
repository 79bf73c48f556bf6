import type { Hunk } from '../core/hunks';
import { diffLines } from '../core/lineDiff';
import { isBinary, splitLines } from '../core/lines';
import { mergeLines, rangesOverlap } from '../core/merge';
import { isWhole, type OverlapAnswer, placesIn, type ReviewedFile, type StateOf } from '../core/reviewedFile';
import type { TreeEntry } from '../git/diffTrees';
import { sameEntry } from './attribution';
import { isPlainFile } from './change';
import type { CurrentFile, Target } from './workTree';

export interface UndoRequest {
  readonly paths: readonly string[];
  /** Hunks of a file to bring back; absent: whatever was done to these paths. */
  readonly part?: { readonly file: ReviewedFile; readonly stateOf: StateOf; readonly hunks: readonly Hunk[] };
  /** What each path was before it was done, and what it became. */
  readonly was: ReadonlyMap<string, TreeEntry | null>;
  readonly became: ReadonlyMap<string, TreeEntry | null>;
  readonly current: ReadonlyMap<string, CurrentFile>;
  /** Contents by object id. */
  readonly texts: ReadonlyMap<string, string>;
  readonly answer: OverlapAnswer;
}

export interface UndoPlan {
  readonly targets: readonly (readonly [string, Target])[];
  /** Paths where the developer has since changed the same lines. */
  readonly overlaps: readonly { readonly path: string; readonly line: number }[];
}

/** Take back what was done to a file: three ways, so that what the developer did since stays. */
export function planUndo(request: UndoRequest): UndoPlan {
  const planned = request.paths.map(path => planPath(request, path));
  return { targets: planned.flatMap(({ targets }) => targets), overlaps: planned.flatMap(({ overlaps }) => overlaps) };
}

function planPath(request: UndoRequest, path: string): UndoPlan {
  const [was, became] = [request.was.get(path) ?? null, request.became.get(path) ?? null];
  const now = request.current.get(path);
  if (!now || sameEntry(was, became)) {
    return nothing;
  }
  const isPart = request.part !== undefined && !isWhole(request.part.file);
  if (!now.unsaved && !isPart && sameEntry(now.entry, became)) {
    return { targets: [[path, { kind: 'entry', entry: was }]], overlaps: [] };
  }
  if (!now.unsaved && sameEntry(now.entry, was)) {
    return nothing; // it is so already
  }
  return planLines(request, path, { now, was, became }) ?? decide(request, path, was, 0);
}

/** Base: what the rejection left; ours: the file now; theirs: what was there before the rejection. */
function planLines(
  request: UndoRequest,
  path: string,
  { now, was, became }: { now: CurrentFile; was: TreeEntry | null; became: TreeEntry | null },
): UndoPlan | undefined {
  if (!was || !became || !now.lines || !isPlainFile(was) || !isPlainFile(became)) {
    return undefined;
  }
  const [wasText, base] = [request.texts.get(was.id), request.texts.get(became.id)];
  if (wasText === undefined || base === undefined || isBinary(wasText) || isBinary(base)) {
    return undefined;
  }
  const baseLines = splitLines(base);
  const wanted = partOf(request, baseLines, splitLines(wasText));
  const side = request.answer === 'putBack' ? 'theirs' : 'ours';
  const { lines, overlaps } = mergeLines(baseLines, now.lines, wanted, side);
  const [overlap] = overlaps;
  if (overlap && request.answer === 'leave') {
    return decide(request, path, was, overlap.ours.start);
  }
  const mode = was.mode === became.mode && now.entry ? now.entry.mode : was.mode;
  return { targets: [[path, { kind: 'lines', lines, mode }]], overlaps: [] };
}

/** What was there before, in the wanted hunks alone. */
function partOf({ part }: UndoRequest, base: readonly string[], was: readonly string[]): string[] {
  if (!part) {
    return [...was];
  }
  const { file, stateOf, hunks } = part;
  const reach = placesIn(file, base, stateOf)
    .filter(place => place.hunks.some(hunk => hunks.includes(hunk)))
    .map(place => place.current);
  const parts: (readonly string[])[] = [];
  let at = 0;
  for (const { from, to } of diffLines(base, was)) {
    if (reach.some(range => rangesOverlap(range, from))) {
      parts.push(base.slice(at, from.start), was.slice(to.start, to.end));
      at = from.end;
    }
  }
  return [...parts, base.slice(at)].flat();
}

function decide({ answer }: UndoRequest, path: string, was: TreeEntry | null, line: number): UndoPlan {
  switch (answer) {
    case 'leave':
      return { targets: [], overlaps: [{ path, line }] };
    case 'keepMine':
      return nothing;
    case 'putBack':
      return { targets: [[path, { kind: 'entry', entry: was }]], overlaps: [] };
  }
}

const nothing: UndoPlan = { targets: [], overlaps: [] };
