import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { findFile, findHunk, type Selection } from '../app/review';
import { UserError } from '../base/errors';
import type { Task } from '../core/model';
import type { ReviewedFile } from '../core/reviewedFile';
import { isInReview } from '../core/taskState';
import type { FileArgument, HunkArgument } from './commandArguments';
import type { CommandHandlers } from './commands';
import { openChanges, openDiff } from './diffEditors';
import type { Pick } from './pick';
import { findReviewed } from './reviewLens';
import { nextPending, type ShownHunk, showHunks } from './reviewModel';

type ReviewCommand =
  | 'autobot.reviewChanges'
  | 'autobot.openDiff'
  | 'autobot.nextHunk'
  | 'autobot.previousHunk'
  | 'autobot.approveHunk'
  | 'autobot.rejectHunk'
  | 'autobot.undoDecision'
  | 'autobot.approveFile'
  | 'autobot.rejectFile';

interface Target {
  readonly task: Task;
  readonly file: ReviewedFile;
}

/** Commands that decide on hunks and files. Without an argument they mean what the cursor is on. */
export function reviewCommands(autobot: Autobot, pick: Pick): { readonly [C in ReviewCommand]: CommandHandlers[C] } {
  const { actions, review, facts } = autobot;
  const isReviewable = (task: Task): boolean => task.filesChanged.length > 0;

  const targetFile = async (argument: FileArgument | undefined): Promise<Target> => {
    if (argument) {
      const task = autobot.tasks.get(argument.task);
      return { task, file: findFile(await review.change(task), argument.path) };
    }
    const uri = vscode.window.activeTextEditor?.document.uri;
    const [found] = uri ? findReviewed(autobot, uri) : [];
    if (!found) {
      throw new UserError('noFile', 'The active editor shows no file that Claude changed and that is to be reviewed.');
    }
    return found;
  };

  const targetHunk = async (argument: HunkArgument | undefined): Promise<Target & { id: string }> => {
    const target = await targetFile(argument);
    if (argument) {
      return { ...target, id: findHunk(target.file, argument.hunk).id };
    }
    const editor = vscode.window.activeTextEditor;
    const line = editor?.selection.active.line ?? 0;
    const shown = editor
      ? showHunks(target.file, editor.document.getText(), review.stateOf(target.task, target.file.path))
      : [];
    const at = shown.findLast((hunk: ShownHunk) => hunk.line <= line) ?? shown[0];
    if (!at) {
      throw new UserError('noHunk', 'There is no hunk at the cursor.');
    }
    return { ...target, id: at.hunk.id };
  };

  const wholeFile = ({ file }: Target): Selection => new Map([[file.path, new Set(file.hunks.map(hunk => hunk.id))]]);

  const reject = async ({ task }: Target, selection: Selection, asks: boolean): Promise<void> => {
    const overlapping = asks ? await askOverlaps(autobot, task, selection) : 'keep';
    const overlaps = await actions.rejectHunks(task.id, selection, { reason: null, overlapping });
    await facts.refresh(task.id);
    sayKept(overlaps);
  };

  const move = async (direction: 1 | -1): Promise<void> => {
    const place = await findNext(autobot, direction);
    if (!place) {
      void vscode.window.setStatusBarMessage('Autobot: every hunk is decided.', 4000);
      return;
    }
    await openDiff(autobot, place.task, place.path, place.line);
  };

  return {
    'autobot.reviewChanges': async id =>
      openChanges(autobot, await pick.task(id, isReviewable, 'No task has changed anything.')),
    'autobot.openDiff': async argument => {
      const { task, file } = await targetFile(argument);
      await openDiff(autobot, task, file.path);
    },
    'autobot.nextHunk': () => move(1),
    'autobot.previousHunk': () => move(-1),
    'autobot.approveHunk': async argument => {
      const { task, file, id } = await targetHunk(argument);
      await actions.approveHunks(task.id, new Map([[file.path, new Set([id])]]));
      await facts.refresh(task.id);
    },
    'autobot.rejectHunk': async (argument, asks) => {
      const { task, file, id } = await targetHunk(argument);
      await reject({ task, file }, new Map([[file.path, new Set([id])]]), asks);
    },
    'autobot.undoDecision': async argument => {
      const { task, file, id } = await targetHunk(argument);
      await actions.undoDecision(task.id, file.path, id);
      await facts.refresh(task.id);
    },
    'autobot.approveFile': async argument => {
      const target = await targetFile(argument);
      await actions.approveHunks(target.task.id, wholeFile(target));
      await facts.refresh(target.task.id);
    },
    'autobot.rejectFile': async (argument, asks) => {
      const target = await targetFile(argument);
      const stateFor = review.stateOf(target.task, target.file.path);
      const open = target.file.hunks.filter(hunk => ['pending', 'approved'].includes(stateFor(hunk)));
      await reject(target, new Map([[target.file.path, new Set(open.map(hunk => hunk.id))]]), asks);
    },
  };
}

/** Where the developer's own lines reach into what is to go, only they can say what becomes of them. */
export async function askOverlaps(autobot: Autobot, task: Task, selection: Selection): Promise<'keep' | 'putBack'> {
  const overlaps = await autobot.review.overlapsOf(task, selection);
  if (overlaps.length === 0) {
    return 'keep';
  }
  const detail = `You edited the same lines as Claude in: ${overlaps.join(', ')}. “Put Back” restores what was there before the task, which can be undone.`;
  const putBack = 'Put Back';
  const keep = 'Keep Mine';
  const answer = await vscode.window.showWarningMessage(
    'Your own edits overlap with what is rejected.',
    { modal: true, detail },
    keep,
    putBack,
  );
  if (answer === undefined) {
    throw new vscode.CancellationError();
  }
  return answer === putBack ? 'putBack' : 'keep';
}

export function sayKept(overlaps: readonly string[]): void {
  if (overlaps.length > 0) {
    void vscode.window.showInformationMessage(
      `Autobot: your own edits were kept where they overlap: ${overlaps.join(', ')}.`,
    );
  }
}

/** The undecided hunk after (or before) the cursor, in the task that the active editor belongs to, else in any. */
async function findNext(
  autobot: Autobot,
  direction: 1 | -1,
): Promise<{ task: Task; path: string; line: number } | undefined> {
  const editor = vscode.window.activeTextEditor;
  const [here] = editor ? findReviewed(autobot, editor.document.uri) : [];
  const task = here?.task ?? autobot.tasks.all().find(row => isInReview(row.status) && row.filesChanged.length > 0);
  if (!task) {
    throw new UserError('noTask', 'No task is in review.');
  }
  const { files } = await autobot.review.change(task);
  const pending: { path: string; line: number }[] = [];
  for (const file of files) {
    const stateFor = autobot.review.stateOf(task, file.path);
    if (file.hunks.some(hunk => stateFor(hunk) === 'pending')) {
      const shown = showHunks(file, await textOf(task, file), stateFor);
      pending.push(
        ...shown.filter(hunk => hunk.state === 'pending').map(hunk => ({ path: file.path, line: hunk.line })),
      );
    }
  }
  const from = here && editor ? { path: here.file.path, line: editor.selection.active.line } : undefined;
  const order = files.map(file => file.path);
  const next = nextPending(pending, from, order, direction);
  return next && { task, ...next };
}

async function textOf(task: Task, file: ReviewedFile): Promise<string> {
  if (file.after === null) {
    return '';
  }
  try {
    const document = await vscode.workspace.openTextDocument(
      vscode.Uri.joinPath(vscode.Uri.file(task.workTree), file.path),
    );
    return document.getText();
  } catch {
    return ''; // binary, or gone: its hunk is at the top
  }
}
