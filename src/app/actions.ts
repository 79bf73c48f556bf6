import { t } from '@vscode/l10n';
import { UserError } from '../base/errors';
import { refusalOf } from '../core/commitRefusal';
import type { Gate } from '../core/gate';
import type { Repository, Session, Task, TaskOptions } from '../core/model';
import type { PromptImage } from '../core/promptImage';
import { canAccept, isDecidable, isLive, type TaskEventType } from '../core/taskState';
import type { FinishedGate } from '../gates/runGates';
import { CommitActions } from './commitActions';
import { budgetOf, checkBudget } from './budget';
import { finishIfKept } from './finish';
import type { Parts } from './parts';
import { RejectionActions } from './rejectionActions';
import type { Outcome } from './rejections';
import type { RejectedTask } from './rejectionWords';
import { fixPrompt } from './requests';
import type { Selection } from './review';
import { titleOf } from './sessions';
import { checkAccepts, checkedDecidable, checkedInReview } from './taskChecks';
import { stateOf, checkedPrompt } from './tasks';
import type { TurnRequest } from './turns';

/** What a user can do with tasks and sessions, whether by command, by the timeline or by another extension. */
export class Actions extends CommitActions {
  readonly #rejecting: RejectionActions;

  constructor(parts: Parts, now: () => number = Date.now) {
    super(parts, now);
    this.#rejecting = new RejectionActions(parts, now);
  }

  /** Queue a prompt; resolves once the task is kept, before it runs. `images`: of a draft; they become the task's. */
  async newTask(
    repository: Repository,
    prompt: string,
    options: Partial<TaskOptions> = {},
    images: readonly PromptImage[] = [],
  ): Promise<Task> {
    this.#checkTrust();
    const { sessions, tasks, scheduler, repositories } = this.parts;
    const text = checkedPrompt(prompt);
    await this.parts.images.checkPresent(images);
    await repositories.checkThere(repository);
    const open = sessions.open(repository.id);
    const session = open ?? (await sessions.start(await repositories.refreshIfReadable(repository)));
    const task = await tasks.create(repository, session, text, options);
    if (images.length > 0) {
      await tasks.update(task.id, { images: await this.parts.images.adopt(task.id, images) });
    }
    await sessions.touch(session.id);
    scheduler.release(task.id);
    return task;
  }

  async startSession(repository: Repository): Promise<Session> {
    this.#checkTrust();
    return this.parts.sessions.start(await this.parts.repositories.refresh(repository));
  }

  /** Start a waiting task although the one before it is still in review. */
  async startOnTop(taskId: string): Promise<void> {
    this.#check(taskId, 'preFlightStarted', t('is not waiting'));
    await this.parts.tasks.update(taskId, { onTop: true });
    this.parts.scheduler.release(taskId);
  }

  /** Go on with a task that was interrupted, failed or cancelled, in the same session of Claude's. */
  async resume(taskId: string): Promise<void> {
    const { tasks, scheduler } = this.parts;
    const task = tasks.get(taskId);
    if (task.status === 'pending') {
      scheduler.release(taskId);
      return;
    }
    this.#check(taskId, 'retried', t('cannot be resumed'));
    const prompt = task.claudeSession ? 'Go on where you were interrupted.' : task.prompt;
    await this.#restart(task, 'retried', { kind: 'message', prompt });
  }

  /** Send the task's prompt again. */
  async retry(taskId: string): Promise<void> {
    this.#check(taskId, 'retried', t('cannot be retried'));
    const task = this.parts.tasks.get(taskId);
    const { prompt, images } = this.parts.tasks.turns(taskId).at(-1) ?? task;
    await this.#restart(task, 'retried', { kind: 'message', prompt, images });
  }

  /** Review what an unfinished task has done so far. */
  async keepForReview(taskId: string): Promise<void> {
    const { tasks, turns } = this.parts;
    this.#check(taskId, 'keptForReview', t('has nothing to keep'));
    await turns.settle(taskId);
    if (tasks.get(taskId).filesChanged.length === 0) {
      throw new UserError(
        'noChange',
        t('Claude has not changed anything in this task, so there is nothing to review.'),
      );
    }
    await tasks.apply(taskId, { type: 'keptForReview' });
  }

  /**
   * A further turn, now or, while the task waits or runs, as soon as what is before it has gone well. `images`: of a draft;
   * they become the task's.
   */
  async sendMessage(taskId: string, message: string, images: readonly PromptImage[] = []): Promise<void> {
    const task = this.parts.tasks.get(taskId);
    const prompt = checkedPrompt(message);
    const own = await this.#adopted(taskId, images);
    if (isLive(task.status) || task.status === 'pending') {
      await this.parts.messages.add(taskId, prompt, own);
    } else {
      await this.goOn(task, { kind: 'message', prompt, images: own });
    }
  }

  /** A further turn from any status at rest. Resolves once it has started; the run itself tells how it goes. */
  async goOn(task: Task, request: TurnRequest): Promise<void> {
    if (canAccept(stateOf(task), 'turnStarted')) {
      const prompt = await this.parts.requests.withEdits(task, request.prompt);
      await this.#continue(task, { ...request, prompt });
    } else if (task.status === 'completed') {
      await this.#restart(task, 'messageSent', request);
    } else {
      this.#check(task.id, 'retried', t('cannot take a message now'));
      await this.#restart(task, 'retried', request);
    }
  }

  /** Send the user's words, their open remarks, and their rejections with the reasons, as one turn. */
  async requestChanges(taskId: string, message: string, images: readonly PromptImage[] = []): Promise<void> {
    const { tasks, remarks, requests } = this.parts;
    this.#check(taskId, 'turnStarted', t('is not in review'));
    const task = tasks.get(taskId);
    const request = await requests.compose(task, message);
    const turn = tasks.turns(taskId).length + 1;
    const own = await this.#adopted(taskId, images);
    await this.#continue(task, { kind: 'review', prompt: request.prompt, images: own });
    await remarks.markSent(request.remarks, turn);
  }

  /** Send Claude what the failed gates found, and what a hook said that refused the commit. */
  async fix(taskId: string): Promise<void> {
    const { tasks, gates } = this.parts;
    this.#check(taskId, 'turnStarted', t('is not in review'));
    const task = tasks.get(taskId);
    const prompt = fixPrompt(gates.results(taskId), refusalOf(task));
    if (!prompt) {
      throw new UserError('nothingFailed', t('No gate has failed and no hook refused, so there is nothing to fix.'));
    }
    await this.#continue(task, { kind: 'fix', prompt: await this.parts.requests.withEdits(task, prompt) });
  }

  /** Judge the work tree as it is now, by all gates or by one. Resolves when they are done. */
  async runGates(taskId: string, only?: string): Promise<void> {
    this.#checkTrust();
    this.#check(taskId, 'gatesRequested', t('is not in review'));
    const task = this.parts.tasks.get(taskId);
    await this.#exclusively(task, () => this.parts.runner.runGates(taskId, only));
  }

  /** Run a gate on the work tree as it is now, for no task. */
  async tryGate(repository: Repository, gate: Gate): Promise<FinishedGate> {
    this.#checkTrust();
    const { tasks, protection, gates } = this.parts;
    for (const task of tasks.all().filter(row => row.workTree === repository.path)) {
      const waitsFor = isDecidable(task.status) ? await protection.waitsFor(task) : null;
      const why =
        waitsFor ?? (isLive(task.status) ? t`“${titleOf(task.prompt)}” is running in this repository.` : null);
      if (why !== null) {
        throw new UserError('busy', why);
      }
    }
    return gates.tryOut(repository, gate);
  }

  /**
   * Judge exactly what would be committed, in a temporary place. Resolves when the gates are done.
   *
   * `which`: once all of it is approved, or what is approved now.
   */
  async runGatesOnCommit(taskId: string, which: 'commit' | 'approved' = 'commit'): Promise<void> {
    this.#checkTrust();
    const task = this.#inReview(taskId);
    await this.parts.facts.refresh(taskId);
    const commit = this.parts.facts.get(taskId)?.[which];
    if (!commit) {
      throw new UserError('nothingToCommit', t('There is nothing to commit, so there is nothing to judge.'));
    }
    await this.#exclusively(task, async () => {
      const results = await this.parts.runner.runGatesOn(taskId, commit.tree);
      if ('why' in results) {
        throw new UserError('notAvailable', t`Exactly this commit cannot be judged apart: ${results.why}.`);
      }
    });
  }

  async approveHunks(taskId: string, selection: Selection): Promise<void> {
    checkedDecidable(this.parts.tasks.get(taskId));
    await this.markReviewed(taskId);
    if (this.parts.tasks.get(taskId).status !== 'completed') {
      await this.parts.review.approve(checkedDecidable(this.parts.tasks.get(taskId)), selection);
      await finishIfKept(this.parts, taskId);
    }
  }

  rejectHunks(...args: Parameters<RejectionActions['rejectHunks']>): Promise<RejectedTask> {
    return this.#rejecting.rejectHunks(...args);
  }

  undoDecision(...args: Parameters<RejectionActions['undoDecision']>): Promise<Outcome> {
    return this.#rejecting.undoDecision(...args);
  }

  /**
   * Approve every undecided hunk, but for those that the developer's own lines reach into: they need a decision of their
   * own. With failed gates a reason is needed, which is kept.
   */
  async approveTask(taskId: string, reason: string | null): Promise<void> {
    const { review, tasks } = this.parts;
    const task = this.#inReview(taskId);
    if (task.status === 'qa_failed' && !reason?.trim()) {
      throw new UserError('needsReason', t('QA gates failed. Say why the change is to be approved all the same.'));
    }
    await this.markReviewed(taskId);
    if (tasks.get(taskId).status === 'completed') {
      return; // all of it was committed by hand: there is nothing left to approve
    }
    await this.parts.facts.refresh(taskId);
    this.parts.commitGate.checkReason(task, this.parts.facts.get(taskId)?.commit?.tree ?? '', reason);
    await review.approve(task, await review.openAlone(task));
    if (task.status !== 'approved') {
      const detail = reason?.trim() ? `Approved: ${reason.trim()}` : null;
      const approvalReason = reason?.trim() ? reason.trim() : null;
      await tasks.apply(taskId, { type: 'approved', reason }, { approvedAt: this.now(), approvalReason, detail });
    }
    await finishIfKept(this.parts, taskId);
  }

  rejectTask(...args: Parameters<RejectionActions['rejectTask']>): Promise<RejectedTask> {
    return this.#rejecting.rejectTask(...args);
  }

  undoReject(...args: Parameters<RejectionActions['undoReject']>): Promise<Outcome> {
    return this.#rejecting.undoReject(...args);
  }

  builtOn(taskId: string): readonly string[] {
    return this.#rejecting.builtOn(taskId);
  }

  async #adopted(taskId: string, images: readonly PromptImage[]): Promise<PromptImage[]> {
    await this.parts.images.checkPresent(images);
    return this.parts.images.adopt(taskId, images);
  }

  /** From pre-flight on. */
  async #restart(task: Task, type: 'messageSent' | 'retried', request: TurnRequest): Promise<void> {
    this.#checkTrust();
    this.#checkFree(task);
    const { tasks, turns, runner } = this.parts;
    await this.#begin(task, async () => {
      await turns.settle(task.id);
      await tasks.apply(task.id, { type });
      await runner.start(task.id, request);
    });
  }

  /** A further turn of a task in review. */
  #continue(task: Task, request: TurnRequest): Promise<void> {
    return this.#begin(task, () => this.parts.runner.continue(task.id, request));
  }

  /**
   * Start a run and let it go on. Resolves once it has started, so that a caller who then waits for the next status does
   * not meet the last one; rejects if it could not start.
   */
  #begin(task: Task, work: () => Promise<void>): Promise<void> {
    const { history, tasks, log, workspace } = this.parts;
    checkBudget(budgetOf(task, tasks.turns(task.id), workspace.settings().maxBudgetUsd));
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const listening = history.onDidChange(() => {
      if (tasks.get(task.id).status !== task.status) {
        listening.dispose();
        resolve(undefined);
      }
    });
    this.#exclusively(task, work)
      .catch((error: unknown) => {
        reject(error instanceof Error ? error : new Error(String(error)));
        log.error(`“${titleOf(task.prompt)}”`, error);
      })
      .finally(() => {
        listening.dispose();
        resolve(undefined);
      });
    return promise;
  }

  async #exclusively(task: Task, work: () => Promise<void>): Promise<void> {
    const done = await this.parts.scheduler.exclusively(task.workTree, async () => {
      await work();
      return true;
    });
    if (!done) {
      throw new UserError(
        'otherWindow',
        t('Another window is running a task in this repository. Wait until it is done.'),
      );
    }
  }

  #inReview(taskId: string): Task {
    return checkedInReview(this.parts.tasks.get(taskId));
  }

  #check(taskId: string, event: TaskEventType, problem: string): void {
    checkAccepts(this.parts.tasks.get(taskId), event, problem);
  }

  #checkFree(task: Task): void {
    const others = this.parts.tasks.all().filter(other => other.workTree === task.workTree && other.id !== task.id);
    const running = others.find(other => this.parts.runner.isRunning(other.id));
    if (running) {
      throw new UserError(
        'busy',
        t`“${titleOf(running.prompt)}” is running in this repository. Wait until it is done.`,
      );
    }
  }

  #checkTrust(): void {
    if (!this.parts.workspace.isTrusted()) {
      throw new UserError(
        'untrusted',
        t('Autobot does nothing in this workspace until you trust it. Use “Manage Workspace Trust”.'),
      );
    }
  }
}
