import { t } from '@vscode/l10n';
import type { Found } from '../app/search';
import { titleOf } from '../app/sessions';
import { statusTexts } from '../app/timelineView';
import type { Task } from '../core/model';
import { joined, labelOf } from './treeNode';

const places: Record<Found['where'], string> = {
  prompt: t('in the prompt'),
  message: t('in a message'),
  answer: t('in Claude’s answer'),
  file: t('in a file’s name'),
  remark: t('in a remark'),
  session: t('in the session’s name'),
  commit: t('in a commit message'),
};

/** A task that was found, as a line to choose. */
export function foundItem({ task, where, excerpt }: Found): {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly task: Task;
} {
  return {
    label: labelOf(titleOf(task.prompt)),
    description: joined(statusTexts[task.status], new Date(task.createdAt).toISOString().slice(0, 10)),
    detail: `${places[where]}: ${excerpt}`,
    task,
  };
}
