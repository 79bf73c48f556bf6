import type { Found } from '../app/search';
import { titleOf } from '../app/sessions';
import { statusTexts } from '../app/timelineView';
import type { Task } from '../core/model';
import { joined, labelOf } from './treeNode';

const places: Record<Found['where'], string> = {
  prompt: 'in the prompt',
  message: 'in a message',
  answer: 'in Claude’s answer',
  file: 'in a file’s name',
  remark: 'in a remark',
  session: 'in the session’s name',
  commit: 'in a commit message',
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
