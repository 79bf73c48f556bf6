import { t } from '@vscode/l10n';
import type { RejectedHunk } from '../app/rejected';
import type { Decision } from '../core/model';
import { readable } from '../core/lines';
import type { ReviewedFile, StateOf } from '../core/reviewedFile';
import type { Lens } from './lensModel';
import { type ShownHunk, showHunks } from './reviewModel';
import { joined, labelOf } from './treeNode';

/** Where a rejected hunk was, in words. `line` counts from 1. */
export function rejectedPlace(path: string, line: number | null): string {
  return line === null ? labelOf(path) : `${labelOf(path)}:${line}`;
}

/** The first words of what was rejected: what Claude wrote, else what it had taken away. */
export function rejectedWords(before: string, after: string): string {
  const first = (text: string): string | undefined => text.split('\n').find(line => line.trim() !== '');
  const [added, removed] = [first(after), first(before)];
  const words = added === undefined ? removed && `− ${removed.trim()}` : `+ ${added.trim()}`;
  return labelOf((words ?? '').slice(0, 200));
}

/** A rejected hunk as a line to choose. */
export function rejectedItem(rejected: RejectedHunk): {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly rejected: RejectedHunk;
} {
  const { path, line, before, after, reason } = rejected;
  const words = rejectedWords(readable(before), readable(after));
  return {
    label: `$(circle-slash) ${rejectedPlace(path, line === null ? null : line + 1)}`,
    description: reason ?? '',
    detail: joined(line === null ? t('the whole file') : null, words),
    rejected,
  };
}

/** The same for what was rejected before a turn that is over. */
export function earlierItem(earlier: Decision): {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly earlier: Decision;
} {
  const label = `$(history) ${rejectedPlace(earlier.path, null)}`;
  return { label, description: earlier.reason ?? '', detail: t('rejected before an earlier turn'), earlier };
}

/** Rejected hunks in a text that still has them: the right side of a diff of what was rejected. */
export function showRejected(
  file: ReviewedFile,
  text: string,
  stateOf: StateOf,
  rejected: ReadonlySet<string>,
): ShownHunk[] {
  const isThere: StateOf = hunk => (rejected.has(hunk.id) ? 'pending' : stateOf(hunk));
  return showHunks(file, text, isThere).filter(({ hunk }) => rejected.has(hunk.id));
}

/** What stands above what was rejected before a turn that is over. */
export function earlierLens({ taskId: task, path, hunk, reason }: Decision): Lens {
  const title =
    reason === null
      ? t('$(history) Rejected earlier · Bring Back')
      : t`$(history) Rejected earlier (${reason}) · Bring Back`;
  return { line: 0, command: 'autobot.undoDecision', title, argument: { task, path, hunk } };
}

/** What stands above each of them. */
export function rejectedLenses(task: string, path: string, shown: readonly ShownHunk[], reason: string | null): Lens[] {
  return shown.map(({ hunk, line }) => ({
    line,
    command: 'autobot.undoDecision',
    title:
      reason === null
        ? t('$(circle-slash) Rejected · Bring Back')
        : t`$(circle-slash) Rejected (${reason}) · Bring Back`,
    argument: { task, path, hunk: hunk.id },
  }));
}
