import { t } from '@vscode/l10n';
import { isAbsolute, join, normalize } from 'node:path';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { relativePath } from '../app/repositories';
import type { Selection } from '../app/review';
import { shownStates } from '../app/shownStates';
import type { Timeline } from '../app/timeline';
import { UserError } from '../base/errors';
import { promptPlace } from '../protocol/limits';
import type { ToHostHandlers } from '../protocol/messages';
import { commitByHand, orSayRefused, sayCommitted } from './commitCommands';
import { Completer } from './completer';
import type { Completions } from './completions';
import { mentionsOfDropped } from './droppedFiles';
import { openGateLog } from './gateLog';
import { openHookDiff } from './hookDiff';
import { fixPreFlight } from './preFlightFixes';
import { openPlan } from './planEditor';
import { pickSentPrompt } from './reusePrompt';
import type { PromptImages } from './promptImages';
import type { RejectionsByHand } from './overlaps';
import { openRejected } from './rejectedDocument';
import type { ReviewScopes } from './reviewScopes';
import type { ShownHunks } from './shownHunks';

/** What the handlers need of the panel that they are for. */
export interface PanelAccess {
  readonly saveDraft: (text: string) => Promise<void>;
  readonly images: PromptImages;
  readonly isVisible: () => boolean;
}

/** What each click in a timeline does. */
export function timelineHandlers({
  autobot,
  timeline,
  completions,
  scopes,
  byHand,
  shown,
  panel: { saveDraft, images, isVisible },
}: {
  readonly autobot: Autobot;
  readonly timeline: Timeline;
  readonly completions: Completions;
  readonly scopes: ReviewScopes;
  readonly byHand: RejectionsByHand;
  readonly shown: ShownHunks;
  readonly panel: PanelAccess;
}): ToHostHandlers {
  const { actions, review, runner, preFlights, tasks, facts, history, messages, conversation } = autobot;
  const completer = new Completer(autobot, completions, timeline);
  const afterwards = async (task: string, work: Promise<unknown>): Promise<void> => {
    await work;
    await facts.refresh(task);
  };
  const restOf = (task: string, path: string | null): Promise<Selection> =>
    review.rest(tasks.get(task), shownStates(autobot, tasks.get(task)), path ?? undefined);
  const generateMessage = async (task: string): Promise<void> => {
    timeline.setGenerating(task, true);
    try {
      await actions.proposeMessage(task);
    } finally {
      timeline.setGenerating(task, false);
    }
  };
  return {
    ready: () => timeline.sendSnapshot(),
    draftChanged: async ({ text }) => {
      timeline.setDraft(text);
      await saveDraft(text);
    },
    inserted: ({ id }) => timeline.confirmInsert(id),
    complete: ({ query }) => completer.complete(query),
    dropFiles: async ({ uris }) =>
      timeline.insert(await mentionsOfDropped(history.get('repositories', timeline.repositoryId), uris), 'insert'),
    insertTerminalSelection: async () => timeline.insert(await completions.terminalSelection(), 'insert'),
    addImage: message => images.add(message),
    pickImages: ({ place }) => images.pick(place),
    removeImage: ({ place, image }) => images.remove(place, image),
    openImage: ({ image }) => images.open(image),
    recallPrompts: () => timeline.sendPrompts(),
    reusePrompt: async () => timeline.insert((await pickSentPrompt(autobot)).text, 'replace'),
    submitPrompt: async ({ prompt, mode, model, budgetUsd, skipGates, images: files }) => {
      const options = { permissionMode: mode, model, budgetUsd, skipGates };
      const repository = history.get('repositories', timeline.repositoryId);
      await images.send(promptPlace, files, sent => actions.newTask(repository, prompt, options, sent));
      timeline.setDraft('');
      await saveDraft('');
    },
    cancelTask: ({ task }) => runner.cancel(task),
    interruptTask: ({ task }) => runner.interrupt(task),
    resumeTask: ({ task }) => actions.resume(task),
    retryTask: ({ task }) => actions.retry(task),
    keepForReview: ({ task }) => actions.keepForReview(task),
    startOnTop: ({ task }) => actions.startOnTop(task),
    takeOverTask: ({ task }) => autobot.recovery.takeOver(task),
    recheck: ({ task }) => preFlights.recheck(task),
    waivePreFlight: ({ task, check }) => preFlights.waive(task, check),
    fixPreFlight: ({ task, fix }) => fixPreFlight(autobot, task, fix),
    answerPermission: ({ task, request, answer, message }) =>
      runner.answer(
        task,
        request,
        answer === 'deny'
          ? { behavior: 'deny', message: message || 'The user does not want this.' }
          : { behavior: 'allow', scope: leaveScopes[answer] },
      ),
    answerQuestions: ({ task, request, answers }) => runner.answer(task, request, { behavior: 'reply', answers }),
    openPlan: ({ task }) => openPlan(autobot, task),
    approvePlan: ({ task, request, mode }) => runner.approvePlan(task, request, mode),
    revisePlan: ({ task, request, message }) => runner.revisePlan(task, request, message),
    sendMessage: ({ task, message, images: files }) =>
      images.send(task, files, sent => actions.sendMessage(task, message, sent)),
    editMessage: ({ message, text }) => messages.edit(message, text),
    moveMessage: ({ message, to }) => messages.move(message, to),
    removeMessage: ({ message }) => messages.remove(message),
    sendNow: ({ message }) => conversation.sendNow(message),
    raiseBudget: ({ task }) => conversation.raiseBudget(task),
    resumeAtReset: ({ task }) => conversation.resumeAtReset(task),
    runGates: ({ task }) => actions.runGates(task),
    runGate: ({ task, gate }) => actions.runGates(task, gate),
    runGatesOnCommit: ({ task }) => actions.runGatesOnCommit(task, 'approved'),
    openGateLog: ({ task, gate }) => openGateLog(autobot, task, gate),
    fixTask: ({ task }) => actions.fix(task),
    reviewChanges: ({ task }) => scopes.openChanges(tasks.get(task)),
    openDiff: ({ task, path }) => scopes.openDiff(tasks.get(task), path),
    approveRest: async ({ task, path }) => {
      const selection = await restOf(task, path);
      await shown.check(tasks.get(task), selection);
      await afterwards(task, actions.approveHunks(task, selection));
    },
    rejectRest: async ({ task, path }) => {
      await byHand.reject(tasks.get(task), { selection: await restOf(task, path), reason: null });
    },
    openRejected: ({ task, path, hunk }) => openRejected(autobot, tasks.get(task), path, hunk),
    bringBack: ({ task, path, hunk }) => byHand.undo(tasks.get(task), () => actions.undoDecision(task, path, hunk)),
    openFile: ({ task, path, line }) => openFile(tasks.get(task).workTree, path, line),
    approveTask: async ({ task, reason }) => {
      await shown.check(tasks.get(task), await review.openAlone(tasks.get(task)));
      await afterwards(task, actions.approveTask(task, reason || null));
      if (autobot.workspace.settings().generateMessage) {
        await generateMessage(task); // what comes next; it can be edited, or overwritten while it is written
      }
    },
    generateMessage: ({ task }) => generateMessage(task),
    commitTask: async ({ task, message }) => {
      const work = commitByHand(autobot, tasks.get(task), message);
      sayCommitted(autobot, task, await orSayRefused(tasks.get(task), work, isVisible));
      await facts.refresh(task);
    },
    rejectTask: ({ task, reason }) => byHand.reject(tasks.get(task), { reason: reason || null }),
    undoReject: ({ task }) => byHand.undo(tasks.get(task), () => actions.undoReject(task)),
    undoCommit: ({ task }) => afterwards(task, actions.undoCommit(task)),
    takeBackHead: ({ task }) => afterwards(task, actions.takeHeadBack(task)),
    takeBackHookHunk: ({ task, path, hunk }) => actions.takeHookHunkBack(task, path, hunk),
    openHookDiff: ({ task, path }) => openHookDiff(autobot, tasks.get(task), path),
    previewRequest: ({ task }) => timeline.showRequest(task),
    requestChanges: async ({ task, message, images: files }) => {
      await images.send(task, files, sent => actions.requestChanges(task, message, sent));
      timeline.hideRequest(task);
    },
  };
}

const leaveScopes = { allow: 'once', allowForTask: 'task', allowAlways: 'always' } as const;

/** The path comes from a model: it opens only what lies in the work tree, and only files that are there. */
async function openFile(workTree: string, path: string, line: number | null): Promise<void> {
  const file = normalize(isAbsolute(path) ? path : join(workTree, path));
  if (relativePath(workTree, file) === undefined) {
    throw new UserError('outside', t`${path} is outside of the repository, so it was not opened.`);
  }
  const uri = vscode.Uri.file(file);
  const selection = line === null ? undefined : new vscode.Range(line - 1, 0, line - 1, 0);
  await vscode.window.showTextDocument(uri, { preview: true, ...(selection && { selection }) });
}
