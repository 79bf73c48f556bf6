import type { Commit } from '../core/model';
import type { ReviewedFile } from '../core/reviewedFile';
import type { CommitView, HookHunkView } from '../protocol/view';
import type { Change } from './change';
import { excerpt } from './excerpt';

const shownHunks = 50;

/** A commit as the timeline shows it, with what a hook made of it. */
export function commitView(commit: Commit, byHook: Change | undefined, isHead: boolean): CommitView {
  const hunks = (byHook?.files ?? []).flatMap(file => hunkViews(file, new Set(commit.swept)));
  return { sha: commit.sha, message: commit.message, byHook: hunks.slice(0, shownHunks), isHead };
}

function hunkViews(file: ReviewedFile, swept: ReadonlySet<string>): HookHunkView[] {
  return file.hunks.map(({ id, before, after }) => ({
    id,
    path: file.path,
    before: excerpt(file.beforeLines.slice(before.start, before.end)),
    after: excerpt(file.afterLines.slice(after.start, after.end)),
    swept: swept.has(id),
  }));
}
