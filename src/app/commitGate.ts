import { t } from '@vscode/l10n';
import { UserError } from '../base/errors';
import { blocks } from '../core/gate';
import type { Hunk } from '../core/hunks';
import type { GateResult, Task } from '../core/model';
import type { HunkState, ReviewedFile } from '../core/reviewedFile';
import { diffTrees } from '../git/diffTrees';
import { getStagedTree } from '../git/editIndex';
import { getHeadTree, getTreeOf } from '../git/trees';
import { changedPaths } from './change';
import { planCommit } from './commitPlan';
import type { GateService } from './gateService';
import type { Editors } from './ports';
import type { Review } from './review';
import { readCurrentFiles } from './workTree';

/** What would be committed, beside what is in the work tree, which is what gates judge. */
export interface CommitCheck {
  readonly tree: string;
  /** Files that are otherwise in the work tree: the developer's own edits, and hunks that are left out. */
  readonly differs: readonly string[];
}

export interface CommitChecks {
  /** What "Approve" would lead to: hunks that are not decided yet are in it. */
  readonly whole: CommitCheck | null;
  /** What a commit would hold now: approved hunks alone. */
  readonly approved: CommitCheck | null;
}

/** Whether what would be committed is what gates have judged. */
export class CommitGate {
  constructor(
    private readonly review: Review,
    private readonly gates: GateService,
    private readonly editors: Editors,
  ) {}

  /**
   * `null`: there is nothing to commit, or conflicts in the index keep everything from it. `head`: HEAD's commit, if it is
   * known.
   */
  async check(task: Task, currentTree: string, head?: string | null): Promise<CommitChecks> {
    const [approved, pending] = await Promise.all([this.review.approved(task), this.review.pending(task)]);
    const whole = await this.#check(task, currentTree, { head, undecided: task.status !== 'approved' });
    if (approved.size === 0) {
      return { whole, approved: null };
    }
    const isWhole = task.status === 'approved' || pending.size === 0;
    return { whole, approved: isWhole ? whole : await this.#check(task, currentTree, { head, undecided: false }) };
  }

  /** `undecided`: hunks that are not decided yet count as approved. */
  async #check(
    task: Task,
    currentTree: string,
    { head, undecided }: { readonly head: string | null | undefined; readonly undecided: boolean },
  ): Promise<CommitCheck | null> {
    const { files } = await this.review.change(task);
    const [headTree, stagedTree] = await Promise.all([
      head === undefined ? getHeadTree(task.workTree) : getTreeOf(task.workTree, head),
      getStagedTree(task.workTree).catch(asNoTree),
    ]);
    if (stagedTree === null) {
      return null;
    }
    if (
      headTree === task.beforeTree &&
      stagedTree === headTree &&
      this.#isAllOfIt(task, files, currentTree, undecided)
    ) {
      return { tree: currentTree, differs: [] };
    }
    const { files: current } = await readCurrentFiles(task.workTree, changedPaths(files), this.editors);
    const open = undecided ? await this.review.openAlone(task, current) : new Map<string, ReadonlySet<string>>();
    const stateOf: Parameters<typeof planCommit>[0]['stateOf'] = path => {
      const decided = this.review.stateOf(task, path);
      const isNext = ({ id }: Hunk): boolean => open.get(path)?.has(id) ?? false;
      return hunk => (decided(hunk) === 'pending' && isNext(hunk) ? 'approved' : decided(hunk));
    };
    const plan = await planCommit({
      ...{ repository: task.workTree, headTree, stagedTree, files, current, stateOf, entangled: 'leaveOut' },
    });
    if (plan.hunks.length === 0) {
      return null;
    }
    const changes = plan.tree === currentTree ? [] : await diffTrees(task.workTree, plan.tree, currentTree);
    return { tree: plan.tree, differs: changes.map(({ path }) => path) };
  }

  /** The verdicts on exactly this tree, wherever it was judged. */
  verdictsOn(task: Task, tree: string): GateResult[] {
    return this.gates.resultsOn(task, tree).filter(row => this.gates.isCurrent(task, row));
  }

  /** Throws in words when gates failed on exactly what is to be committed and nobody said why it is right all the same. */
  checkReason(task: Task, tree: string, reason: string | null): void {
    const failed = this.verdictsOn(task, tree).filter(blocks);
    if (failed.length > 0 && !(reason ?? task.approvalReason)?.trim()) {
      const names = failed.map(row => `“${row.gateName}”`).join(', ');
      throw new UserError(
        'needsReason',
        t`On exactly what would be committed, ${names} did not pass. Approve it with a reason, or have it fixed.`,
      );
    }
  }

  /** Nobody but Claude has changed anything, and all of it is approved, or would be by "Approve". */
  #isAllOfIt(task: Task, files: readonly ReviewedFile[], currentTree: string, undecided: boolean): boolean {
    const isNext = (state: HunkState): boolean => state === 'pending' && undecided;
    return (
      currentTree === task.afterTree &&
      this.editors.unsavedFiles().length === 0 &&
      files.every(({ path, ignored, protectedFor, hunks }) => {
        const stateOf = this.review.stateOf(task, path);
        const isIn = (state: HunkState): boolean =>
          state === 'approved' || (isNext(state) && protectedFor === undefined);
        return !ignored && hunks.every(hunk => isIn(stateOf(hunk)));
      })
    );
  }
}

function asNoTree(error: unknown): null {
  if (UserError.is(error, 'conflicts')) {
    return null;
  }
  throw error;
}
