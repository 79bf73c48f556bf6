import { UserError } from '../base/errors';
import type { Task } from '../core/model';
import { canAccept, isInReview, type TaskEventType } from '../core/taskState';
import { titleOf } from './sessions';
import { stateOf } from './tasks';

/** The task, if there is something to decide on it. Throws in words. */
export function checkedInReview(task: Task): Task {
  if (!isInReview(task.status)) {
    throw new UserError('notInReview', `This task is ${inWords(task)}, so there is nothing to decide now.`);
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
  return new UserError('status', `“${titleOf(task.prompt)}” ${problem}: it is ${inWords(task)}.`);
}

function inWords(task: Task): string {
  return task.status.replaceAll('_', ' ');
}
