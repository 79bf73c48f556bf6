import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { type Committed, commitsOf, type Entangled } from '../app/commits';
import { movedHead } from '../app/takeBacks';
import type { Task } from '../core/model';
import { isInReview, isLive } from '../core/taskState';
import { UserError } from '../base/errors';
import type { CommandHandlers } from './commands';
import { taskOf } from './decisionCommands';
import { openHookDiff } from './hookDiff';
import { askText, type Pick } from './pick';

type CommitCommand = 'autobot.commitTask' | 'autobot.undoCommit' | 'autobot.takeBackHead' | 'autobot.takeBackHookHunk';

/** Commands that make commits and take them back. */
export function commitCommands(autobot: Autobot, pick: Pick): { readonly [C in CommitCommand]: CommandHandlers[C] } {
  const { actions, facts, history, tasks } = autobot;
  const hasCommit = (task: Task): boolean => commitsOf(history, task.id).length > 0 && !isLive(task.status);
  const hasMovedHead = (task: Task): boolean =>
    movedHead(tasks.turns(task.id).at(-1)) !== undefined && !isLive(task.status);
  return {
    'autobot.commitTask': async argument => {
      const task = await pick.task(taskOf(argument), row => isInReview(row.status), t('No task is in review.'));
      const isProgram = typeof argument === 'object';
      const committed = isProgram
        ? await actions.commitTask(task.id, argument.message ?? null)
        : await orSayRefused(task, commitByHand(autobot, task));
      await facts.refresh(task.id);
      sayCommitted(autobot, task.id, committed);
      return committed.commit.sha;
    },
    'autobot.undoCommit': async id => {
      const task = await pick.task(id, hasCommit, t('No task has a commit that could be taken back.'));
      await actions.undoCommit(task.id);
      await facts.refresh(task.id);
    },
    'autobot.takeBackHead': async id => {
      const task = await pick.task(id, hasMovedHead, t('HEAD was not moved in any task.'));
      await actions.takeHeadBack(task.id);
      await facts.refresh(task.id);
    },
    'autobot.takeBackHookHunk': async argument => {
      if (!argument) {
        throw new UserError('noHunk', t('Take hunks by a hook back in the timeline, where they are listed.'));
      }
      const { sha } = await actions.takeHookHunkBack(argument.task, argument.path, argument.hunk);
      return sha;
    },
  };
}

/** Propose a message, let it be edited, and ask about what has moved and what hangs on the developer's own lines. */
export async function commitByHand(autobot: Autobot, task: Task, message?: string): Promise<Committed> {
  const { actions } = autobot;
  const entangled = await askEntangled(autobot, task);
  const generate = async (): Promise<string> =>
    vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: t('Autobot: writing a commit message') },
      () => actions.proposeMessage(task.id, entangled),
    );
  const text =
    message ??
    (await askText({
      title: t('Commit Message'),
      value: await generate(),
      prompt: t('Enter commits the approved hunks.'),
    }));
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: t('Autobot: committing, with hooks') },
    () => actions.commitTask(task.id, text, entangled),
  );
}

/**
 * Say what git and its hooks said when they refused, with what can be done about it.
 *
 * `isShown`: whether the user sees it in the timeline anyway.
 */
export async function orSayRefused<T>(task: Task, work: Promise<T>, isShown = () => false): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!UserError.is(error, 'commitRefused')) {
      throw error;
    }
    if (!isShown()) {
      void offerFix(task, error);
    }
    throw new vscode.CancellationError(); // it is said
  }
}

async function offerFix(task: Task, error: UserError): Promise<void> {
  const [fix, show] = [t('Fix with Claude'), t('Open Timeline')];
  const answer = await vscode.window.showErrorMessage(`Autobot: ${error.message}`, fix, show);
  if (answer === fix) {
    await vscode.commands.executeCommand('autobot.fixTask', task.id, 'autobot.byClick');
  } else if (answer === show) {
    await vscode.commands.executeCommand('autobot.openTimeline', task.sessionId);
  }
}

/** Say what the commit did not hold, and what a hook made of it. */
export function sayCommitted(autobot: Autobot, taskId: string, committed: Committed): void {
  const { leftOut, changedByHook, indexPending, commit } = committed;
  if (leftOut.length > 0) {
    const why = leftOut.map(({ path, why: reason }) => `${path} (${reason})`).join(', ');
    void vscode.window.showWarningMessage(t`Autobot: committed, but for ${why}.`);
  }
  if (indexPending) {
    void vscode.window.showWarningMessage(
      t('Autobot: committed. Another git process holds the index, which follows as soon as that is done.'),
    );
  }
  if (changedByHook) {
    void sayByHook(autobot, taskId, commit.swept.length > 0);
  }
}

async function sayByHook(autobot: Autobot, taskId: string, swept: boolean): Promise<void> {
  const show = t('Show');
  const takeBack = t('Take Back Commit');
  const words = swept
    ? t(
        'A commit hook has committed lines that nobody approved: it added files as they were, with uncommitted changes in them.',
      )
    : t('A commit hook changed what was committed. The timeline lists its hunks, each with Take Back.');
  const say = swept ? vscode.window.showErrorMessage : vscode.window.showWarningMessage;
  const answer = await say(`Autobot: ${words}`, show, takeBack);
  if (answer === show) {
    await openHookDiff(autobot, autobot.tasks.get(taskId));
  } else if (answer === takeBack) {
    await vscode.commands.executeCommand('autobot.undoCommit', taskId, 'autobot.byClick');
  }
}

async function askEntangled(autobot: Autobot, task: Task): Promise<Entangled> {
  const { leftOut } = await planOrReasons(autobot, task);
  if (leftOut.length === 0) {
    return 'leaveOut';
  }
  const detail = leftOut.map(({ path, why }) => `${path}: ${why}.`).join('\n');
  const [include, leave] = [t('Include Mine'), t('Leave Out')];
  const question = t('Some approved hunks hang on uncommitted changes of your own.');
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, leave, include);
  if (answer === undefined) {
    throw new vscode.CancellationError();
  }
  return answer === include ? 'includeMine' : 'leaveOut';
}

interface Reasons {
  readonly leftOut: readonly { readonly path: string; readonly why: string }[];
}

async function planOrReasons(autobot: Autobot, task: Task): Promise<Reasons> {
  try {
    return await autobot.commits.plan(task);
  } catch (error) {
    if (UserError.is(error, 'headMoved') || UserError.is(error, 'fileMoved')) {
      await askMoved(autobot, task, error);
      return planOrReasons(autobot, autobot.tasks.get(task.id));
    }
    if (UserError.is(error, 'nothingToCommit')) {
      return autobot.commits.plan(task, 'includeMine').then(
        () => ({ leftOut: [{ path: t('All approved hunks'), why: error.message }] }),
        () => {
          throw error;
        },
      );
    }
    throw error;
  }
}

/** HEAD or approved lines are not what was shown: go on only if the user says that they have seen it. */
async function askMoved({ actions, review }: Autobot, task: Task, error: UserError): Promise<void> {
  const goOn = error.reason === 'headMoved' ? t('Commit on It') : t('Approve as It Is Now');
  const answer = await vscode.window.showWarningMessage(error.message, { modal: true }, goOn);
  if (answer === undefined) {
    throw new vscode.CancellationError();
  }
  if (error.reason === 'headMoved') {
    await actions.markReviewed(task.id);
  } else {
    await actions.approveHunks(task.id, await review.approved(task));
  }
}
