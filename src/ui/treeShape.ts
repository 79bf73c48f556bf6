import { t } from '@vscode/l10n';
import type { Session, Task } from '../core/model';

export const treeFilters = ['all', 'open', 'needsUser'] as const;
export type TreeFilter = (typeof treeFilters)[number];

/** How the user wants the tree of sessions. */
export interface TreeShape {
  readonly grouping: 'repository' | 'date';
  readonly filter: TreeFilter;
}

export const wholeTree: TreeShape = { grouping: 'repository', filter: 'all' };

/** What a filter leaves, as it is said. */
export const filterTexts: Readonly<Record<TreeFilter, string>> = {
  all: t('All sessions'),
  open: t('Open sessions'),
  needsUser: t('What needs you'),
};

export const periods = ['today', 'yesterday', 'week', 'older'] as const;
export type Period = (typeof periods)[number];

export const periodTexts: Readonly<Record<Period, string>> = {
  today: t('Today'),
  yesterday: t('Yesterday'),
  week: t('Last 7 days'),
  older: t('Older'),
};

/** Which one a session was last worked on in, by the calendar of this place. `tasks` are its own. */
export function periodOf({ startedAt }: Session, tasks: readonly Task[], now: number): Period {
  const last = tasks.reduce((latest, task) => Math.max(latest, task.createdAt), startedAt);
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  const daysBefore = (days: number): number => {
    const day = new Date(midnight);
    return day.setDate(day.getDate() - days); // a day has not always 24 hours
  };
  return last >= midnight ? 'today' : last >= daysBefore(1) ? 'yesterday' : last >= daysBefore(6) ? 'week' : 'older';
}
