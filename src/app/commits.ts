import { randomUUID } from 'node:crypto';
import { UserError } from '../base/errors';
import type { CommitMessageRequest } from '../core/agentKind';
import { showPath } from '../core/gitPath';
import type { Commit, Task } from '../core/model';
import { commitTree, getEmptyTree, getPatch } from '../git/commit';
import { readCommitConventions } from '../git/commitConventions';
import { diffTrees } from '../git/diffTrees';
import { getHead, getRecentSubjects, isIndexLocked } from '../git/repositoryState';
import { keepTree } from '../git/snapshotRefs';
import { applyToIndex, getTreeOf } from '../git/trees';
import { type CommitPlan, planCommit, planIndex } from './commitPlan';
import type { History } from './history';
import type { Editors } from './ports';
import type { Review } from './review';
import { readCurrentFiles } from './workTree';

export type Entangled = 'leaveOut' | 'includeMine';

export interface PlannedCommit extends CommitPlan {
  /** The commit that HEAD was when this was planned. */
  readonly head: string | null;
  readonly headTree: string | null;
}

export interface Committed {
  readonly commit: Commit;
  /** Approved hunks that could not be committed, by file and reason. */
  readonly leftOut: CommitPlan['leftOut'];
  /** A hook changed what was committed. */
  readonly changedByHook: boolean;
}

/** Turns approved hunks into commits that hold them and nothing else. */
export class Commits {
  constructor(
    private readonly history: History,
    private readonly review: Review,
    private readonly editors: Editors,
    private readonly now: () => number = Date.now,
  ) {}

  /** What a commit would hold now. Throws with the reasons if that is nothing. */
  async plan(task: Task, entangled: Entangled = 'leaveOut'): Promise<PlannedCommit> {
    const lapsed = await this.review.lapse(task);
    if (lapsed.length > 0) {
      const have = lapsed.length === 1 ? 'has' : 'have';
      throw new UserError(
        'lapsed',
        `${lapsed.map(showPath).join(', ')} ${have} changed since you approved it. Look at it again, then approve it by itself.`,
      );
    }
    const { files } = await this.review.change(task);
    const paths = files.flatMap(file => (file.from ? [file.path, file.from] : [file.path]));
    const head = (await getHead(task.workTree)).commit;
    const headTree = await getTreeOf(task.workTree, head);
    const plan = await planCommit({
      repository: task.workTree,
      headTree,
      files,
      current: (await readCurrentFiles(task.workTree, paths, this.editors)).files,
      stateOf: path => this.review.stateOf(task, path),
      entangled,
    });
    if (plan.hunks.length === 0 || plan.tree === headTree) {
      const why = plan.leftOut.map(({ path, why }) => `${path}: ${why}`).join('; ');
      throw new UserError(
        'nothingToCommit',
        why ? `Nothing can be committed. ${why}.` : 'There is nothing approved to commit.',
      );
    }
    return { ...plan, head, headTree };
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
   * If hooks refuse, or HEAD has moved, nothing has changed and the error says so.
   */
  async commit(task: Task, plan: PlannedCommit, message: string): Promise<Committed> {
    const repository = task.workTree;
    if (message.trim() === '') {
      throw new UserError('noMessage', 'A commit needs a message.');
    }
    if (await isIndexLocked(repository)) {
      throw new UserError(
        'locked',
        'Another git process is using this repository (index.lock). Try again when it is done.',
      );
    }
    await keepTree(repository, plan.tree, { task: task.id, turn: 0, kind: 'commit', head: plan.head });
    const sha = await commitTree(repository, { tree: plan.tree, head: plan.head, message });
    const tree = (await getTreeOf(repository, sha)) ?? plan.tree;
    const empty = plan.headTree ?? (await getEmptyTree(repository));
    const changes = await diffTrees(repository, empty, tree, { renames: false });
    await applyToIndex(repository, await planIndex(repository, changes));
    const commit: Commit = {
      id: randomUUID(),
      taskId: task.id,
      sha,
      parent: plan.head,
      tree,
      message,
      createdAt: this.now(),
    };
    const decided = this.history.all('decisions').filter(row => row.taskId === task.id);
    const committed = decided.filter(row =>
      plan.hunks.some(({ path, hunk }) => path === row.path && hunk.id === row.hunk),
    );
    await this.history.save([
      { table: 'commits', put: commit },
      ...committed.map(row => ({ table: 'decisions' as const, put: { ...row, decision: 'committed' as const } })),
    ]);
    return { commit, leftOut: plan.leftOut, changedByHook: tree !== plan.tree };
  }
}
