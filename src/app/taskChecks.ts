import { t } from '@vscode/l10n';
import { UserError } from '../base/errors';
import type { Task } from '../core/model';
import { canAccept, isInReview, type TaskEventType, type TaskStatus } from '../core/taskState';
import { titleOf } from './sessions';
import { stateOf } from './tasks';

/** The task, if there is something to decide on it. Throws in words. */
export function checkedInReview(task: Task): Task {
  if (!isInReview(task.status)) {
    throw new UserError(
      'notInReview',
      t`This task is ${statusInWords(task.status)}, so there is nothing to decide now.`,
    );
  }
  return task;
}

/** The task in review, or before its gates, which wait for protected files to be decided on. Throws in words. */
export function checkedDecidable(task: Task): Task {
  return task.status === 'waiting_qa' ? task : checkedInReview(task);
}

/** Throws in words if the task's status does not let this happen. */
export function checkAccepts(task: Task, event: TaskEventType, problem: string): void {
  if (!canAccept(stateOf(task), event)) {
    throw refusalFor(task, problem);
  }
}

/** Why this cannot be done with a task as it is. */
export function refusalFor(task: Task, problem: string): UserError {
  return new UserError('status', t`“${titleOf(task.prompt)}” ${problem}: it is ${statusInWords(task.status)}.`);
}

/** A status as it stands in a sentence. */
export function statusInWords(status: TaskStatus): string {
  return words[status];
}

const words: Readonly<Record<TaskStatus, string>> = {
  pending: t('pending'),
  pre_flight: t('pre flight'),
  running: t('running'),
  waiting_qa: t('waiting qa'),
  qa_running: t('qa running'),
  qa_failed: t('qa failed'),
  waiting_approval: t('waiting approval'),
  approved: t('approved'),
  completed: t('completed'),
  rejected: t('rejected'),
  failed: t('failed'),
  cancelled: t('cancelled'),
  interrupted: t('interrupted'),
};
