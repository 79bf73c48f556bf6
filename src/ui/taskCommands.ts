import { t } from '@vscode/l10n';
import type { Autobot } from '../app/autobot';
import { canContinue } from '../app/runTask';
import { checkedPrompt } from '../app/tasks';
import type { Task, TaskOptions } from '../core/model';
import { canAccept } from '../core/taskState';
import { stateOf } from '../app/tasks';
import type { CommandArguments } from './commandArguments';
import type { CommandHandlers } from './commands';
import { askText, type Pick } from './pick';
import type { TimelinePanels } from './timelinePanel';

type TaskCommand =
  | 'autobot.newTask'
  | 'autobot.sendMessage'
  | 'autobot.interruptTask'
  | 'autobot.cancelTask'
  | 'autobot.resumeTask'
  | 'autobot.retryTask'
  | 'autobot.keepForReview'
  | 'autobot.startOnTop'
  | 'autobot.takeOverTask'
  | 'autobot.startSession'
  | 'autobot.pauseSession'
  | 'autobot.resumeSession'
  | 'autobot.openTimeline'
  | 'autobot.findInTimeline'
  | 'autobot.previousTurn'
  | 'autobot.nextTurn';

/** Commands that start, steer and stop tasks and sessions. */
export function taskCommands(
  autobot: Autobot,
  pick: Pick,
  panels: TimelinePanels,
): { readonly [C in TaskCommand]: CommandHandlers[C] } {
  const { actions, sessions, runner, history } = autobot;
  const accepts = (event: Parameters<typeof canAccept>[1]) => (task: Task) => canAccept(stateOf(task), event);
  const open = (task: Task): void => {
    panels.show(autobot.tasks.repositoryOf(task).id, task.sessionId);
  };
  return {
    'autobot.newTask': async (argument, asks) => {
      const session = argument?.session === undefined ? undefined : sessions.get(argument.session);
      const path = session ? history.get('repositories', session.repositoryId).path : argument?.repository;
      const repository = await pick.repository(path, asks);
      const ask = (): Promise<string> => askPrompt(t`What should Claude do in ${repository.name}?`);
      const prompt = argument?.prompt ?? (asks ? await ask() : '');
      const task = await actions.newTask(repository, checkedPrompt(prompt), optionsOf(argument));
      if (!argument?.prompt) {
        open(task); // asked for by hand: show what happens
      }
      return task.id;
    },
    'autobot.sendMessage': async argument => {
      const isProgram = typeof argument === 'object';
      const id = isProgram ? argument.task : argument;
      const task = await pick.task(id, canContinue, t('No task can take a message now.'));
      const message = isProgram ? (argument.message ?? '') : await askPrompt(t('Message to Claude'));
      await actions.sendMessage(task.id, message);
    },
    'autobot.interruptTask': async id => {
      const task = await pick.task(id, ({ status }) => status === 'running', t('Claude is not working now.'));
      await runner.interrupt(task.id);
    },
    'autobot.cancelTask': async id => {
      const task = await pick.task(id, accepts('cancelled'), t('No task is waiting or running.'));
      await runner.cancel(task.id);
    },
    'autobot.resumeTask': async id => {
      const task = await pick.task(id, accepts('retried'), t('No task can be resumed.'));
      await actions.resume(task.id);
    },
    'autobot.retryTask': async id => {
      const task = await pick.task(id, accepts('retried'), t('No task can be retried.'));
      await actions.retry(task.id);
    },
    'autobot.keepForReview': async id => {
      const task = await pick.task(id, accepts('keptForReview'), t('No task was left unfinished.'));
      await actions.keepForReview(task.id);
    },
    'autobot.startOnTop': async id => {
      const task = await pick.task(id, ({ status }) => status === 'pending', t('No task is waiting.'));
      await actions.startOnTop(task.id);
    },
    'autobot.takeOverTask': async id => {
      const isSilent = (task: Task): boolean => autobot.recovery.owner(task)?.kind === 'silent';
      const task = await pick.task(id, isSilent, t('No task is held by a window that was not heard of for long.'));
      await autobot.recovery.takeOver(task.id);
    },
    'autobot.startSession': async path => (await actions.startSession(await pick.repository(path))).id,
    'autobot.pauseSession': async id => {
      const session = await pick.session(id, ({ status }) => status === 'active');
      return (await sessions.pause(session.id)).id;
    },
    'autobot.resumeSession': async id => {
      const session = await pick.session(id, ({ status }) => status === 'paused');
      return (await sessions.resume(session.id)).id;
    },
    'autobot.openTimeline': async id => {
      if (id === undefined) {
        panels.show((await pick.repository()).id, null);
      } else {
        panels.show(sessions.get(id).repositoryId, id);
      }
    },
    'autobot.findInTimeline': () => panels.command('find'),
    'autobot.previousTurn': () => panels.command('previousTurn'),
    'autobot.nextTurn': () => panels.command('nextTurn'),
  };
}

function optionsOf({
  mode,
  model,
  budgetUsd,
  gates,
}: Exclude<CommandArguments['autobot.newTask'], undefined> = {}): TaskOptions {
  return {
    permissionMode: mode ?? null,
    model: model ?? null,
    budgetUsd: budgetUsd ?? null,
    skipGates: gates === false,
  };
}

function askPrompt(prompt: string): Promise<string> {
  const validateInput = (text: string): string | undefined =>
    text.trim() === '' ? t('Say what Claude should do.') : undefined;
  return askText({ prompt, title: 'Autobot', placeHolder: t('e.g. Add a test for the empty case'), validateInput });
}
