import { t } from '@vscode/l10n';
import type { Commit } from '../core/model';
import type { ReviewedFile } from '../core/reviewedFile';
import type { CommitView, HookHunkView } from '../protocol/view';
import type { Change } from './change';

/** The timeline is no diff editor: it shows so much of a hunk, and the rest is a click away. */
const shownLines = 12;
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

function excerpt(lines: readonly string[]): string {
  const shown = lines.slice(0, shownLines).map(line => (line.length > 300 ? `${line.slice(0, 300)}…\n` : line));
  const rest = lines.length > shownLines ? t`… ${lines.length - shownLines} more lines\n` : '';
  return Buffer.from(shown.join(''), 'latin1').toString('utf8').concat(rest);
}
