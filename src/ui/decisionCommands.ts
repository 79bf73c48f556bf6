import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { checkInWords } from '../app/commitPreview';
import { stateOf } from '../app/tasks';
import { taskView } from '../app/timelineView';
import { UserError } from '../base/errors';
import type { Task } from '../core/model';
import { canAccept, canUndoReject, isInReview } from '../core/taskState';
import type { CommandHandlers } from './commands';
import { openGateLog } from './gateLog';
import { askText, type Pick } from './pick';
import { type RejectionsByHand, say } from './overlaps';
import type { ShownHunks } from './shownHunks';

type DecisionCommand =
  | 'autobot.approveTask'
  | 'autobot.rejectTask'
  | 'autobot.undoReject'
  | 'autobot.requestChanges'
  | 'autobot.runGates'
  | 'autobot.runGatesOnCommit'
  | 'autobot.rerunGate'
  | 'autobot.openGateOutput'
  | 'autobot.fixTask';

/** Commands that decide on a task as a whole. */
export function decisionCommands(
  autobot: Autobot,
  pick: Pick,
  byHand: RejectionsByHand,
  shown: ShownHunks,
): { readonly [C in DecisionCommand]: CommandHandlers[C] } {
  const { actions, facts } = autobot;
  const accepts = (event: Parameters<typeof canAccept>[1]) => (task: Task) => canAccept(stateOf(task), event);
  const inReview = (task: Task): boolean => isInReview(task.status);
  return {
    'autobot.approveTask': async argument => {
      const task = await pick.task(taskOf(argument), inReview, t('No task is in review.'));
      const isProgram = typeof argument === 'object';
      if (!isProgram) {
        await shown.check(task, await autobot.review.openAlone(task));
      }
      const reason = isProgram ? argument.reason : await approvalReason(autobot, task);
      await actions.approveTask(task.id, reason ?? null);
      await facts.refresh(task.id);
    },
    'autobot.rejectTask': async argument => {
      const task = await pick.task(taskOf(argument), accepts('rejected'), t('No task can be rejected now.'));
      if (typeof argument === 'object') {
        const rejected = await actions.rejectTask(task.id, reasonOf(argument)?.trim() ?? null, argument.overlap);
        await facts.refresh(task.id);
        say(rejected);
        return rejected;
      }
      const reason = await askText({ prompt: t('Why? (may be empty)'), title: t('Reject Task') });
      return byHand.reject(task, { reason: reason.trim() || null });
    },
    'autobot.undoReject': async (id, asks) => {
      const wasRejected = (task: Task): boolean => autobot.rejections.latest(task.id).length > 0;
      const undoable = (task: Task): boolean => canUndoReject(task.status) && wasRejected(task);
      const task = await pick.task(id, undoable, t('No task was rejected.'));
      if (asks) {
        return byHand.undo(task, () => actions.undoReject(task.id));
      }
      const outcome = await actions.undoReject(task.id);
      await facts.refresh(task.id);
      say(outcome);
      return outcome;
    },
    'autobot.requestChanges': async argument => {
      const task = await pick.task(taskOf(argument), accepts('turnStarted'), t('No task is in review.'));
      const isProgram = typeof argument === 'object';
      const message = isProgram ? (argument.message ?? '') : await askChanges(autobot, task);
      await actions.requestChanges(task.id, message);
    },
    'autobot.runGates': async id => {
      const task = await pick.task(id, accepts('gatesRequested'), t('No task is in review.'));
      await actions.runGates(task.id);
      return autobot.api.getTask(task.id)?.gates;
    },
    'autobot.runGatesOnCommit': async id => {
      const task = await pick.task(id, inReview, t('No task is in review.'));
      await actions.runGatesOnCommit(task.id);
      return autobot.api.getTask(task.id)?.commit?.gates;
    },
    'autobot.rerunGate': async argument => {
      const { task, gate } = required(argument);
      await actions.runGates(task, gate);
    },
    'autobot.openGateOutput': async argument => {
      const { task, gate } = required(argument);
      await openGateLog(autobot, task, gate);
    },
    'autobot.fixTask': async id => {
      const task = await pick.task(id, accepts('turnStarted'), t('No task is in review.'));
      await actions.fix(task.id);
    },
  };
}

/** The user's words; what goes along with them is shown before anything is sent. */
async function askChanges({ requests }: Autobot, task: Task): Promise<string> {
  const attached = await requests.attached(task);
  const prompt =
    attached === '' ? t('What should Claude change?') : t('What else should Claude change? (may be empty)');
  const message = await askText({ prompt, title: t('Request Changes') });
  const { prompt: whole } = await requests.compose(task, message);
  const send = t('Send');
  const detail = whole.length > shownRequest ? `${whole.slice(0, shownRequest)}…` : whole;
  const question = t('Send this to Claude?');
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

export function taskOf(argument: TaskArgument): string | undefined {
  return typeof argument === 'object' ? argument.task : argument;
}

function reasonOf(argument: TaskArgument): string | undefined {
  return typeof argument === 'object' ? argument.reason : undefined;
}

/** Say what gates do not vouch for, before a user approves; the reason, where one is needed. Leaving it cancels. */
async function approvalReason(autobot: Autobot, task: Task): Promise<string | undefined> {
  await autobot.facts.refresh(task.id);
  const { verdicts, gates, actions } = taskView(autobot, autobot.tasks.get(task.id));
  const commitCheck = checkInWords(autobot, autobot.tasks.get(task.id));
  const said = [verdicts, commitCheck?.text].filter(text => text).join(' ');
  if (actions.includes('approveWithReason')) {
    return askReason(t`${said} Why is the change to be approved all the same?`);
  }
  const isGreen = gates.every(gate => gate.stale === null && !gate.flaky) && autobot.gates.notRun(task).length === 0;
  if (gates.length === 0 || (isGreen && commitCheck === null)) {
    return undefined;
  }
  const [judge, approve] = [commitCheck?.canJudge ? t('Judge Exactly This Commit') : t('Run QA Gates'), t('Approve')];
  const answer = await vscode.window.showWarningMessage(
    t('The gates have not judged exactly this.'),
    { modal: true, detail: said },
    approve,
    judge,
  );
  if (answer === judge) {
    await (commitCheck?.canJudge ? autobot.actions.runGatesOnCommit(task.id) : autobot.actions.runGates(task.id));
    return approvalReason(autobot, task);
  }
  if (answer === undefined) {
    throw new vscode.CancellationError();
  }
  return undefined;
}

function required<T>(argument: T | undefined): T {
  if (argument === undefined) {
    throw new UserError('noArgument', t('Choose a gate of a task, in the Sessions view or the timeline.'));
  }
  return argument;
}

function askReason(prompt: string): Promise<string> {
  return askText({
    prompt,
    title: t('Reason'),
    validateInput: text => (text.trim() === '' ? t('A reason is needed.') : undefined),
  });
}
