import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import type { Committed, Entangled } from '../app/commits';
import { stateOf } from '../app/tasks';
import type { Task } from '../core/model';
import { canAccept, isInReview } from '../core/taskState';
import { UserError } from '../base/errors';
import type { CommandHandlers } from './commands';
import { askText, type Pick } from './pick';
import { type RejectionsByHand, say } from './overlaps';

type DecisionCommand =
  | 'autobot.approveTask'
  | 'autobot.commitTask'
  | 'autobot.rejectTask'
  | 'autobot.undoReject'
  | 'autobot.requestChanges'
  | 'autobot.runGates'
  | 'autobot.fixTask';

/** Commands that decide on a task as a whole. */
export function decisionCommands(
  autobot: Autobot,
  pick: Pick,
  byHand: RejectionsByHand,
): { readonly [C in DecisionCommand]: CommandHandlers[C] } {
  const { actions, facts } = autobot;
  const accepts = (event: Parameters<typeof canAccept>[1]) => (task: Task) => canAccept(stateOf(task), event);
  const inReview = (task: Task): boolean => isInReview(task.status);
  return {
    'autobot.approveTask': async argument => {
      const task = await pick.task(taskOf(argument), inReview, 'No task is in review.');
      const asks = typeof argument !== 'object' && task.status === 'qa_failed';
      const reason = asks
        ? await askReason('Gates failed. Why is the change to be approved all the same?')
        : reasonOf(argument);
      await actions.approveTask(task.id, reason ?? null);
      await facts.refresh(task.id);
    },
    'autobot.commitTask': async argument => {
      const task = await pick.task(taskOf(argument), inReview, 'No task is in review.');
      const isProgram = typeof argument === 'object';
      const committed = isProgram
        ? await actions.commitTask(task.id, argument.message ?? null)
        : await commitByHand(autobot, task);
      await facts.refresh(task.id);
      sayCommitted(committed);
      return committed.commit.sha;
    },
    'autobot.rejectTask': async argument => {
      const task = await pick.task(taskOf(argument), accepts('rejected'), 'No task can be rejected now.');
      if (typeof argument === 'object') {
        const rejected = await actions.rejectTask(task.id, reasonOf(argument)?.trim() ?? null, argument.overlap);
        await facts.refresh(task.id);
        say(rejected);
        return rejected;
      }
      const reason = await askText({ prompt: 'Why? (may be empty)', title: 'Reject Task' });
      return byHand.reject(task, { reason: reason.trim() || null });
    },
    'autobot.undoReject': async (id, asks) => {
      const wasRejected = (task: Task): boolean => autobot.rejections.latest(task.id).length > 0;
      const undoable = (task: Task): boolean => accepts('rejectUndone')(task) || (inReview(task) && wasRejected(task));
      const task = await pick.task(id, undoable, 'No task was rejected.');
      if (asks) {
        return byHand.undo(task, () => actions.undoReject(task.id));
      }
      const outcome = await actions.undoReject(task.id);
      await facts.refresh(task.id);
      say(outcome);
      return outcome;
    },
    'autobot.requestChanges': async argument => {
      const task = await pick.task(taskOf(argument), accepts('turnStarted'), 'No task is in review.');
      const isProgram = typeof argument === 'object';
      const message = isProgram ? (argument.message ?? '') : await askChanges(autobot, task);
      await actions.requestChanges(task.id, message);
    },
    'autobot.runGates': async id => {
      const task = await pick.task(id, accepts('gatesRequested'), 'No task is in review.');
      await actions.runGates(task.id);
    },
    'autobot.fixTask': async id => {
      const task = await pick.task(id, accepts('turnStarted'), 'No task is in review.');
      await actions.fix(task.id);
    },
  };
}

/** The user's words; what goes along with them is shown before anything is sent. */
async function askChanges({ requests }: Autobot, task: Task): Promise<string> {
  const attached = await requests.attached(task);
  const prompt = attached === '' ? 'What should Claude change?' : 'What else should Claude change? (may be empty)';
  const message = await askText({ prompt, title: 'Request Changes' });
  const { prompt: whole } = await requests.compose(task, message);
  const send = 'Send';
  const detail = whole.length > shownRequest ? `${whole.slice(0, shownRequest)}…` : whole;
  const question = 'Send this to Claude?';
  if (
    attached !== '' &&
    (await vscode.window.showInformationMessage(question, { modal: true, detail }, send)) !== send
  ) {
    throw new vscode.CancellationError();
  }
  return message;
}

/** Characters of a request that a dialog can show. */
const shownRequest = 4_000;

type TaskArgument = string | { readonly task: string; readonly reason?: string | undefined } | undefined;

function taskOf(argument: TaskArgument): string | undefined {
  return typeof argument === 'object' ? argument.task : argument;
}

function reasonOf(argument: TaskArgument): string | undefined {
  return typeof argument === 'object' ? argument.reason : undefined;
}

/** Propose a message, let it be edited, and ask about hunks that hang on the developer's own lines. */
export async function commitByHand(autobot: Autobot, task: Task, message?: string): Promise<Committed> {
  const { actions } = autobot;
  const entangled = await askEntangled(autobot, task);
  const generate = async (): Promise<string> =>
    vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: 'Autobot: writing a commit message' },
      () => actions.generateMessage(task.id, entangled),
    );
  const text =
    message ??
    (await askText({ title: 'Commit Message', value: await generate(), prompt: 'Enter commits the approved hunks.' }));
  return actions.commitTask(task.id, text, entangled);
}

async function askEntangled(autobot: Autobot, task: Task): Promise<Entangled> {
  const { leftOut } = await planOrReasons(autobot, task);
  if (leftOut.length === 0) {
    return 'leaveOut';
  }
  const detail = leftOut.map(({ path, why }) => `${path}: ${why}.`).join('\n');
  const include = 'Include Mine';
  const leave = 'Leave Out';
  const answer = await vscode.window.showWarningMessage(
    'Some approved hunks hang on uncommitted changes of your own.',
    { modal: true, detail },
    leave,
    include,
  );
  if (answer === undefined) {
    throw new vscode.CancellationError();
  }
  return answer === include ? 'includeMine' : 'leaveOut';
}

async function planOrReasons(
  autobot: Autobot,
  task: Task,
): Promise<{ leftOut: readonly { path: string; why: string }[] }> {
  try {
    return await autobot.commits.plan(task);
  } catch (error) {
    if (UserError.is(error, 'nothingToCommit')) {
      return autobot.commits.plan(task, 'includeMine').then(
        () => ({ leftOut: [{ path: 'All approved hunks', why: error.message }] }),
        () => {
          throw error;
        },
      );
    }
    throw error;
  }
}

export function sayCommitted({ leftOut, changedByHook }: Committed): void {
  if (leftOut.length > 0) {
    const why = leftOut.map(({ path, why: reason }) => `${path} (${reason})`).join(', ');
    void vscode.window.showWarningMessage(`Autobot: committed, but for ${why}.`);
  }
  if (changedByHook) {
    void vscode.window.showWarningMessage(
      'Autobot: a commit hook changed what was committed. Compare it with what you approved.',
    );
  }
}

function askReason(prompt: string): Promise<string> {
  return askText({
    prompt,
    title: 'Reason',
    validateInput: text => (text.trim() === '' ? 'A reason is needed.' : undefined),
  });
}
