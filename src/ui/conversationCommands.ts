import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { isParked } from '../app/parking';
import type { Autobot } from '../app/autobot';
import { budgetOf } from '../app/budget';
import { UserError } from '../base/errors';
import type { LeaveScope } from '../core/agent';
import type { Task } from '../core/model';
import type { CommandHandlers } from './commands';
import { manageMessages } from './messagePick';
import { askText, type Pick } from './pick';
import { openPlan } from './planEditor';

type ConversationCommand =
  | 'autobot.answerRequest'
  | 'autobot.openPlan'
  | 'autobot.approvePlan'
  | 'autobot.manageMessages'
  | 'autobot.raiseBudget'
  | 'autobot.resumeAtReset';

const leaveScopes: Readonly<Record<string, LeaveScope>> = {
  allow: 'once',
  allowForTask: 'task',
  allowAlways: 'always',
};

/** Commands with which a user answers Claude, and says what happens at a limit. */
export function conversationCommands(
  autobot: Autobot,
  pick: Pick,
): { readonly [C in ConversationCommand]: CommandHandlers[C] } {
  const { activities, conversation, runner, tasks, workspace } = autobot;
  const isAsking = (task: Task): boolean => activities.asked(task.id).length > 0;
  const oldest = (task: Task, type?: 'plan'): string => {
    const found = activities.asked(task.id).find(asked => type === undefined || asked.type === type);
    if (!found) {
      throw new UserError('notAsked', t('Claude does not wait for an answer in this task.'));
    }
    return found.request;
  };
  return {
    'autobot.answerRequest': async argument => {
      const given = typeof argument === 'object' ? argument : undefined;
      const id = given?.task ?? (typeof argument === 'string' ? argument : undefined);
      const task = await pick.task(id, isAsking, t('Claude waits for no answer.'));
      const request = given?.request ?? oldest(task);
      if (given?.answers) {
        runner.answer(task.id, request, { behavior: 'reply', answers: given.answers });
        return;
      }
      const answer = given ? (given.answer ?? 'deny') : await askAnswer(autobot, task, request);
      const scope = leaveScopes[answer];
      if (scope) {
        runner.answer(task.id, request, { behavior: 'allow', scope });
      } else {
        const message = given ? (given.message ?? '') : await askText({ prompt: t('What should Claude do instead?') });
        runner.answer(task.id, request, { behavior: 'deny', message });
      }
    },
    'autobot.openPlan': async id => {
      const task = await pick.task(id, isAsking, t('No task has a plan that waits for you.'));
      await openPlan(autobot, task.id);
    },
    'autobot.approvePlan': async argument => {
      const id = typeof argument === 'object' ? argument.task : argument;
      const mode = typeof argument === 'object' ? argument.mode : undefined;
      const task = await pick.task(id, isAsking, t('No task has a plan that waits for you.'));
      await runner.approvePlan(task.id, oldest(task, 'plan'), mode ?? 'acceptEdits');
    },
    'autobot.manageMessages': async id => {
      const hasMessages = (task: Task): boolean => autobot.messages.of(task.id).length > 0;
      await manageMessages(autobot, await pick.task(id, hasMessages, t('No message waits to be sent.')));
    },
    'autobot.raiseBudget': async id => {
      const isUsedUp = (task: Task): boolean =>
        !budgetOf(task, tasks.turns(task.id), workspace.settings().maxBudgetUsd).isLeft;
      await conversation.raiseBudget((await pick.task(id, isUsedUp, t('No task has used up its budget.'))).id);
    },
    'autobot.resumeAtReset': async id => {
      await conversation.resumeAtReset((await pick.task(id, isParked, t('No task waits at a usage limit.'))).id);
    },
  };
}

/** Ask the user to answer a permission request; a question or a plan is answered in the timeline. */
async function askAnswer(autobot: Autobot, task: Task, request: string): Promise<string> {
  const asked = autobot.activities.asked(task.id).find(each => each.request === request);
  if (asked?.type !== 'permission') {
    await vscode.commands.executeCommand('autobot.openTimeline', task.sessionId);
    throw new vscode.CancellationError();
  }
  const { tool, input, canAllowForTask, always } = asked;
  const items = [
    { label: t('Allow Once'), answer: 'allow' },
    ...(canAllowForTask ? [{ label: t('Allow for This Task'), answer: 'allowForTask' }] : []),
    ...(always
      ? [
          {
            label: t('Always Allow'),
            answer: 'allowAlways',
            detail: t`Adds ${always.rules.join(', ')} to ${always.file}`,
          },
        ]
      : []),
    { label: t('Deny…'), answer: 'deny' },
  ];
  const placeHolder = `${tool}: ${JSON.stringify(input)}`.slice(0, 500);
  const chosen = await vscode.window.showQuickPick(items, { title: t('Claude asks for permission'), placeHolder });
  if (!chosen) {
    throw new vscode.CancellationError();
  }
  return chosen.answer;
}
