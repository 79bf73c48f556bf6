import { t } from '@vscode/l10n';
import { isInReview, isLive } from '../core/taskState';
import type { Task } from '../core/model';
import { titleOf } from '../app/sessions';
import { statusTexts } from '../app/timelineView';
import { countOf } from '../protocol/counts';
import { labelOf } from './treeNode';

/** What the status bar says. */
export interface StatusText {
  readonly text: string;
  readonly tooltip: string;
  readonly accessibilityLabel: string;
  /** The session to open: of what runs, else of what waits. */
  readonly session: string;
}

/** Nothing when nothing runs and nobody is needed. */
export function statusOf(tasks: readonly Task[], needsUser: (task: Task) => boolean): StatusText | undefined {
  const blocked = tasks.filter(task => task.status === 'pre_flight' && needsUser(task));
  const running = tasks.filter(task => isLive(task.status) && !blocked.includes(task));
  const inReview = tasks.filter(task => isInReview(task.status));
  const stuck = tasks.filter(task => !isInReview(task.status) && needsUser(task));
  const first = running[0] ?? inReview[0] ?? stuck[0];
  if (!first) {
    return undefined;
  }
  const parts = [
    running.length === 1 && running[0] ? statusTexts[running[0].status] : runningText(running.length),
    inReview.length > 0 ? t`${inReview.length} to review` : '',
    stuck.length > 0 ? countOf(stuck.length, 'needsYou') : '',
  ];
  const said = parts.filter(part => part !== '').join(', ');
  const icon = running.length > 0 ? 'sync~spin' : inReview.length > 0 ? 'git-compare' : 'warning';
  const lines = [...running, ...inReview, ...stuck].map(
    task => `${blocked.includes(task) ? t('Blocked') : statusTexts[task.status]}: ${labelOf(titleOf(task.prompt))}`,
  );
  return {
    text: `$(${icon}) Autobot: ${said}`,
    tooltip: [...lines, t('Click to open the timeline')].join('\n'),
    accessibilityLabel: `Autobot: ${said}`,
    session: first.sessionId,
  };
}

function runningText(count: number): string {
  return count === 0 ? '' : t`${count} tasks running`;
}
