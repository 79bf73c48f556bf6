import { randomUUID } from 'node:crypto';
import { UserError } from '../base/errors';
import { Exclusive } from '../base/exclusive';
import type { Hunk } from '../core/hunks';
import type { Decision, DecisionKind, Task } from '../core/model';
import { type HunkState, isWhole, placesIn, type ReviewedFile, type StateOf } from '../core/reviewedFile';
import { keepTree } from '../git/snapshotRefs';
import { readEntries } from '../git/trees';
import { type Change, loadChange } from './change';
import type { History } from './history';
import type { Editors } from './ports';
import { planRejection, type Rejection } from './rejection';
import { readCurrentFiles, takeBack } from './workTree';

/** Hunks by path. */
export type Selection = ReadonlyMap<string, ReadonlySet<string>>;

export interface RejectOutcome {
  /** Paths where the developer's own lines reach into a hunk that was to go, which were left alone. */
  readonly overlaps: readonly string[];
}

/** What the user decides on hunks, kept in the store and carried out in the work tree. */
export class Review {
  readonly #changes = new Map<string, Promise<Change>>();
  readonly #exclusive = new Exclusive();

  constructor(
    private readonly history: History,
    private readonly editors: Editors,
    private readonly now: () => number = Date.now,
  ) {}

  /** The task's change; no files while it has none. Read once for each pair of trees. */
  change(task: Task): Promise<Change> {
    const { beforeTree: before, afterTree: after } = task;
    if (!before || !after) {
      return Promise.resolve({ before: before ?? '', after: after ?? '', files: [] });
    }
    const key = `${task.id} ${before} ${after}`;
    const known = this.#changes.get(key);
    if (known) {
      return known;
    }
    for (const old of this.#changes.keys()) {
      if (old.startsWith(`${task.id} `)) {
        this.#changes.delete(old);
      }
    }
    const loading = loadChange(task.workTree, before, after, task.ignoredFiles);
    loading.catch(() => this.#changes.delete(key));
    this.#changes.set(key, loading);
    return loading;
  }

  /** What was decided on each hunk of a file. */
  stateOf(task: Task, path: string): StateOf {
    const decisions = this.#decisions(task).filter(decision => decision.path === path);
    const states = new Map(decisions.map(decision => [decision.hunk, decision.decision]));
    return hunk => {
      const state = states.get(hunk.id) ?? 'pending';
      return state === 'rejectedBefore' ? 'pending' : state;
    };
  }

  /** Hunks of a file that the user took out in an earlier turn: one of them that is there has come back. */
  rejectedBefore(task: Task, path: string): ReadonlySet<string> {
    const rows = this.#decisions(task).filter(row => row.path === path && row.decision === 'rejectedBefore');
    return new Set(rows.map(row => row.hunk));
  }

  /** Mark pending hunks as approved. */
  async approve(task: Task, selection: Selection): Promise<void> {
    const change = await this.change(task);
    const chosen = select(change, selection).filter(
      ({ file, hunk }) => this.stateOf(task, file.path)(hunk) === 'pending',
    );
    const shown = await this.#contents(
      task,
      chosen.flatMap(({ file }) => (file.protectedFor ? [file] : [])),
    );
    const rows = chosen.map(({ file, hunk }) =>
      this.#row(task, file.path, hunk, 'approved', { shown: shown.get(file.path) ?? null }),
    );
    await this.history.save(rows.map(put => ({ table: 'decisions', put })));
  }

  /** Approvals of protected files whose content is not what was approved are forgotten. Gives the paths. */
  async lapse(task: Task): Promise<readonly string[]> {
    const { files } = await this.change(task);
    const guarded = files.filter(file => file.protectedFor !== undefined);
    const approved = this.#decisions(task).filter(
      ({ path, decision }) => decision === 'approved' && guarded.some(file => file.path === path),
    );
    if (approved.length === 0) {
      return [];
    }
    const contents = await this.#contents(task, guarded);
    const lapsed = approved.filter(({ path, shown }) => shown !== contents.get(path));
    await this.history.save(lapsed.map(({ id }) => ({ table: 'decisions', delete: id })));
    return [...new Set(lapsed.map(({ path }) => path))];
  }

  /** What files hold now, unsaved editors included, as text that is the same for the same content alone. */
  async #contents(task: Task, files: readonly ReviewedFile[]): Promise<Map<string, string>> {
    if (files.length === 0) {
      return new Map();
    }
    const paths = [...new Set(files.flatMap(({ path, from }) => (from === null ? [path] : [path, from])))];
    const { tree } = await readCurrentFiles(task.workTree, paths, this.editors);
    const entries = await readEntries(task.workTree, tree, paths);
    const textOf = (path: string): string => {
      const entry = entries.get(path);
      return entry ? `${entry.mode} ${entry.id}` : 'none';
    };
    return new Map(
      files.map(({ path, from }) => [path, [path, ...(from === null ? [] : [from])].map(textOf).join(' ')]),
    );
  }

  /** All hunks that nobody has decided on. */
  async pending(task: Task): Promise<Selection> {
    return this.#where(task, state => state === 'pending');
  }

  /** Undecided hunks that no lines of the developer's reach into, in files that need no approval of their own. */
  async pendingAlone(task: Task): Promise<Selection> {
    const [{ files }, pending] = [await this.change(task), await this.pending(task)];
    const { files: current } = await readCurrentFiles(task.workTree, [...pending.keys()], this.editors);
    const alone = files
      .filter(file => file.protectedFor === undefined)
      .flatMap(file => {
        const lines = current.get(file.path)?.lines;
        const hunks = [...(pending.get(file.path) ?? [])];
        const shared =
          isWhole(file) || !lines
            ? []
            : placesIn(file, lines, this.stateOf(task, file.path)).filter(place => place.kind === 'both');
        const both = shared.flatMap(place => place.hunks.map(hunk => hunk.id));
        const left = hunks.filter(id => !both.includes(id));
        return left.length > 0 ? [[file.path, new Set(left)] as const] : [];
      });
    return new Map(alone);
  }

  /** All hunks that are neither committed nor rejected yet: what a rejection of the task takes back. */
  async rejectable(task: Task): Promise<Selection> {
    return this.#where(task, state => state === 'pending' || state === 'approved');
  }

  /** Which files a rejection would leave alone in part, unless told what to do. Writes nothing. */
  async overlapsOf(task: Task, selection: Selection): Promise<readonly string[]> {
    const change = await this.change(task);
    const { plan } = await this.#plan(task, change, selection, 'keep');
    return plan.overlaps;
  }

  /** Take hunks out of the work tree, keep what was there, and remember. Every other line stays as it is. */
  reject(
    task: Task,
    selection: Selection,
    options: { reason: string | null; overlapping?: 'keep' | 'putBack' },
  ): Promise<RejectOutcome & { undoFrom: string; undoTo: string }> {
    return this.#exclusive.run(task.workTree, async () => {
      const change = await this.change(task);
      const { plan, paths, tree: undoFrom } = await this.#plan(task, change, selection, options.overlapping ?? 'keep');
      const note = { task: task.id, turn: 0, reason: options.reason };
      await keepTree(task.workTree, undoFrom, { ...note, kind: 'reject' });
      const done: { path: string; hunk: Hunk }[] = [];
      try {
        for (const step of plan.steps) {
          await step.run();
          done.push(...step.hunks.map(hunk => ({ path: step.path, hunk })));
        }
      } finally {
        // Also when a step failed: what was done before it is true, and has its undo.
        const { tree: undoTo } = await readCurrentFiles(task.workTree, paths, this.editors);
        await keepTree(task.workTree, undoTo, { ...note, kind: 'reject', hunks: done.map(({ hunk }) => hunk.id) });
        const facts = { reason: options.reason, undoFrom, undoTo };
        const rows = done.map(({ path, hunk }) => this.#row(task, path, hunk, 'rejected', facts));
        await this.history.save(rows.map(put => ({ table: 'decisions', put })));
      }
      const { tree: undoTo } = await readCurrentFiles(task.workTree, paths, this.editors);
      return { overlaps: plan.overlaps, undoFrom, undoTo };
    });
  }

  /** Forget an approval, or bring a rejected hunk back into the work tree. */
  async undo(task: Task, path: string, hunkId: string): Promise<void> {
    const decision = this.#decisions(task).find(row => row.path === path && row.hunk === hunkId);
    if (!decision || decision.decision === 'committed' || decision.decision === 'rejectedBefore') {
      throw new UserError(
        'noDecision',
        decision?.decision === 'committed' ? 'This hunk is committed already.' : 'Nothing was decided on this hunk.',
      );
    }
    if (decision.decision === 'rejected') {
      const file = findFile(await this.change(task), path);
      await this.putBackRejection(task, file.from ? [path, file.from] : [path], decision);
    }
    await this.history.save([{ table: 'decisions', delete: decision.id }]);
  }

  /** Undo what a rejection did to some files. Throws if the developer has since changed the same lines. */
  putBackRejection(
    task: Task,
    paths: readonly string[],
    { undoFrom, undoTo }: { undoFrom: string | null; undoTo: string | null },
  ): Promise<void> {
    return this.#exclusive.run(task.workTree, async () => {
      if (!undoFrom || !undoTo) {
        throw new UserError('noUndo', 'What was there before is not known, so it cannot be brought back.');
      }
      const { tree } = await readCurrentFiles(task.workTree, paths, this.editors);
      await keepTree(task.workTree, tree, { task: task.id, turn: 0, kind: 'undo' });
      const left = await takeBack(task.workTree, paths, { from: undoFrom, to: undoTo }, this.editors);
      if (left.length > 0) {
        throw new UserError(
          'overlap',
          `You have changed the same lines since, so these were left as they are: ${left.join(', ')}.`,
        );
      }
    });
  }

  /** Decisions of the user's on this task. */
  #decisions(task: Task): Decision[] {
    return this.history.all('decisions').filter(decision => decision.taskId === task.id);
  }

  async #where(task: Task, wanted: (state: HunkState) => boolean): Promise<Selection> {
    const { files } = await this.change(task);
    const entries = files.map(file => {
      const stateOf = this.stateOf(task, file.path);
      return [file.path, new Set(file.hunks.filter(hunk => wanted(stateOf(hunk))).map(hunk => hunk.id))] as const;
    });
    return new Map(entries.filter(([, hunks]) => hunks.size > 0));
  }

  async #plan(
    task: Task,
    change: Change,
    selection: Selection,
    overlapping: 'keep' | 'putBack',
  ): Promise<{ plan: Rejection; paths: string[]; tree: string }> {
    const files = change.files.filter(file => selection.has(file.path));
    const paths = files.flatMap(file => (file.from ? [file.path, file.from] : [file.path]));
    const { tree, files: current } = await readCurrentFiles(task.workTree, paths, this.editors);
    const plan = planRejection({
      repository: task.workTree,
      files,
      current,
      editors: this.editors,
      overlapping,
      stateOf: path => this.stateOf(task, path),
      isTarget: (path, hunk) => selection.get(path)?.has(hunk.id) ?? false,
    });
    return { plan, paths, tree };
  }

  #row(
    task: Task,
    path: string,
    hunk: Hunk,
    decision: DecisionKind,
    facts: Partial<Pick<Decision, 'reason' | 'undoFrom' | 'undoTo' | 'shown'>>,
  ): Decision {
    const known = this.#decisions(task).find(row => row.path === path && row.hunk === hunk.id);
    return {
      id: known?.id ?? randomUUID(),
      taskId: task.id,
      path,
      hunk: hunk.id,
      decision,
      reason: null,
      undoFrom: null,
      undoTo: null,
      shown: null,
      createdAt: this.now(),
      ...facts,
    };
  }
}

export function findFile(change: Change, path: string): ReviewedFile {
  const file = change.files.find(candidate => candidate.path === path);
  if (!file) {
    throw new UserError('noFile', `${path} is not part of this task's change.`);
  }
  return file;
}

export function findHunk(file: ReviewedFile, id: string): Hunk {
  const hunk = file.hunks.find(candidate => candidate.id === id);
  if (!hunk) {
    throw new UserError('noHunk', `This hunk of ${file.path} is not there any more. Look at the change again.`);
  }
  return hunk;
}

function select(change: Change, selection: Selection): { file: ReviewedFile; hunk: Hunk }[] {
  return change.files.flatMap(file =>
    file.hunks.filter(hunk => selection.get(file.path)?.has(hunk.id)).map(hunk => ({ file, hunk })),
  );
}
