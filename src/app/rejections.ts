import { randomUUID } from 'node:crypto';
import { Exclusive } from '../base/exclusive';
import type { Decision, Task } from '../core/model';
import { isWhole } from '../core/reviewedFile';
import { diffTreesOnce, type TreeEntry, withoutRenames } from '../git/diffTrees';
import { keepTree, type SnapshotNote } from '../git/snapshotRefs';
import { editTree, type KnownTree, readEntries } from '../git/trees';
import type { NotPut } from '../git/workFiles';
import { sameEntry } from './attribution';
import { changedPaths, treesOf } from './change';
import type { History } from './history';
import { planEarlier, unknownBefore } from './earlierRejection';
import type { Editors } from './ports';
import { answerFor, type Answers, isAsLeft, type Overlap, planRejection, type RejectionPlan } from './rejectionPlan';
import { findFile, type Review, type Selection } from './review';
import { whatIsGone } from './settlement';
import { planUndo, type UndoPlan } from './undoPlan';
import {
  type CurrentFiles,
  entriesOf,
  readCurrentFiles,
  readTexts,
  snapshotAsSeen,
  type Target,
  writeTargets,
} from './workTree';

export interface Outcome {
  /** Where the developer's own lines reach into what was to change: left alone, and undecided. */
  readonly overlaps: readonly Overlap[];
  /** What could not be written, and why; it is as it was. */
  readonly failed: readonly NotPut[];
  /** Paths that are not what they were to become: something else wrote to them at the same time. */
  readonly differs: readonly string[];
}

export interface Rejected extends Outcome {
  /** The trees around it; undo goes the other way. */
  readonly undoFrom: string;
  readonly undoTo: string;
}

/** What a kept tree says of itself besides its task. */
type Note = Pick<SnapshotNote, 'kind'> & Record<string, unknown>;

interface Writing {
  readonly paths: readonly string[];
  readonly current: CurrentFiles;
  readonly targets: ReadonlyMap<string, Target>;
  /** Trees that the work tree may well be now. */
  readonly known: readonly KnownTree[];
  /** Settled once all of it can be taken back. */
  readonly recorded: Promise<unknown>;
}

/** Takes hunks out of the work tree and brings them back. Every other line stays as it is, and nothing is lost. */
export class Rejections {
  readonly #exclusive = new Exclusive();

  constructor(
    private readonly history: History,
    private readonly review: Review,
    private readonly editors: Editors,
    private readonly now: () => number = Date.now,
  ) {}

  /** Where a rejection would leave something alone unless told what to do. Writes nothing. */
  async overlaps(task: Task, selection: Selection): Promise<readonly Overlap[]> {
    return (await this.#plan(task, selection, 'leave')).plan.overlaps;
  }

  /**
   * Take hunks out, keep what was there, and remember.
   *
   * What was there is kept first, and the decisions are on record before the first file is written (without `undoTo`,
   * so that {@link settle} finds them if this window dies): whatever happens on the way can be undone.
   */
  reject(
    task: Task,
    selection: Selection,
    { reason, answers = 'leave' }: { readonly reason: string | null; readonly answers?: Answers },
  ): Promise<Rejected> {
    return this.#exclusive.run(task.workTree, async () => {
      await this.#settle(task);
      const { plan, paths, current, known } = await this.#plan(task, selection, answers);
      const undoFrom = current.tree;
      const at = this.now();
      const rows = plan.files.flatMap(({ path, hunks }) =>
        hunks.map(({ id: hunk }): Decision => {
          const facts = {
            decision: 'rejected',
            reason,
            undoFrom,
            undoTo: null,
            shown: null,
            seen: null,
            createdAt: at,
          } as const;
          return { id: randomUUID(), taskId: task.id, path, hunk, ...facts };
        }),
      );
      const recorded = this.#keep(task, undoFrom, { kind: 'reject', reason }).then(() => this.#save(rows, []));
      const targets = new Map(plan.files.flatMap(file => file.targets));
      const doneRows = (failed: readonly NotPut[]): Decision[] => {
        const lost = new Set(failed.map(({ path }) => path));
        const done = plan.files.filter(file => !file.targets.some(([path]) => lost.has(path)));
        const paths = new Set(done.map(file => file.path));
        return rows.filter(row => paths.has(row.path));
      };
      const written = this.#write(task, { paths, current, targets, known, recorded }, failed => ({
        kind: 'reject',
        reason,
        hunks: doneRows(failed).map(row => row.hunk),
      }));
      const { undoTo, failed, differs } = await written.catch(async (error: unknown) => {
        await recorded.catch(() => undefined); // the first error is the story; it is settled later then
        await this.#settle(task).catch(() => undefined);
        throw error;
      });
      const done = new Set(doneRows(failed));
      await this.#save(
        [...done].map(row => ({ ...row, undoTo })),
        rows.filter(row => !done.has(row)),
      );
      return { overlaps: plan.overlaps, failed, differs, undoFrom, undoTo };
    });
  }

  /** The decisions of the latest rejection that is not undone. */
  latest(taskId: string): Decision[] {
    const rejected = this.#rejected(taskId).filter(row => row.undoTo !== null);
    const last = rejected.reduce<Decision | undefined>((a, b) => (a && a.createdAt > b.createdAt ? a : b), undefined);
    return rejected.filter(row => row.undoFrom === last?.undoFrom && row.createdAt === last.createdAt);
  }

  /** Bring back what these decisions took out. What the developer did since stays; where both reach, they are told. */
  undo(task: Task, undone: readonly Decision[], answers: Answers = 'leave'): Promise<Outcome> {
    return this.#exclusive.run(task.workTree, async () => {
      const settled = new Set((await this.#settle(task)).map(row => row.id));
      const rows = undone
        .map(row => this.history.find('decisions', row.id))
        .filter(row => row?.decision === 'rejected' && !settled.has(row.id));
      return this.#undo(
        task,
        rows.filter(row => row !== undefined),
        answers,
      );
    });
  }

  /**
   * Bring back what one rejection took out of a file before a turn that is over. The change is without it since then, so it goes into
   * both the work tree and the change's "after" tree, which is given, and is to be decided on once more.
   *
   * Nothing is written where lines have changed since in either of them: `changedSince`.
   */
  bringBackEarlier(task: Task, rows: readonly Decision[]): Promise<Outcome & { readonly afterTree: string | null }> {
    return this.#exclusive.run(task.workTree, async () => {
      await this.#settle(task);
      const { inWorkTree, inChange, paths, current } = await planEarlier(task, rows, this.editors);
      const recorded = this.#keep(task, current.tree, { kind: 'undo' });
      const writing = { paths, current, targets: new Map(inWorkTree), known: [], recorded };
      const { failed, differs } = await this.#write(task, writing, () => ({ kind: 'undo' }));
      if (failed.length > 0 || task.afterTree === null) {
        return { overlaps: [], failed, differs, afterTree: task.afterTree };
      }
      const afterTree = await editTree(
        task.workTree,
        task.afterTree,
        await entriesOf(task.workTree, new Map(inChange)),
      );
      await this.#keep(task, afterTree, { kind: 'end' });
      await this.#save([], rows);
      return { overlaps: [], failed, differs, afterTree };
    });
  }

  /** After a window died in the middle of a rejection: what is gone is rejected, what is still there is not. */
  settle(task: Task): Promise<unknown> {
    return this.#exclusive.run(task.workTree, () => this.#settle(task));
  }

  async #plan(
    task: Task,
    selection: Selection,
    answers: Answers,
  ): Promise<{ plan: RejectionPlan; paths: string[]; current: CurrentFiles; known: readonly KnownTree[] }> {
    const change = await this.review.change(task);
    const files = change.files.filter(file => selection.has(file.path));
    const byPath = new Map(files.map(file => [file.path, file]));
    const paths = changedPaths(files);
    const needsLines = (path: string, entry: TreeEntry): boolean => {
      const file = byPath.get(path);
      const all = file !== undefined && file.hunks.every(hunk => selection.get(path)?.has(hunk.id));
      return file !== undefined && !(all && isAsLeft(file, { path, entry, lines: undefined, unsaved: false }));
    };
    const known = treesOf(change, files);
    const current = await readCurrentFiles(task.workTree, paths, this.editors, { needsLines, known });
    const plan = planRejection({
      files,
      current: current.files,
      texts: await readTexts(
        task.workTree,
        files
          .filter(file => isWhole(file) && !isAsLeft(file, current.files.get(file.path)))
          .flatMap(file => [file.before, file.after]),
      ),
      answers,
      stateOf: this.review.statesOf(task),
      isTarget: (path, hunk) => selection.get(path)?.has(hunk.id) ?? false,
    });
    return { plan, paths, current, known };
  }

  async #undo(task: Task, rows: readonly Decision[], answers: Answers): Promise<Outcome> {
    const overlaps: Overlap[] = [];
    const failed: NotPut[] = [];
    const differs: string[] = [];
    // Rejections one by one, the latest first: each goes back to what it found.
    for (const group of groupsOf(rows)) {
      const outcome = await this.#undoRejection(task, group, answers);
      overlaps.push(...outcome.overlaps);
      failed.push(...outcome.failed);
      differs.push(...outcome.differs);
    }
    return { overlaps, failed, differs };
  }

  async #undoRejection(task: Task, rows: readonly Decision[], answers: Answers): Promise<Outcome> {
    const { undoFrom = null, undoTo = null } = rows[0] ?? {};
    if (!undoFrom || !undoTo) {
      throw unknownBefore();
    }
    const change = await this.review.change(task);
    const files = [...new Set(rows.map(row => row.path))].map(path => findFile(change, path));
    const paths = changedPaths(files);
    const [was, became] = await Promise.all([
      readEntries(task.workTree, undoFrom, paths),
      readEntries(task.workTree, undoTo, paths),
    ]);
    const known = [
      { tree: undoFrom, entries: was },
      { tree: undoTo, entries: became },
    ];
    const current = await readCurrentFiles(task.workTree, paths, this.editors, { known });
    const changed = paths.filter(path => !sameEntry(was.get(path) ?? null, became.get(path) ?? null));
    const texts = await readTexts(
      task.workTree,
      changed.flatMap(path => [was.get(path) ?? null, became.get(path) ?? null]),
    );
    const siblings = this.#rejected(task.id).filter(row => row.undoFrom === undoFrom && row.undoTo === undoTo);
    const planned = files.map(file => {
      const own = rows.filter(row => row.path === file.path);
      const isAll = siblings.every(row => row.path !== file.path || own.some(other => other.id === row.id));
      const hunks = file.hunks.filter(hunk => own.some(row => row.hunk === hunk.id));
      const answer = answerFor(answers, hunks[0]?.id ?? '');
      const facts = { paths: changedPaths([file]), was, became, current: current.files, texts, answer };
      const part = { file, stateOf: this.review.stateOf(task, file.path), hunks };
      return { own, plan: planUndo({ ...facts, ...(!isAll && { part }) }) };
    });
    const recorded = this.#keep(task, current.tree, { kind: 'undo' });
    const targets = new Map(planned.flatMap(({ plan }) => plan.targets));
    const writing = { paths, current, targets, known, recorded };
    const { failed, differs } = await this.#write(task, writing, () => ({ kind: 'undo' }));
    const isLost = ({ targets }: UndoPlan): boolean =>
      targets.some(([path]) => failed.some(other => other.path === path));
    const done = planned.filter(({ plan }) => plan.overlaps.length === 0 && !isLost(plan));
    await this.#save(
      [],
      done.flatMap(({ own }) => own),
    );
    const overlaps = planned.flatMap(({ plan, own }) =>
      plan.overlaps.map(({ path, line }) => ({ path, line, hunks: own.map(row => row.hunk), canPutBack: true })),
    );
    return { overlaps, failed, differs };
  }

  /**
   * Write, keep what the work tree became, and compare it with what it was to become.
   *
   * What takes time beside the writing runs beside it; but nothing is touched before it can be taken back.
   */
  async #write(
    task: Task,
    { paths, current, targets, known, recorded }: Writing,
    noteOf: (failed: readonly NotPut[]) => Note,
  ): Promise<{ undoTo: string; failed: readonly NotPut[]; differs: readonly string[] }> {
    const repository = task.workTree;
    recorded.catch(() => undefined); // the writing fails with it
    const { done, failed } = await writeTargets(repository, current, targets, this.editors, recorded);
    await recorded; // also where there was nothing to write
    const { tree: undoTo } = await snapshotAsSeen(repository, paths, this.editors, known);
    const [differs] = await Promise.all([
      differences(repository, current, undoTo, done),
      this.#keep(task, undoTo, noteOf(failed)),
    ]);
    return { undoTo, failed, differs };
  }

  async #settle(task: Task): Promise<Decision[]> {
    const open = this.#rejected(task.id).filter(row => row.undoFrom !== null && row.undoTo === null);
    if (open.length === 0) {
      return [];
    }
    const files = (await this.review.change(task)).files.filter(file => open.some(row => row.path === file.path));
    const current = await readCurrentFiles(task.workTree, changedPaths(files), this.editors);
    const gone = whatIsGone(open, files, current.files, this.review.statesOf(task));
    const notGone = open.filter(row => !gone.includes(row));
    await this.#keep(task, current.tree, { kind: 'reject', hunks: gone.map(row => row.hunk) });
    await this.#save(
      gone.map(row => ({ ...row, undoTo: current.tree })),
      notGone,
    );
    return notGone;
  }

  #rejected(taskId: string): Decision[] {
    return this.history.all('decisions').filter(row => row.taskId === taskId && row.decision === 'rejected');
  }

  #keep(task: Task, tree: string, note: Note): Promise<string> {
    return keepTree(task.workTree, tree, { task: task.id, turn: 0, ...note });
  }

  #save(put: readonly Decision[], gone: readonly Decision[]): Promise<void> {
    return this.history.save([
      ...put.map(row => ({ table: 'decisions' as const, put: row })),
      ...gone.map(row => ({ table: 'decisions' as const, delete: row.id })),
    ]);
  }
}

/** The paths that are not what they were to become, or that nobody was to touch. */
async function differences(
  repository: string,
  current: CurrentFiles,
  tree: string,
  done: ReadonlyMap<string, TreeEntry | null>,
): Promise<string[]> {
  const changes = tree === current.tree ? [] : withoutRenames(await diffTreesOnce(repository, current.tree, tree));
  const became = new Map(changes.map(change => [change.path, change.after]));
  const differs = [...done].filter(([path, entry]) => {
    const before = current.unsaved.has(path) ? undefined : current.files.get(path)?.entry;
    const now = became.has(path) ? became.get(path) : before;
    return now !== undefined && !sameEntry(now, entry);
  });
  // With other rules of what is ignored, files come into view and go out of it that nobody has touched.
  const sameRules = ![...done.keys()].some(path => /(^|\/)\.gitignore$/.test(path));
  const others = changes.map(({ path }) => path).filter(path => sameRules && !done.has(path));
  return [...differs.map(([path]) => path), ...others];
}

/** By the rejection that made them, the latest first. */
function groupsOf(rows: readonly Decision[]): Decision[][] {
  const groups = Map.groupBy(rows, row => `${row.createdAt} ${String(row.undoFrom)} ${String(row.undoTo)}`);
  return [...groups.values()].toSorted(([a], [b]) => (b?.createdAt ?? 0) - (a?.createdAt ?? 0));
}
