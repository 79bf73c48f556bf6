import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { findFile, findHunk, type Selection } from '../app/review';
import { shownStates } from '../app/shownStates';
import { UserError } from '../base/errors';
import { Exclusive } from '../base/exclusive';
import type { Hunk } from '../core/hunks';
import type { Task } from '../core/model';
import type { OverlapAnswer } from '../core/reviewedFile';
import { isDecidable } from '../core/taskState';
import type { FileArgument, HunkArgument } from './commandArguments';
import type { CommandHandlers } from './commands';
import { type RejectionsByHand, say } from './overlaps';
import { askText, type Pick } from './pick';
import { findRejected, findRejectedEarlier } from './rejectedDocument';
import { findReviewed, type Reviewed, reviewedText } from './reviewedDocument';
import { nextPending, type ShownHunk, showHunks } from './reviewModel';
import type { ReviewScopes } from './reviewScopes';
import type { ShownHunks } from './shownHunks';

type ReviewCommand =
  | 'autobot.reviewChanges'
  | 'autobot.openDiff'
  | 'autobot.toggleReviewScope'
  | 'autobot.nextHunk'
  | 'autobot.previousHunk'
  | 'autobot.approveHunk'
  | 'autobot.rejectHunk'
  | 'autobot.undoDecision'
  | 'autobot.explainRejection'
  | 'autobot.approveFile'
  | 'autobot.rejectFile'
  | 'autobot.approveRest'
  | 'autobot.rejectRest';

/** Commands that decide on hunks and files. Without an argument they mean what the cursor is on. */
export function reviewCommands(
  autobot: Autobot,
  pick: Pick,
  scopes: ReviewScopes,
  byHand: RejectionsByHand,
  shown: ShownHunks,
): { readonly [C in ReviewCommand]: CommandHandlers[C] } {
  const { actions, review, facts } = autobot;
  const isReviewable = (task: Task): boolean => task.filesChanged.length > 0;

  const targetFile = fileFinder(autobot, scopes);
  const targetHunk = hunkFinder(autobot, scopes);
  const wholeFile = ({ file }: Reviewed): Selection => new Map([[file.path, new Set(file.hunks.map(hunk => hunk.id))]]);

  const reject = async (
    { task }: { task: Task },
    selection: Selection,
    overlap: OverlapAnswer | 'ask',
    given?: string,
  ): Promise<unknown> => {
    const reason = given?.trim() || null;
    if (overlap === 'ask') {
      return byHand.reject(task, { selection, reason });
    }
    const rejected = await actions.rejectHunks(task.id, selection, { reason, answers: overlap });
    await facts.refresh(task.id);
    say(rejected);
    return rejected;
  };

  const approve = async (task: Task, selection: Selection, asks: boolean): Promise<void> => {
    if (asks) {
      await shown.check(task, selection);
    }
    await actions.approveHunks(task.id, selection);
    await facts.refresh(task.id);
  };

  /** Of what is the rest to be decided: a task as a whole, also that of an editor of all files, else a file. */
  const targetRest = async (
    argument: FileArgument | string | undefined,
  ): Promise<{ task: Task; selection: Selection; target?: Reviewed }> => {
    const id = argument ?? scopes.taskInTab;
    if (typeof id === 'string') {
      const task = autobot.tasks.get(id);
      return { task, selection: await review.rest(task, shownStates(autobot, task)) };
    }
    const target = await targetFile(id);
    return {
      task: target.task,
      selection: await review.rest(target.task, shownStates(autobot, target.task), target.file.path),
      target,
    };
  };

  const move = async (direction: 1 | -1): Promise<void> => {
    const place = await findNext(autobot, scopes, direction);
    if (!place) {
      void vscode.window.setStatusBarMessage(t('Autobot: every hunk is decided.'), 4000);
      return;
    }
    await scopes.openDiff(place.task, place.path, place.line);
  };

  /** A decision made in an editor goes on to the next one that is needed; no editor opens where none showed a diff. */
  const moveOn = async (decided: Reviewed, line: number, asks: boolean): Promise<void> => {
    const [editor, uri] = [vscode.window.activeTextEditor, scopes.activeUri];
    const isHere = uri !== undefined && findReviewed(autobot, uri).some(({ file }) => file === decided.file);
    const next = asks && isHere ? await findNext(autobot, scopes, 1, { ...decided, line }) : undefined;
    if (next?.path === decided.file.path) {
      const range = new vscode.Range(next.line, 0, next.line, 0);
      editor?.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
      if (editor) {
        editor.selection = new vscode.Selection(range.start, range.start);
      }
    } else if (
      next &&
      (!editor || vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputTextDiff)
    ) {
      await scopes.openDiff(next.task, next.path, next.line);
    }
  };

  /** A hunk of the change, or one that was rejected before a turn that is over. */
  const targetDecision = async (
    argument: HunkArgument | undefined,
  ): Promise<{ readonly task: Task; readonly path: string; readonly hunk: string }> => {
    const named = argument && autobot.tasks.get(argument.task);
    if (named && (await review.rejectedEarlierWith(named, argument.path, argument.hunk)).length > 0) {
      return { ...argument, task: named };
    }
    const { task, file, hunk } = await targetHunk(argument);
    return { task, path: file.path, hunk: hunk.id };
  };

  const inTurn = new Exclusive();
  /** Where the cursor tells what is meant: once the command before has gone on to the next place, however fast the keys. */
  const atCursor =
    <A, R>(handler: (argument: A | undefined, asks: boolean) => Promise<R>) =>
    (argument: A | undefined, asks: boolean): Promise<R> =>
      argument === undefined ? inTurn.run('cursor', () => handler(argument, asks)) : handler(argument, asks);

  return {
    'autobot.reviewChanges': async id =>
      scopes.openChanges(await pick.task(id, isReviewable, t('No task has changed anything.'))),
    'autobot.openDiff': async argument => {
      const { task, file } = await targetFile(argument);
      await scopes.openDiff(task, file.path);
    },
    'autobot.toggleReviewScope': async id => {
      const uri = vscode.window.activeTextEditor?.document.uri;
      const inEditor = uri && findReviewed(autobot, uri).at(0);
      const inTab = id ?? scopes.taskInTab;
      const task =
        inTab === undefined && inEditor
          ? inEditor.task
          : await pick.task(inTab, isReviewable, t('No task is in review.'));
      await scopes.toggle(task, inTab === undefined ? inEditor?.file.path : undefined);
    },
    'autobot.nextHunk': () => inTurn.run('cursor', () => move(1)),
    'autobot.previousHunk': () => inTurn.run('cursor', () => move(-1)),
    'autobot.approveHunk': atCursor(async (argument, asks) => {
      const target = await targetHunk(argument);
      await approve(target.task, new Map([[target.file.path, new Set([target.hunk.id])]]), asks);
      await moveOn(target, target.line, asks);
    }),
    'autobot.rejectHunk': atCursor(async (argument, asks) => {
      const target = await targetHunk(argument);
      const selection = new Map([[target.file.path, new Set([target.hunk.id])]]);
      const overlap = asks ? 'ask' : (argument?.overlap ?? 'leave');
      const rejected = await reject(target, selection, overlap, argument?.reason);
      await moveOn(target, target.line, asks);
      return rejected;
    }),
    'autobot.undoDecision': atCursor(async (argument, asks) => {
      const { task, path, hunk } = await targetDecision(argument ?? rejectedAtCursor(autobot));
      if (asks) {
        return byHand.undo(task, () => actions.undoDecision(task.id, path, hunk));
      }
      const outcome = await actions.undoDecision(task.id, path, hunk, argument?.overlap);
      await facts.refresh(task.id);
      say(outcome);
      return outcome;
    }),
    'autobot.explainRejection': async argument => {
      const { task, file, hunk } = await targetHunk(argument ?? rejectedAtCursor(autobot));
      const decision = review.decision(task, file.path, hunk.id);
      if (decision?.decision !== 'rejected') {
        throw new UserError('notRejected', t('This hunk is not rejected, so there is nothing to explain.'));
      }
      const prompt = t('Why was it rejected? Claude is told with Request Changes.');
      const asked = { title: t('Rejected Hunk'), prompt, value: decision.reason ?? '' };
      await review.explain(decision, argument?.reason ?? (await askText(asked)));
    },
    'autobot.approveFile': atCursor(async (argument, asks) => {
      const target = await targetFile(argument);
      await approve(target.task, wholeFile(target), asks);
      await moveOn(target, 0, asks);
    }),
    'autobot.rejectFile': atCursor(async (argument, asks) => {
      const target = await targetFile(argument);
      const stateFor = review.stateOf(target.task, target.file.path);
      const open = target.file.hunks.filter(hunk => ['pending', 'approved'].includes(stateFor(hunk)));
      const selection = new Map([[target.file.path, new Set(open.map(hunk => hunk.id))]]);
      const overlap = asks ? 'ask' : (argument?.overlap ?? 'leave');
      const rejected = await reject(target, selection, overlap, argument?.reason);
      await moveOn(target, 0, asks);
      return rejected;
    }),
    'autobot.approveRest': atCursor(async (argument, asks) => {
      const { task, selection, target } = await targetRest(argument);
      await approve(task, selection, asks);
      if (target) {
        await moveOn(target, 0, asks);
      }
    }),
    'autobot.rejectRest': atCursor(async (argument, asks) => {
      const { task, selection, target } = await targetRest(argument);
      const rejected = await reject({ task }, selection, asks ? 'ask' : 'leave');
      if (target) {
        await moveOn(target, 0, asks);
      }
      return rejected;
    }),
  };
}

/** The hunk at the cursor of a diff of what was rejected. */
function rejectedAtCursor(autobot: Autobot): HunkArgument | undefined {
  const editor = vscode.window.activeTextEditor;
  const earlier = editor && findRejectedEarlier(autobot, editor.document.uri);
  if (earlier) {
    return { task: earlier.taskId, path: earlier.path, hunk: earlier.hunk };
  }
  const found = editor && findRejected(autobot, editor.document.uri, editor.document.getText());
  const at = found && (found.shown.findLast(({ line }) => line <= editor.selection.active.line) ?? found.shown[0]);
  return at && { task: found.task.id, path: found.file.path, hunk: at.hunk.id };
}

/** The hunk that an argument names, or that the cursor is on; `line` is where its buttons stand. */
export type FindHunk = (argument: HunkArgument | undefined) => Promise<Reviewed & { hunk: Hunk; line: number }>;

export function hunkFinder(autobot: Autobot, scopes: ReviewScopes): FindHunk {
  const targetFile = fileFinder(autobot, scopes);
  return async argument => {
    const target = await targetFile(argument);
    const editor = vscode.window.activeTextEditor;
    const isShown = editor && findReviewed(autobot, editor.document.uri).some(({ file }) => file === target.file);
    const text = isShown ? editor.document.getText() : await reviewedText(target.task, target.file);
    const shown = showHunks(target.file, text, autobot.review.stateOf(target.task, target.file.path));
    const named = argument && findHunk(target.file, argument.hunk);
    const cursor = editor?.selection.active.line ?? 0;
    const at = named
      ? shown.find(({ hunk }) => hunk === named)
      : (shown.findLast((hunk: ShownHunk) => hunk.line <= cursor) ?? shown[0]);
    if (!at) {
      throw new UserError('noHunk', t('There is no hunk at the cursor.'));
    }
    return { ...target, hunk: at.hunk, line: at.line };
  };
}

function fileFinder(autobot: Autobot, scopes: ReviewScopes): (argument: FileArgument | undefined) => Promise<Reviewed> {
  return async argument => {
    if (argument) {
      const task = autobot.tasks.get(argument.task);
      return { task, file: findFile(await autobot.review.change(task), argument.path) };
    }
    const uri = scopes.activeUri;
    const [found] = uri ? findReviewed(autobot, uri) : [];
    if (!found) {
      throw new UserError(
        'noFile',
        t('The active editor shows no file that Claude changed and that is to be reviewed.'),
      );
    }
    return found;
  };
}

/** The undecided hunk after (or before) the cursor, in the task that the active editor belongs to, else in any. */
async function findNext(
  autobot: Autobot,
  scopes: ReviewScopes,
  direction: 1 | -1,
  after?: Reviewed & { readonly line: number },
): Promise<{ task: Task; path: string; line: number } | undefined> {
  const here = after ?? placeOfCursor(autobot, scopes);
  const task = here?.task ?? autobot.tasks.all().find(row => isDecidable(row.status) && row.filesChanged.length > 0);
  if (!task) {
    throw new UserError('noTask', t('No task is in review.'));
  }
  const [{ files }, statesOf] = [await autobot.review.change(task), shownStates(autobot, task)];
  const pending: { path: string; line: number }[] = [];
  for (const file of files) {
    const stateFor = statesOf(file.path);
    if (file.hunks.some(hunk => stateFor(hunk) === 'pending')) {
      const shown = showHunks(file, await reviewedText(task, file), stateFor);
      pending.push(
        ...shown.filter(hunk => hunk.state === 'pending').map(hunk => ({ path: file.path, line: hunk.line })),
      );
    }
  }
  const from = here && { path: here.file.path, line: here.line };
  const order = files.map(file => file.path);
  const next = nextPending(pending, from, order, direction);
  return next && { task, ...next };
}

function placeOfCursor(autobot: Autobot, scopes: ReviewScopes): (Reviewed & { readonly line: number }) | undefined {
  const uri = scopes.activeUri;
  const found = uri && findReviewed(autobot, uri).at(0);
  return found && { ...found, line: vscode.window.activeTextEditor?.selection.active.line ?? 0 };
}
