import type { Hunk } from '../core/hunks';
import { isBinary, splitLines } from '../core/lines';
import { mergeLines } from '../core/merge';
import { isWhole, type OverlapAnswer, putBack, type ReviewedFile, type StateOf } from '../core/reviewedFile';
import { sameEntry } from './attribution';
import { isPlainFile } from './change';
import type { CurrentFile, Target } from './workTree';

/** A place where the developer's own lines reach into what was to be put back. It was left alone. */
export interface Overlap {
  readonly path: string;
  readonly hunks: readonly string[];
  /** 0-based first line of it in the file as it is now. */
  readonly line: number;
  /** Whether it can be put back all the same. It cannot where one edit reaches over hunks that are to stay. */
  readonly canPutBack: boolean;
}

/** By hunk; a hunk that is not named stays undecided if it overlaps. */
export type Answers = OverlapAnswer | ReadonlyMap<string, OverlapAnswer>;

export interface RejectionRequest {
  readonly files: readonly ReviewedFile[];
  readonly current: ReadonlyMap<string, CurrentFile>;
  /** Contents by object id, of files that are decided as a whole and are not what Claude left. */
  readonly texts: ReadonlyMap<string, string>;
  readonly answers: Answers;
  readonly stateOf: (path: string) => StateOf;
  readonly isTarget: (path: string, hunk: Hunk) => boolean;
}

export interface RejectionPlan {
  readonly files: readonly PlannedFile[];
  readonly overlaps: readonly Overlap[];
}

export interface PlannedFile {
  readonly path: string;
  /** What will be decided once the targets are written. */
  readonly hunks: readonly Hunk[];
  readonly targets: readonly (readonly [string, Target])[];
}

/** What it takes to put hunks back, decided before anything is written. */
export function planRejection(request: RejectionRequest): RejectionPlan {
  const planned = request.files.map(file => {
    const targets = file.hunks.filter(hunk => request.isTarget(file.path, hunk));
    if (targets.length === 0) {
      return { files: [], overlaps: [] };
    }
    return isUntouched(request, file, targets) ? wholeBack(file, targets) : planFile(request, file, targets);
  });
  return { files: planned.flatMap(({ files }) => files), overlaps: planned.flatMap(({ overlaps }) => overlaps) };
}

/** Whether a rejection that takes all hunks of a file has no need of its lines: nobody but Claude has a part in them. */
export function isAsLeft(file: ReviewedFile, now: CurrentFile | undefined): boolean {
  return !file.hunks.some(hunk => hunk.shared) && now !== undefined && !now.unsaved && sameEntry(now.entry, file.after);
}

export function answerFor(answers: Answers, hunk: string): OverlapAnswer {
  return typeof answers === 'string' ? answers : (answers.get(hunk) ?? 'leave');
}

/** What Claude left is there and all of it is to go: what was there before takes its place, byte for byte. */
function isUntouched({ current }: RejectionRequest, file: ReviewedFile, targets: readonly Hunk[]): boolean {
  const origin = file.from === null ? null : (current.get(file.from)?.entry ?? null);
  return targets.length === file.hunks.length && isAsLeft(file, current.get(file.path)) && origin === null;
}

function planFile(request: RejectionRequest, file: ReviewedFile, targets: readonly Hunk[]): RejectionPlan {
  const now = request.current.get(file.path);
  if (!now || isThereAlready(request, file, now)) {
    return plan(file, targets, []);
  }
  if (now.lines && !isWhole(file) && file.after !== null) {
    return planLines(request, file, { ...now, lines: now.lines }, targets);
  }
  const merged = targets.some(hunk => hunk.shared) ? undefined : mergeWhole(request, file, now, targets);
  return merged ?? decideWhole(request, file, targets);
}

function isThereAlready({ current }: RejectionRequest, file: ReviewedFile, now: CurrentFile): boolean {
  const [origin, gone] = file.from === null ? [now, true] : [current.get(file.from), now.entry === null];
  return gone && !now.unsaved && sameEntry(origin?.entry ?? null, file.before);
}

function planLines(
  request: RejectionRequest,
  file: ReviewedFile,
  now: CurrentFile & { readonly lines: readonly string[] },
  targets: readonly Hunk[],
): RejectionPlan {
  const wanted = new Set(targets);
  const { lines, decided, overlaps } = putBack(
    file,
    now.lines,
    request.stateOf(file.path),
    hunk => wanted.has(hunk),
    hunk => answerFor(request.answers, hunk.id),
  );
  const isGone = file.before === null && lines.length === 0 && !now.unsaved;
  const target: Target = isGone
    ? { kind: 'entry', entry: null }
    : { kind: 'lines', lines, mode: now.entry?.mode ?? file.before?.mode ?? '100644' };
  const asked = overlaps.map(({ hunks, current }) => ({
    path: file.path,
    hunks: hunks.filter(hunk => wanted.has(hunk)).map(hunk => hunk.id),
    line: current.start,
    canPutBack: hunks.every(hunk => wanted.has(hunk)),
  }));
  return { ...plan(file, decided, decided.length > 0 ? [[file.path, target]] : []), overlaps: asked };
}

/** A rename or a new mode, where the developer has worked in the file since: their lines go back with it. */
function mergeWhole(
  { current, texts }: RejectionRequest,
  file: ReviewedFile,
  now: CurrentFile,
  targets: readonly Hunk[],
): RejectionPlan | undefined {
  const { before, after, from } = file;
  const isFree = from === null || current.get(from)?.entry === null;
  if (!before || !after || !now.entry || !now.lines || now.unsaved || !isFree) {
    return undefined;
  }
  const [base, theirs] = [texts.get(after.id), texts.get(before.id)];
  const plain = [before, after, now.entry].every(isPlainFile);
  if (base === undefined || theirs === undefined || !plain || isBinary(base) || isBinary(theirs)) {
    return undefined;
  }
  const { lines, overlaps } = mergeLines(splitLines(base), now.lines, splitLines(theirs));
  if (overlaps.length > 0) {
    return undefined;
  }
  const mode = now.entry.mode === after.mode ? before.mode : now.entry.mode;
  const target: Target = { kind: 'lines', lines, mode };
  const gone: Target = { kind: 'entry', entry: null };
  return plan(
    file,
    targets,
    from === null
      ? [[file.path, target]]
      : [
          [from, target],
          [file.path, gone],
        ],
  );
}

function decideWhole({ answers }: RejectionRequest, file: ReviewedFile, targets: readonly Hunk[]): RejectionPlan {
  const hunks = targets.map(hunk => hunk.id);
  switch (answerFor(answers, hunks[0] ?? '')) {
    case 'leave':
      return { files: [], overlaps: [{ path: file.path, hunks, line: 0, canPutBack: true }] };
    case 'keepMine':
      return plan(file, targets, []);
    case 'putBack':
      return wholeBack(file, targets);
  }
}

function wholeBack(file: ReviewedFile, hunks: readonly Hunk[]): RejectionPlan {
  const before: Target = { kind: 'entry', entry: file.before };
  const gone: Target = { kind: 'entry', entry: null };
  return plan(
    file,
    hunks,
    file.from === null
      ? [[file.path, before]]
      : [
          [file.from, before],
          [file.path, gone],
        ],
  );
}

function plan({ path }: ReviewedFile, hunks: readonly Hunk[], targets: PlannedFile['targets']): RejectionPlan {
  return { files: hunks.length === 0 ? [] : [{ path, hunks, targets }], overlaps: [] };
}
