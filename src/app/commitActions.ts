import { t } from '@vscode/l10n';
import { UserError } from '../base/errors';
import { Exclusive } from '../base/exclusive';
import type { Commit, Repository, Task } from '../core/model';
import { isInReview, isLive } from '../core/taskState';
import { addTrailers } from '../protocol/trailers';
import type { Committed, Entangled } from './commits';
import { trailerFacts, trailersOf } from './commitTrailers';
import type { Parts } from './parts';
import { titleOf } from './sessions';
import { statusInWords } from './taskChecks';

/** What a user can do about commits: make one, take it back, and put HEAD right when somebody else moved it. */
export class CommitActions {
  readonly #looking = new Exclusive();
  /** Where HEAD was when each task was last looked at. */
  readonly #looked = new Map<string, string>();

  constructor(
    protected readonly parts: Parts,
    protected readonly now: () => number = Date.now,
  ) {}

  /** A message for what would be committed now: Claude's, or the prompt's first line where Claude cannot be asked. */
  async generateMessage(taskId: string, entangled: Entangled = 'leaveOut'): Promise<string> {
    const { tasks, commits, workspace, claude, log } = this.parts;
    const task = tasks.get(taskId);
    const plan = await commits.plan(task, entangled);
    const source = await commits.messageSource(task, plan);
    let message = titleOf(task.prompt);
    if (workspace.settings().generateMessage && workspace.isTrusted()) {
      try {
        message = await this.parts.agentKind.writeCommitMessage({
          program: await claude.program(),
          cwd: task.workTree,
          prompt: task.prompt,
          ...source,
        });
      } catch (error) {
        log.warn(`Claude wrote no commit message (${String(error)}); the prompt's first line is used.`);
      }
    }
    await tasks.update(taskId, { commitMessage: message });
    return message;
  }

  /**
   * A message to edit: a generated one, and why the task was approved although gates failed as a trailer, to be kept or
   * struck out.
   */
  async proposeMessage(taskId: string, entangled: Entangled = 'leaveOut'): Promise<string> {
    const { tasks } = this.parts;
    const generated = await this.generateMessage(taskId, entangled);
    const message = addTrailers(generated, trailersOf(['reason'], trailerFacts(this.parts, tasks.get(taskId), null)));
    await tasks.update(taskId, { commitMessage: message });
    return message;
  }

  /** Commit the approved hunks and nothing else. Without a message, one is generated. */
  async commitTask(taskId: string, message: string | null, entangled: Entangled = 'leaveOut'): Promise<Committed> {
    const { tasks, commits, commitGate } = this.parts;
    const task = await this.#toCommit(taskId);
    const tree = await this.#checkPlan(task, entangled);
    const given = message?.trim() ? message : await this.generateMessage(taskId, entangled);
    const text = this.#withTrailers(task, given, tree);
    if (task.status === 'waiting_approval') {
      await tasks.apply(taskId, { type: 'approved', reason: null }, { approvedAt: this.now() });
    }
    let committed: Committed;
    try {
      const plan = await commits.plan(task, entangled);
      commitGate.checkReason(task, plan.tree, null);
      committed = await commits.commit(task, plan, text);
    } catch (error) {
      if (tasks.get(taskId).committing === null) {
        const why = error instanceof Error ? error.message : String(error);
        await tasks.apply(taskId, { type: 'commitFailed', why });
      }
      throw error; // a commit that was made all the same is settled by the next look at HEAD
    }
    await this.#onCommitted(taskId, committed);
    return committed;
  }

  /** Take the task's latest commit back, as `git reset --soft` would; it can be committed again. */
  async undoCommit(taskId: string): Promise<Commit> {
    const { tasks, commits } = this.parts;
    const task = this.#atRest(taskId);
    const commit = await commits.takeBack(task);
    if (task.status === 'completed') {
      await tasks.apply(taskId, { type: 'commitTakenBack' });
    }
    await this.#refresh(task);
    return commit;
  }

  /** HEAD goes back to where it was before the latest turn; the files stay as they are. */
  async takeHeadBack(taskId: string): Promise<void> {
    const task = this.#atRest(taskId);
    await this.parts.commits.takeHeadBack(task);
    await this.#refresh(task);
  }

  /** Take a commit hook's hunk out of the task's latest commit; it stays in the file, uncommitted. */
  async takeHookHunkBack(taskId: string, path: string, hunk: string): Promise<Commit> {
    const { commits, hookChanges } = this.parts;
    const task = this.#atRest(taskId);
    const commit = await commits.takeHookHunkBack(task, path, hunk);
    await hookChanges.load(task, commit);
    await this.#refresh(task);
    return commit;
  }

  /** The user saw the change with HEAD where it is now. */
  async markReviewed(taskId: string): Promise<void> {
    await this.lookAtHead(taskId);
    await this.parts.commits.markReviewed(taskId);
  }

  /** Settle what a look at HEAD tells of a task: a commit of ours that was not finished, or one by somebody else. */
  async lookAtHead(taskId: string): Promise<void> {
    const { commits, review, history, tasks } = this.parts;
    const { settled, outside } = await commits.lookAtHead(taskId);
    const task = tasks.get(taskId);
    if (settled) {
      await this.#onCommitted(taskId, settled);
    } else if (outside !== null && isInReview(task.status)) {
      await history.save(review.committed(task, await this.#openHunks(task)));
      await tasks.apply(taskId, { type: 'committedOutside', commit: outside.slice(0, 8) }, { committedSha: outside });
    }
  }

  /** HEAD may have moved: look at every task that this could concern, once for each place. */
  lookAtHeads(): Promise<void> {
    return this.#looking.run('heads', async () => {
      const { tasks, repositories, log } = this.parts;
      for (const task of tasks.all().filter(row => isInReview(row.status))) {
        const known = repositories.present.find(row => row.path === task.workTree);
        if (known && this.#looked.get(task.id) !== placeOf(known, task)) {
          try {
            const row = await repositories.refresh(known); // a turn may have moved it
            this.#looked.set(task.id, placeOf(row, task));
            await this.lookAtHead(task.id);
          } catch (error) {
            log.error('HEAD could not be looked at', error);
          }
        }
      }
    });
  }

  async #toCommit(taskId: string): Promise<Task> {
    const { tasks, workspace } = this.parts;
    if (!workspace.isTrusted()) {
      throw new UserError('untrusted', t('Autobot does nothing in this workspace until you trust it.'));
    }
    if (isInReview(tasks.get(taskId).status)) {
      await this.lookAtHead(taskId);
    }
    const task = tasks.get(taskId);
    if (task.status === 'completed') {
      throw new UserError(
        'nothingToCommit',
        t`There is nothing to commit: ${task.detail ?? t('the task is completed')}.`,
      );
    }
    if (!isInReview(task.status)) {
      const status = statusInWords(task.status);
      throw new UserError('notInReview', t`This task is ${status}, so there is nothing to decide now.`);
    }
    if (task.status === 'qa_failed') {
      throw new UserError('needsReason', t('QA gates failed. Approve the task with a reason before it is committed.'));
    }
    return task;
  }

  /** Says why this cannot be committed, before the status moves; else the tree. What is in HEAD already needs no commit. */
  async #checkPlan(task: Task, entangled: Entangled): Promise<string> {
    const { commits, commitGate, review, history, tasks } = this.parts;
    const plan = await commits.plan(task, entangled);
    if (plan.tree !== plan.headTree) {
      commitGate.checkReason(task, plan.tree, null);
      return plan.tree;
    }
    await history.save(
      review.committed(
        task,
        plan.hunks.map(({ path, hunk }) => ({ path, hunk: hunk.id })),
      ),
    );
    const head = plan.head.commit?.slice(0, 8) ?? '';
    if ((await this.#openHunks(task)).length === 0) {
      await tasks.apply(task.id, { type: 'committedOutside', commit: head }, { committedSha: plan.head.commit });
    }
    throw new UserError(
      'nothingToCommit',
      t`There is nothing to commit: what you approved is in HEAD already (${head}).`,
    );
  }

  #withTrailers(task: Task, message: string, tree: string): string {
    const wanted = this.parts.workspace.settings().commitTrailers;
    return wanted.length === 0
      ? message
      : addTrailers(message, trailersOf(wanted, trailerFacts(this.parts, task, tree)));
  }

  async #onCommitted(taskId: string, { commit, leftOut }: Committed): Promise<void> {
    const { tasks, hookChanges } = this.parts;
    const task = tasks.get(taskId);
    if (task.status !== 'approved') {
      await tasks.apply(taskId, { type: 'approved', reason: null }, { approvedAt: this.now() }); // settled later
    }
    const left = leftOut.length > 0 || (await this.#openHunks(task)).length > 0;
    const facts = { committedSha: commit.sha, commitMessage: commit.message };
    await tasks.apply(taskId, { type: 'committed', left }, facts);
    await hookChanges.load(task, commit);
    await this.#refresh(task);
  }

  /** Hunks that a commit could still hold, or that nobody has decided on. What git ignores is done once it is approved. */
  async #openHunks(task: Task): Promise<{ path: string; hunk: string }[]> {
    const { review } = this.parts;
    const { files } = await review.change(task);
    return files.flatMap(({ path, hunks, ignored }) => {
      const stateOf = review.stateOf(task, path);
      const open = hunks.filter(hunk => stateOf(hunk) === 'pending' || (stateOf(hunk) === 'approved' && !ignored));
      return open.map(({ id: hunk }) => ({ path, hunk }));
    });
  }

  /** The task, if nothing runs in its repository. */
  #atRest(taskId: string): Task {
    const { tasks } = this.parts;
    const task = tasks.get(taskId);
    const running = tasks.all().find(other => other.workTree === task.workTree && isLive(other.status));
    if (running) {
      throw new UserError(
        'busy',
        t`“${titleOf(running.prompt)}” is running in this repository. Wait until it is done.`,
      );
    }
    return task;
  }

  async #refresh(task: Task): Promise<void> {
    const { repositories, tasks } = this.parts;
    await repositories.refresh(tasks.repositoryOf(task));
  }
}

function placeOf({ lastCommitSha, currentBranch }: Repository, { afterTree }: Task): string {
  return JSON.stringify([lastCommitSha, currentBranch, afterTree]);
}
