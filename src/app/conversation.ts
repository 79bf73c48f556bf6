import { t } from '@vscode/l10n';
import { UserError } from '../base/errors';
import type { QueuedMessage, Task } from '../core/model';
import { isLive } from '../core/taskState';
import type { Actions } from './actions';
import { budgetOf, raisedLimit } from './budget';
import { isParked } from './parking';
import type { Parts } from './parts';

/** What a user can say to a task besides its turns: now, at a limit, or when a limit is reset. */
export class Conversation {
  constructor(
    private readonly parts: Parts,
    private readonly actions: Actions,
  ) {}

  /** Do not let a queued message wait: into the running turn, else as a turn as soon as there can be one. */
  async sendNow(messageId: string): Promise<void> {
    const { messages, tasks, agents, images } = this.parts;
    const message = messages.get(messageId);
    const task = tasks.get(message.taskId);
    const agent = task.status === 'running' ? agents.find(task.id) : undefined;
    if (agent?.say(message.text, await images.read(message.images)) === true) {
      await messages.remove(messageId);
    } else if (isLive(task.status) || task.status === 'pending') {
      await messages.move(messageId, 0);
    } else {
      await this.actions.goOn(task, {
        kind: 'message',
        prompt: message.text,
        images: message.images,
        queued: messageId,
      });
    }
  }

  /** Let a task go on whose budget is used up: as much again. */
  async raiseBudget(taskId: string): Promise<void> {
    const { tasks, workspace } = this.parts;
    const setting = workspace.settings().maxBudgetUsd;
    const budget = budgetOf(tasks.get(taskId), tasks.turns(taskId), setting);
    if (budget.isLeft) {
      throw new UserError('budgetLeft', t('The budget of this task is not used up.'));
    }
    const task = await tasks.update(taskId, { budgetUsd: raisedLimit(budget, setting) });
    await this.actions.goOn(task, { kind: 'message', prompt: 'Go on where you were stopped.' });
  }

  /** Agree that a parked task goes on by itself when its usage limit is reset. */
  async resumeAtReset(taskId: string): Promise<Task> {
    const { tasks } = this.parts;
    if (!isParked(tasks.get(taskId))) {
      throw new UserError('notParked', t('This task does not wait at a usage limit.'));
    }
    return tasks.update(taskId, { autoResume: true });
  }
}

/** Why the queued messages of a task are not sent by themselves now; nothing while they are. */
export function whyPaused(task: Task, messages: readonly QueuedMessage[], isSessionPaused: boolean): string | null {
  if (messages.length === 0) {
    return null;
  }
  if (isSessionPaused) {
    return t('Paused: the session is paused.');
  }
  if (isLive(task.status) || task.status === 'pending') {
    return null;
  }
  const resting: Partial<Record<Task['status'], string>> = {
    failed: t('Paused: the task failed. Resume it, or send a message now.'),
    interrupted: t('Paused: the task was interrupted. Resume it, or send a message now.'),
    cancelled: t('Paused: the task was cancelled. Resume it, or send a message now.'),
    qa_failed: t('Paused: QA gates failed. Send a message now, or remove it.'),
  };
  return resting[task.status] ?? t('Paused: the turn was stopped. Send a message now, or remove it.');
}
