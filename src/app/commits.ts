import { t } from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
import { UserError } from '../base/errors';
import { Exclusive } from '../base/exclusive';
import type { CommitMessageRequest } from '../core/agentKind';
import type { Commit, CommitJournal, Task } from '../core/model';
import type { StateOf } from '../core/reviewedFile';
import { isInReview } from '../core/taskState';
import { commitTree, getPatch, underWay } from '../git/commit';
import { readCommitConventions } from '../git/commitConventions';
import type { CommitFacts } from '../git/commitFacts';
import { diffTrees } from '../git/diffTrees';
import { type EditedIndex, editIndex, getStagedTree } from '../git/editIndex';
import { type Patience, waitUntilUnlocked } from '../git/locks';
import { getOperation } from '../git/operation';
import { getHead, getRecentSubjects } from '../git/repositoryState';
import { keepTree } from '../git/snapshotRefs';
import { getEmptyTree, getTreeOf, readEntries } from '../git/trees';
import { changedPaths } from './change';
import { sameEntry } from './attribution';
import { checkReviewed, findOwnCommit, lapsedError, nothingToCommit } from './commitChecks';
import { type CommitPlan, planCommit } from './commitPlan';
import type { History } from './history';
import { findSweptHunks, takeHookHunkOut } from './hookChanges';
import { planIndex } from './indexPlan';
import type { Editors, Log } from './ports';
import { findOutsideCommit } from './outsideCommit';
import type { Review } from './review';
import { takeCommitBack, takeHeadBack } from './takeBacks';
import type { Tasks } from './tasks';
import { readCurrentFiles } from './workTree';

export type Entangled = 'leaveOut' | 'includeMine';

export interface PlannedCommit extends CommitPlan {
  /** Where HEAD was when this was planned. */
  readonly head: { readonly commit: string | null; readonly branch: string | null };
  readonly headTree: string | null;
  readonly stagedTree: string;
  readonly workTree: string;
  readonly entangled: Entangled;
}

export interface Committed {
  readonly commit: Commit;
  /** Approved hunks that could not be committed, by file and reason. */
  readonly leftOut: CommitPlan['leftOut'];
  /** A hook changed what was committed. */
  readonly changedByHook: boolean;
  /** The commit is there, and the index follows as soon as another git lets go of it. */
  readonly indexPending: boolean;
}

/** What a look at HEAD has found. */
export interface SeenInHead {
  readonly settled: Committed | undefined;
  /** A commit by somebody else that holds the whole change. */
  readonly outside: string | null;
}

/** Turns approved hunks into commits that hold them and nothing else. */
export class Commits {
  readonly #exclusive = new Exclusive();
  /** Tasks whose commit this window is just making. */
  readonly #making = new Set<string>();

  constructor(
    private readonly parts: {
      readonly history: History;
      readonly tasks: Tasks;
      readonly review: Review;
      readonly editors: Editors;
      readonly log: Log;
      /** Milliseconds to wait for another git. */
      readonly patience: number;
    },
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * What a commit would hold now. Throws with the reasons if that is nothing, and if HEAD or an approved hunk is not what
   * it was when it was shown.
   */
  async plan(task: Task, entangled: Entangled = 'leaveOut'): Promise<PlannedCommit> {
    const { review, editors } = this.parts;
    const repository = task.workTree;
    const lapsed = await review.lapse(task);
    if (lapsed.length > 0) {
      throw lapsedError(lapsed);
    }
    const [{ files }, { commit, branch }, operation, stagedTree] = await Promise.all([
      review.change(task),
      getHead(repository),
      getOperation(repository),
      getStagedTree(repository),
    ]);
    if (operation) {
      throw underWay(operation);
    }
    await checkReviewed(task, { commit, branch });
    const { tree: workTree, files: current } = await readCurrentFiles(repository, changedPaths(files), editors);
    review.checkShown(task, files, current);
    const headTree = await getTreeOf(repository, commit);
    const stateOf = (path: string): StateOf => review.stateOf(task, path);
    const plan = await planCommit({ repository, headTree, stagedTree, files, current, stateOf, entangled });
    if (plan.hunks.length === 0) {
      throw nothingToCommit(plan.leftOut);
    }
    return { ...plan, head: { commit, branch }, headTree, stagedTree, workTree, entangled };
  }

  /** The patch of a planned commit and how the repository's recent messages read: what a message is written from. */
  async messageSource(
    task: Task,
    plan: PlannedCommit,
  ): Promise<Pick<CommitMessageRequest, 'diff' | 'recentSubjects' | 'conventions'>> {
    const before = plan.headTree ?? (await getEmptyTree(task.workTree));
    const [diff, recentSubjects, conventions] = await Promise.all([
      getPatch(task.workTree, before, plan.tree),
      getRecentSubjects(task.workTree, 10),
      readCommitConventions(task.workTree, plan.headTree),
    ]);
    return { diff, recentSubjects, conventions };
  }

  /**
   * Make the commit. The developer's staged and unstaged changes read as before.
   *
   * If hooks refuse, HEAD has moved or another git does not let go, nothing has changed and the error says so. What it
   * takes to finish is on disk before git commits: if this window dies then, the next one finishes.
   */
  commit(task: Task, plan: PlannedCommit, message: string): Promise<Committed> {
    if (message.trim() === '') {
      throw new UserError('noMessage', t('A commit needs a message.'));
    }
    return this.#exclusive.run(task.workTree, async () => {
      await waitUntilUnlocked(task.workTree, plan.head.branch, this.#patience());
      const journal = await this.#open(task, plan, message);
      this.#making.add(task.id);
      try {
        const made = await this.#make(task, journal);
        return { ...(await this.#finish(task, journal, made)), leftOut: plan.leftOut };
      } finally {
        this.#making.delete(task.id);
      }
    });
  }

  /**
   * HEAD may have moved: finish a commit that a window began and did not live to finish, or find that the whole change
   * was committed by somebody else.
   */
  lookAtHead(taskId: string): Promise<SeenInHead> {
    const { tasks, review, editors } = this.parts;
    return this.#exclusive.run(tasks.get(taskId).workTree, async () => {
      const settled = await this.#settle(tasks.get(taskId));
      const task = tasks.get(taskId);
      const { commit: head, branch } = settled ? { commit: null, branch: null } : await getHead(task.workTree);
      const isNews = head !== task.reviewedCommit || branch !== task.reviewedBranch;
      if (settled || head === null || !isNews || !isInReview(task.status)) {
        return { settled, outside: null };
      }
      const { files } = await review.change(task);
      const { files: current } = await readCurrentFiles(task.workTree, changedPaths(files), editors);
      const stateOf = (path: string): StateOf => review.stateOf(task, path);
      return { settled, outside: await findOutsideCommit(task, head, { files, current, stateOf }) };
    });
  }

  /** The change was looked at, and decided on, with HEAD where it is now. */
  async markReviewed(taskId: string): Promise<void> {
    const { tasks } = this.parts;
    const task = tasks.get(taskId);
    const { commit, branch } = await getHead(task.workTree);
    if (commit !== task.reviewedCommit || branch !== task.reviewedBranch) {
      await tasks.update(taskId, { reviewedCommit: commit, reviewedBranch: branch });
    }
  }

  /** Take the task's latest commit back; its hunks are approved again. */
  takeBack(task: Task): Promise<Commit> {
    const { history, tasks, review } = this.parts;
    return this.#exclusive.run(task.workTree, async () => {
      const commit = commitsOf(history, task.id).at(-1);
      if (!commit) {
        throw new UserError('noCommit', t('This task has no commit of Autobot’s that could be taken back.'));
      }
      await takeCommitBack(task, commit, this.#patience());
      const hunks = commit.hunks.length > 0 ? commit.hunks : committedHunks(history, task.id);
      await history.save([
        { table: 'commits', put: { ...commit, takenBackAt: this.now() } },
        ...review.uncommitted(task, hunks),
      ]);
      await this.#moveReviewed(task, { commit: commit.sha, branch: commit.branch }, commit.parent);
      await tasks.update(task.id, { committedSha: commitsOf(history, task.id).at(-1)?.sha ?? null });
      return commit;
    });
  }

  /** Take HEAD back to where it was before the task's latest turn. */
  takeHeadBack(task: Task): Promise<void> {
    const { history, tasks } = this.parts;
    return this.#exclusive.run(task.workTree, async () => {
      const turn = tasks.turns(task.id).at(-1);
      if (!turn?.gitBefore || !turn.gitAfter) {
        throw new UserError('notMoved', t('HEAD was not moved in this task, so there is nothing to take back.'));
      }
      await takeHeadBack(task.workTree, turn, this.#patience());
      await history.put('turns', { ...turn, gitAfter: { ...turn.gitAfter, takenBackAt: this.now() } });
      const { commit: reviewedCommit, branch: reviewedBranch } = turn.gitBefore;
      await tasks.update(task.id, { reviewedCommit, reviewedBranch });
    });
  }

  /** Take one of a commit hook's hunks out of the commit, while it is HEAD and not pushed; the files stay as they are. */
  takeHookHunkBack(task: Task, path: string, hunk: string): Promise<Commit> {
    const { history } = this.parts;
    return this.#exclusive.run(task.workTree, async () => {
      const commit = commitsOf(history, task.id).at(-1);
      if (!commit) {
        throw new UserError('noCommit', t('This task has no commit of Autobot’s.'));
      }
      const amended = await takeHookHunkOut(task, commit, { path, hunk }, this.#patience());
      await history.put('commits', amended);
      await this.#moveReviewed(task, { commit: commit.sha, branch: commit.branch }, amended.sha);
      await this.parts.tasks.update(task.id, { committedSha: amended.sha });
      return amended;
    });
  }

  async #settle(task: Task): Promise<Committed | undefined> {
    const journal = task.committing;
    if (!journal || this.#making.has(task.id)) {
      return undefined;
    }
    const head = await getHead(task.workTree);
    if (head.commit === journal.head) {
      return undefined; // its hooks may still be at work: later, perhaps
    }
    const made = head.commit === null ? undefined : await findOwnCommit(task.workTree, journal, head.commit);
    if (!made) {
      await this.parts.tasks.update(task.id, { committing: null });
      return undefined;
    }
    this.parts.log.warn(`The commit ${made.sha} was made by a window that has closed; it is finished now.`);
    return { ...(await this.#finish(task, journal, made)), leftOut: [] };
  }

  /** A move of HEAD by our own hand is no news to any task that was reviewed where it was. */
  async #moveReviewed(
    task: Task,
    from: { commit: string | null; branch: string | null },
    reviewedCommit: string | null,
  ): Promise<void> {
    const { tasks } = this.parts;
    const others = tasks.all().filter(other => other.workTree === task.workTree);
    for (const other of others) {
      if (other.id === task.id || (other.reviewedCommit === from.commit && other.reviewedBranch === from.branch)) {
        await tasks.update(other.id, { reviewedCommit, reviewedBranch: from.branch });
      }
    }
  }

  /** Keep what finishing needs. From here on the next window can settle it. */
  async #open(task: Task, plan: PlannedCommit, message: string): Promise<CommitJournal> {
    const note = { task: task.id, turn: 0, kind: 'commit', head: plan.head.commit } as const;
    await keepTree(task.workTree, plan.tree, note);
    if (plan.stagedTree !== plan.headTree) {
      await keepTree(task.workTree, plan.stagedTree, { ...note, kind: 'index' });
    }
    const journal: CommitJournal = {
      head: plan.head.commit,
      branch: plan.head.branch,
      tree: plan.tree,
      indexTree: plan.stagedTree,
      workTree: plan.workTree,
      message,
      hunks: plan.hunks.map(({ path, hunk }) => ({ path, hunk: hunk.id })),
      included: plan.entangled === 'includeMine' ? [...new Set(plan.hunks.map(({ path }) => path))] : [],
      startedAt: this.now(),
    };
    await this.parts.tasks.update(task.id, { committing: journal });
    return journal;
  }

  async #make(task: Task, { tree, head: commit, branch, message }: CommitJournal): Promise<CommitFacts> {
    try {
      return await commitTree(task.workTree, { tree, head: { commit, branch }, message });
    } catch (error) {
      await this.parts.tasks.update(task.id, { committing: null });
      throw error;
    }
  }

  /** Everything after git's own part. Doing it twice does no harm. */
  async #finish(task: Task, journal: CommitJournal, made: CommitFacts): Promise<Omit<Committed, 'leftOut'>> {
    const { history, tasks, review, log } = this.parts;
    const repository = task.workTree;
    const changedByHook = made.tree !== journal.tree;
    const swept = changedByHook ? await findSweptHunks(repository, journal, made.tree) : [];
    let index: EditedIndex | null = null;
    try {
      index = await this.#bringIndexAlong(repository, journal, made, this.#patience());
    } catch (error) {
      // The commit is made, so this must not look as if it were not.
      log.error('The index could not follow the commit yet', error);
      void this.#bringIndexAlong(repository, journal, made, { limit: Infinity })
        .then(() => tasks.update(task.id, { committing: null }))
        .catch((again: unknown) => log.error('The index could not follow the commit', again));
    }
    const known = history.all('commits').find(row => row.taskId === task.id && row.sha === made.sha);
    const commit: Commit = {
      id: known?.id ?? randomUUID(),
      taskId: task.id,
      sha: made.sha,
      parent: journal.head,
      tree: made.tree,
      message: made.message,
      createdAt: made.committedAt,
      branch: journal.branch,
      approvedTree: journal.tree,
      indexBefore: index?.before ?? null,
      indexAfter: index?.after ?? null,
      hunks: journal.hunks,
      swept,
      takenBackAt: null,
    };
    await history.save([{ table: 'commits', put: commit }, ...review.committed(task, journal.hunks)]);
    await this.#moveReviewed(task, { commit: journal.head, branch: journal.branch }, made.sha);
    if (index) {
      await tasks.update(task.id, { committing: null });
    }
    return { commit, changedByHook, indexPending: index === null };
  }

  async #bringIndexAlong(
    repository: string,
    journal: CommitJournal,
    made: CommitFacts,
    patience: Patience,
  ): Promise<EditedIndex> {
    const before = (await getTreeOf(repository, journal.head)) ?? (await getEmptyTree(repository));
    const changes = await diffTrees(repository, before, made.tree, { renames: false });
    const paths = changes.map(({ path }) => path);
    const inWorkTree = await readEntries(repository, journal.workTree, paths);
    return editIndex(
      repository,
      staged =>
        planIndex(repository, staged, changes, ({ path, after }) => {
          // A hook's `git add` took the whole file as it was, and what was staged of it went along.
          const added = made.tree !== journal.tree && sameEntry(inWorkTree.get(path) ?? null, after);
          return added || journal.included.includes(path);
        }),
      patience,
    );
  }

  #patience(): Patience {
    const { patience, log } = this.parts;
    return { limit: patience, onWait: file => log.info(t`Waiting for another git to be done: ${file} is there`) };
  }
}

/** The task's commits that were not taken back, oldest first. */
export function commitsOf(history: History, taskId: string): Commit[] {
  return history.all('commits').filter(row => row.taskId === taskId && row.takenBackAt === null);
}

function committedHunks(history: History, taskId: string): CommitJournal['hunks'] {
  return history.all('decisions').filter(row => row.taskId === taskId && row.decision === 'committed');
}
