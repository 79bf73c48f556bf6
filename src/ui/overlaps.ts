import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import type { Answers, Overlap } from '../app/rejectionPlan';
import type { Outcome } from '../app/rejections';
import { outcomeInWords } from '../app/rejectionWords';
import type { Selection } from '../app/review';
import { showPath } from '../core/gitPath';
import type { Task } from '../core/model';
import type { OverlapAnswer } from '../core/reviewedFile';
import { isInReview } from '../core/taskState';
import { openMerge } from './mergeEditor';
import type { ReviewScopes } from './reviewScopes';
import type { ShownHunks } from './shownHunks';

/** What a user rejects: some hunks, or all of the task that is not committed. */
export interface RejectionByHand {
  readonly selection?: Selection;
  readonly reason: string | null;
}

/** Rejections of a user, who decides place by place where their own lines overlap with what is to go. */
export class RejectionsByHand {
  constructor(
    private readonly autobot: Autobot,
    private readonly scopes: ReviewScopes,
    private readonly shown: ShownHunks,
  ) {}

  /** All is asked before anything is written; leaving a question leaves everything as it was. */
  async reject(task: Task, { selection, reason }: RejectionByHand): Promise<void> {
    const { actions, rejections, review, facts } = this.autobot;
    await confirmBuiltOn(this.autobot, task);
    const hunks = selection ?? (await review.rejectable(task));
    await this.shown.check(task, hunks);
    const overlaps = await rejections.overlaps(task, hunks);
    const { answers, edited } = await this.#askEach(task, overlaps);
    if (selection === undefined && edited.length === 0) {
      say(await actions.rejectTask(task.id, reason, answers));
    } else {
      if (!isInReview(task.status)) {
        await actions.keepForReview(task.id); // what is edited by hand is decided on later, in the review
      }
      const { overlaps: left, ...rest } = await actions.rejectHunks(task.id, hunks, { reason, answers });
      say({ ...rest, overlaps: left.filter(overlap => !edited.some(other => isSame(overlap, other))) });
    }
    await facts.refresh(task.id);
    for (const overlap of edited) {
      await openMerge(this.autobot, this.scopes, task, overlap);
    }
  }

  /** Where they have changed the same lines since, they decide. */
  async undo(task: Task, undo: () => Promise<Outcome>): Promise<void> {
    const { actions, facts } = this.autobot;
    const outcome = await undo();
    say({ ...outcome, overlaps: [] });
    await facts.refresh(task.id);
    for (const overlap of outcome.overlaps) {
      const answer = await this.#askUndo(task, overlap);
      for (const hunk of overlap.hunks) {
        await actions.undoDecision(task.id, overlap.path, hunk, answer);
      }
    }
    await facts.refresh(task.id);
  }

  async #askEach(task: Task, overlaps: readonly Overlap[]): Promise<{ answers: Answers; edited: readonly Overlap[] }> {
    const answers = new Map<string, OverlapAnswer>();
    const edited: Overlap[] = [];
    let forAll: OverlapAnswer | undefined;
    for (const [i, overlap] of overlaps.entries()) {
      const isAnswered = forAll !== undefined && (overlap.canPutBack || forAll === 'keepMine');
      const answer = isAnswered ? forAll : await this.#ask(task, overlap, overlaps.length - i);
      if (answer === 'edit') {
        edited.push(overlap);
      } else if (answer === 'keepAllMine' || answer === 'putAllBack') {
        forAll = answer === 'keepAllMine' ? 'keepMine' : 'putBack';
      }
      const decided = answer === 'keepMine' || answer === 'putBack' ? answer : answer === 'edit' ? 'leave' : forAll;
      overlap.hunks.forEach(hunk => answers.set(hunk, decided ?? 'leave'));
    }
    return { answers, edited };
  }

  #ask(task: Task, overlap: Overlap, left: number): Promise<Answer> {
    const putBack = t('Put Back: what was there before the task takes their place. Undo Reject brings yours back.');
    const choices: readonly Choice<Answer>[] = [
      [t('Keep Mine'), 'keepMine', true],
      [t('Put Back'), 'putBack', overlap.canPutBack],
      [t('Edit…'), 'edit', true],
      [t('Keep All Mine'), 'keepAllMine', left > 1],
      [t('Put All Back'), 'putAllBack', left > 1 && overlap.canPutBack],
    ];
    const detail = [
      `${place(overlap)}${left > 1 ? t`, and ${left - 1} more` : ''}`,
      t('Keep Mine: these lines stay as they are now.'),
      ...(overlap.canPutBack ? [putBack] : []),
      t('Edit: you decide line by line; the hunk stays undecided.'),
    ].join('\n\n');
    return this.#choose(task, overlap, {
      message: t('Your own edits overlap with what is rejected.'),
      detail,
      choices,
    });
  }

  #askUndo(task: Task, overlap: Overlap): Promise<OverlapAnswer> {
    return this.#choose(task, overlap, {
      message: t('You have changed lines that are to be brought back.'),
      detail: t`${place(overlap)}\n\nKeep Mine: these lines stay as they are now. Bring Back: what was there before the rejection takes their place.`,
      choices: [
        [t('Keep Mine'), 'keepMine', true],
        [t('Bring Back'), 'putBack', true],
      ],
    });
  }

  /** With the place in view, so that one sees what is asked about. */
  async #choose<T>(
    task: Task,
    { path, line }: Overlap,
    question: { message: string; detail: string; choices: readonly Choice<T>[] },
  ): Promise<T> {
    await this.scopes.openDiff(task, path, line);
    const { message, detail, choices } = question;
    const labels = choices.filter(([, , isOffered]) => isOffered).map(([label]) => label);
    const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, ...labels);
    const chosen = choices.find(([label]) => label === answer);
    if (!chosen) {
      throw new vscode.CancellationError();
    }
    return chosen[1];
  }
}

type Answer = OverlapAnswer | 'edit' | 'keepAllMine' | 'putAllBack';
type Choice<T> = readonly [label: string, answer: T, isOffered: boolean];

export function say(outcome: Outcome): void {
  const words = outcomeInWords(outcome);
  if (words !== null) {
    void vscode.window.showWarningMessage(`Autobot: ${words}`);
  }
}

async function confirmBuiltOn({ actions }: Autobot, task: Task): Promise<void> {
  const titles = actions.builtOn(task.id).map(title => `“${title}”`);
  if (titles.length === 0) {
    return;
  }
  const reject = t('Reject All the Same');
  const detail = t`${titles.join(', ')}\n\nTheir changes stay, but were made with this task's change in place. Look at them again afterwards, or reject them first.`;
  if (
    (await vscode.window.showWarningMessage(
      t('Later tasks were built on this one.'),
      { modal: true, detail },
      reject,
    )) !== reject
  ) {
    throw new vscode.CancellationError();
  }
}

function place({ path, line }: Overlap): string {
  return t`${showPath(path)}, line ${line + 1}`;
}

function isSame(a: Overlap, b: Overlap): boolean {
  return a.path === b.path && a.hunks.some(hunk => b.hunks.includes(hunk));
}
