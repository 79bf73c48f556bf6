import { t } from '@vscode/l10n';
import { UserError } from '../base/errors';
import type { Decision, Task } from '../core/model';
import { canAccept, canUndoReject, holdsRepository } from '../core/taskState';
import { changedPaths } from './change';
import { finishIfKept } from './finish';
import type { Parts } from './parts';
import type { Answers } from './rejectionPlan';
import type { Outcome } from './rejections';
import { nothingLeft, outcomeInWords, type RejectedTask } from './rejectionWords';
import type { Selection } from './review';
import { titleOf } from './sessions';
import { checkAccepts, checkedDecidable, refusalFor } from './taskChecks';
import { stateOf } from './tasks';

/** What a user can reject and bring back, and what becomes of the task by it. */
export class RejectionActions {
  constructor(
    private readonly parts: Pick<Parts, 'rejections' | 'review' | 'tasks' | 'turns'>,
    private readonly now: () => number,
  ) {}

  /**
   * Take hunks out of the work tree. A task whose hunks are all rejected is rejected; one of which the rest is committed
   * is completed: nothing of it is left to decide.
   */
  async rejectHunks(
    taskId: string,
    selection: Selection,
    options: { readonly reason: string | null; readonly answers?: Answers },
  ): Promise<RejectedTask> {
    const { rejections, review, tasks } = this.parts;
    const { status } = checkedDecidable(tasks.get(taskId));
    this.#checkQuiet(tasks.get(taskId));
    const rejected = await rejections.reject(tasks.get(taskId), selection, options);
    const { undoFrom, undoTo } = rejected;
    const task = tasks.get(taskId);
    const [{ files }, statesOf] = [await review.change(task), review.statesOf(task)];
    const states = files.flatMap(file => file.hunks.map(statesOf(file.path)));
    if (status === 'waiting_qa') {
      return { ...rejected, builtOn: this.builtOn(taskId) }; // the run goes on by itself once what it waits for is decided
    }
    if (states.every(state => state === 'rejected')) {
      const facts = { rejectedAt: this.now(), rejectionReason: options.reason, undoFrom, undoTo };
      await tasks.apply(taskId, { type: 'rejected' }, facts);
    } else if (states.every(state => state === 'rejected' || state === 'committed')) {
      if (task.status !== 'approved') {
        await tasks.apply(taskId, { type: 'approved', reason: 'the rest was rejected' });
      }
      await tasks.apply(taskId, { type: 'committed', left: false });
    }
    await finishIfKept(this.parts, taskId);
    return { ...rejected, builtOn: this.builtOn(taskId) };
  }

  /**
   * Forget an approval, or bring a rejected hunk back into the work tree: also one that was rejected before a turn that is
   * over, with all that went out of its file with it.
   */
  async undoDecision(taskId: string, path: string, hunk: string, answers: Answers = 'leave'): Promise<Outcome> {
    const { review, tasks } = this.parts;
    const task = tasks.get(taskId);
    const decision = review.decision(task, path, hunk);
    const earlier = await review.rejectedEarlierWith(task, path, hunk);
    if (earlier.length > 0) {
      return this.#bringBackEarlier(task, earlier);
    }
    if (!decision || decision.decision === 'committed') {
      throw new UserError(
        'noDecision',
        decision ? t('This hunk is committed already.') : t('Nothing was decided on this hunk.'),
      );
    }
    if (decision.decision === 'approved') {
      await review.withdraw(decision);
      return nothingLeft;
    }
    return this.#undoRejections(task, [decision], answers);
  }

  /** Take back everything of the task that is not committed. The developer's own edits stay. */
  async rejectTask(taskId: string, reason: string | null, answers: Answers = 'leave'): Promise<RejectedTask> {
    const { rejections, review, tasks, turns } = this.parts;
    checkAccepts(tasks.get(taskId), 'rejected', t('cannot be rejected now'));
    this.#checkQuiet(tasks.get(taskId));
    await turns.settle(taskId);
    const task = tasks.get(taskId);
    const rejected = await rejections.reject(task, await review.rejectable(task), { reason, answers });
    const { undoFrom, undoTo } = rejected;
    const outcome = { ...rejected, builtOn: this.builtOn(taskId) };
    const detail = outcomeInWords(outcome);
    if (rejected.failed.length > 0) {
      await tasks.update(taskId, { detail }); // part of it is still there, so it is not over
      return outcome;
    }
    const facts = { rejectedAt: this.now(), rejectionReason: reason, undoFrom, undoTo, detail };
    await tasks.apply(taskId, { type: 'rejected' }, facts);
    return outcome;
  }

  /** Bring back what the latest rejection took out, of the task or of some of its hunks; once more, the one before. */
  async undoReject(taskId: string, answers: Answers = 'leave'): Promise<Outcome> {
    const { rejections, tasks } = this.parts;
    const task = tasks.get(taskId);
    const rows = rejections.latest(taskId);
    if (rows.length === 0 || !canUndoReject(task.status)) {
      throw refusalFor(task, t('was not rejected'));
    }
    return this.#undoRejections(task, rows, answers);
  }

  /** Unfinished tasks that were started on top of this one: their work was done in files that hold this one's. */
  builtOn(taskId: string): readonly string[] {
    const { startedAt, workTree } = this.parts.tasks.get(taskId);
    return this.parts.tasks
      .all()
      .filter(other => other.workTree === workTree && other.filesChanged.length > 0 && holdsRepository(other.status))
      .filter(other => (other.startedAt ?? 0) > (startedAt ?? 0))
      .map(other => titleOf(other.prompt));
  }

  async #bringBackEarlier(task: Task, rows: readonly Decision[]): Promise<Outcome> {
    const { rejections, review, tasks } = this.parts;
    if (!canUndoReject(task.status)) {
      throw refusalFor(task, t('cannot be given back what was rejected'));
    }
    this.#checkQuiet(task);
    const { afterTree, ...outcome } = await rejections.bringBackEarlier(task, rows);
    if (outcome.failed.length > 0) {
      return outcome; // nothing came back: what was decided stands
    }
    const { files } = await review.change({ ...task, afterTree });
    await tasks.update(task.id, { afterTree, filesChanged: changedPaths(files) });
    if (task.status === 'approved') {
      await tasks.apply(task.id, { type: 'withdrawn' }); // there is more to decide on
    }
    await this.#reopen(task.id, outcome);
    return outcome;
  }

  async #undoRejections(task: Task, rows: readonly Decision[], answers: Answers): Promise<Outcome> {
    this.#checkQuiet(task);
    const outcome = await this.parts.rejections.undo(task, rows, answers);
    await this.#reopen(task.id, outcome);
    return outcome;
  }

  /** A task that was over is in review again. */
  async #reopen(taskId: string, outcome: Outcome): Promise<void> {
    const { tasks } = this.parts;
    if (canAccept(stateOf(tasks.get(taskId)), 'rejectUndone')) {
      const facts = { rejectedAt: null, rejectionReason: null, detail: outcomeInWords(outcome) };
      await tasks.apply(taskId, { type: 'rejectUndone' }, facts);
    }
  }

  /** What is written to the work tree while Claude works there would count as Claude's. */
  #checkQuiet(task: Task): void {
    const others = this.parts.tasks.all().filter(other => other.workTree === task.workTree);
    const running = others.find(other => other.status === 'running');
    if (running) {
      throw new UserError(
        'busy',
        t`“${titleOf(running.prompt)}” is running in this repository, and what changes now would count as its work. Wait until it is done, or cancel it.`,
      );
    }
  }
}
