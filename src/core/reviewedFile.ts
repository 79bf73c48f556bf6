import type { Hunk } from './hunks';
import { diffLines, type Edit } from './lineDiff';
import { applyHunks, placeHunks, type Place } from './placement';
import type { DecisionKind } from './model';
import type { Risk } from './risk';

export type FileChangeKind = 'added' | 'modified' | 'deleted' | 'renamed' | 'typeChanged';
export type HunkState = Exclude<DecisionKind, 'rejectedBefore'> | 'pending';

/** One file of a change, with what its hunks are made of. */
export interface ReviewedFile {
  readonly path: string;
  /** Where it was renamed from. */
  readonly from: string | null;
  readonly kind: FileChangeKind;
  /** Entries in the trees before and after; `null` where there is no such file. */
  readonly before: FileEntry | null;
  readonly after: FileEntry | null;
  /** Lines before and after, git's own form; empty where there is no file, or none with lines. */
  readonly beforeLines: readonly string[];
  readonly afterLines: readonly string[];
  readonly hunks: readonly Hunk[];
  /** Git ignores it: it is reviewed and taken back as any other, and never committed. */
  readonly ignored?: boolean;
  /** Why it needs an approval of its own; see core/protectedPaths. */
  readonly protectedFor?: string;
  /** What deserves a closer look in it as a whole; its hunks have their own. See core/risk. */
  readonly risks?: readonly Risk[];
}

export interface FileEntry {
  readonly mode: string;
  readonly id: string;
}

export type StateOf = (hunk: Hunk) => HunkState;

/** Whether a file is decided as a whole: binary, link, mode, rename, empty. */
export function isWhole(file: ReviewedFile): boolean {
  return file.hunks.some(hunk => hunk.kind === 'whole');
}

/** Lines that hunks add and remove; `null` where one of them has no lines. */
export function countLines(hunks: readonly Hunk[]): { readonly added: number | null; readonly removed: number | null } {
  const sum = (side: 'before' | 'after'): number => hunks.reduce((n, hunk) => n + hunk[side].end - hunk[side].start, 0);
  return hunks.every(hunk => hunk.kind === 'lines')
    ? { added: sum('after'), removed: sum('before') }
    : { added: null, removed: null };
}

/** Where the file's hunks are in these lines of it. */
export function placesIn(file: ReviewedFile, current: readonly string[], stateOf: StateOf): Place[] {
  return placeHunks(file.beforeLines, file.afterLines, file.hunks, current, hunk => stateOf(hunk) === 'rejected');
}

export interface OwnEdit extends Edit {
  /** The lines of the edit, before and after it. */
  readonly was: readonly string[];
  readonly is: readonly string[];
}

/** What the developer changed in the file since Claude left it; what was rejected is none of it. */
export function ownEdits(file: ReviewedFile, current: readonly string[], stateOf: StateOf): OwnEdit[] {
  const { beforeLines, afterLines, hunks } = file;
  const expected = applyHunks(beforeLines, afterLines, hunks, hunk => stateOf(hunk) !== 'rejected');
  return diffLines(expected, current).map(edit => ({
    ...edit,
    was: expected.slice(edit.from.start, edit.from.end),
    is: current.slice(edit.to.start, edit.to.end),
  }));
}

export interface Rewritten {
  readonly lines: string[];
  /** Places that need a decision first. */
  readonly overlaps: readonly Place[];
}

/** What becomes of an overlap: it stays undecided, the developer's lines stay for good, or it is put back all the same. */
export type OverlapAnswer = 'leave' | 'keepMine' | 'putBack';

export interface PutBack {
  readonly lines: string[];
  /** Hunks that are gone from these lines, or that the developer's own lines have taken the place of. */
  readonly decided: readonly Hunk[];
  /** Places that were left alone, since the developer's own change reaches into them. */
  readonly overlaps: readonly Place[];
}

/**
 * The file as it is now with some hunks put back to what was there before. Everything else stays.
 *
 * What becomes of a place that the developer's own change reaches into is not guessed.
 */
export function putBack(
  file: ReviewedFile,
  current: readonly string[],
  stateOf: StateOf,
  isTarget: (hunk: Hunk) => boolean,
  answerOf: (hunk: Hunk) => OverlapAnswer,
): PutBack {
  const parts: (readonly string[])[] = [];
  const decided: Hunk[] = [];
  const overlaps: Place[] = [];
  let at = 0;
  for (const place of placesIn(file, current, stateOf)) {
    const targets = place.hunks.filter(isTarget);
    const [first] = targets;
    if (!first) {
      continue;
    }
    const answer = place.kind === 'both' ? answerOf(first) : 'putBack';
    if (answer === 'keepMine') {
      decided.push(...targets);
    } else if (answer === 'putBack' && targets.length === place.hunks.length) {
      decided.push(...targets);
      parts.push(current.slice(at, place.current.start));
      parts.push(file.beforeLines.slice(place.before.start, place.before.end));
      at = place.current.end;
    } else {
      overlaps.push(place);
    }
  }
  return { lines: [...parts, current.slice(at)].flat(), decided, overlaps };
}

/**
 * What is to be committed of a file, with "before" around it: approved hunks with the lines they have now, the
 * developer's tweaks inside them included, and nothing else.
 */
export function approvedLines(file: ReviewedFile, current: readonly string[], stateOf: StateOf): Rewritten {
  const parts: (readonly string[])[] = [];
  const overlaps: Place[] = [];
  let at = 0;
  for (const place of placesIn(file, current, stateOf)) {
    const approved = place.hunks.filter(hunk => stateOf(hunk) === 'approved');
    if (approved.length > 0 && approved.length < place.hunks.length) {
      overlaps.push(place); // one edit of the developer's reaches over hunks decided differently
    } else if (approved.length > 0) {
      parts.push(file.beforeLines.slice(at, place.before.start));
      parts.push(current.slice(place.current.start, place.current.end));
      at = place.before.end;
    }
  }
  return { lines: [...parts, file.beforeLines.slice(at)].flat(), overlaps };
}
