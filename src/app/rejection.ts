import type { Hunk } from '../core/hunks';
import { isWhole, putBack, type ReviewedFile, type StateOf } from '../core/reviewedFile';
import { putWorkFile } from '../git/workFiles';
import { sameEntry } from './attribution';
import type { Editors } from './ports';
import { type CurrentFile, writeLines } from './workTree';

export interface RejectionRequest {
  readonly repository: string;
  readonly files: readonly ReviewedFile[];
  readonly current: ReadonlyMap<string, CurrentFile>;
  readonly editors: Editors;
  readonly overlapping: 'keep' | 'putBack';
  readonly stateOf: (path: string) => StateOf;
  readonly isTarget: (path: string, hunk: Hunk) => boolean;
}

export interface Rejection {
  readonly steps: readonly RejectionStep[];
  /** Paths of hunks that stay, since the developer's own lines reach into them. */
  readonly overlaps: readonly string[];
}

export interface RejectionStep {
  readonly path: string;
  /** What will be gone. */
  readonly hunks: readonly Hunk[];
  run(): Promise<void>;
}

/** What it takes to put hunks back, decided before anything is written. */
export function planRejection(request: RejectionRequest): Rejection {
  const steps: RejectionStep[] = [];
  const overlaps: string[] = [];
  for (const file of request.files) {
    const hunks = file.hunks.filter(hunk => request.isTarget(file.path, hunk));
    const planned = isWhole(file) || file.after === null ? planWhole(request, file) : planLines(request, file, hunks);
    if (planned.run) {
      const run = planned.run;
      steps.push({ path: file.path, hunks: hunks.filter(hunk => !planned.left.includes(hunk)), run });
    }
    if (!planned.run || planned.left.length > 0) {
      overlaps.push(file.path);
    }
  }
  return { steps, overlaps };
}

interface Planned {
  /** Absent: nothing can be done without a decision. */
  readonly run?: () => Promise<void>;
  readonly left: readonly Hunk[];
}

/** A file that goes back as a whole: only if it is what Claude left, or the user said so. */
function planWhole({ repository, current, overlapping }: RejectionRequest, file: ReviewedFile): Planned {
  const now = current.get(file.path);
  const origin = file.from === null ? undefined : current.get(file.from);
  const untouched = now && sameEntry(now.entry, file.after) && !now.unsaved && (!origin || origin.entry === null);
  if (!now || now.unsaved || (!untouched && overlapping === 'keep')) {
    return { left: file.hunks };
  }
  const run = async (): Promise<void> => {
    if (file.from === null) {
      await putWorkFile(repository, file.path, file.before, now.entry);
    } else {
      await putWorkFile(repository, file.from, file.before, origin?.entry ?? null);
      await putWorkFile(repository, file.path, null, now.entry);
    }
  };
  return { run, left: [] };
}

function planLines(request: RejectionRequest, file: ReviewedFile, targets: readonly Hunk[]): Planned {
  const { repository, editors } = request;
  const now = request.current.get(file.path);
  if (now && !now.unsaved && now.entry === null && file.before === null) {
    return { run: () => Promise.resolve(), left: [] }; // Claude's new file is gone already
  }
  if (!now?.lines) {
    return { left: targets };
  }
  const stateOf = request.stateOf(file.path);
  const isTarget = (hunk: Hunk): boolean => targets.includes(hunk);
  const { lines, overlaps } = putBack(file, now.lines, stateOf, isTarget, request.overlapping);
  const left = overlaps.flatMap(place => place.hunks).filter(isTarget);
  const run = async (): Promise<void> => {
    if (file.before === null && lines.length === 0 && !now.unsaved) {
      await putWorkFile(repository, file.path, null, now.entry);
    } else {
      await writeLines(repository, now, lines, now.entry?.mode ?? '100644', editors);
    }
  };
  return left.length === targets.length ? { left } : { run, left };
}
