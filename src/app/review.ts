import { t } from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
import { UserError } from '../base/errors';
import { showPath } from '../core/gitPath';
import type { Hunk } from '../core/hunks';
import type { CommitJournal, Decision, DecisionKind, Task } from '../core/model';
import { type HunkState, isWhole, placesIn, type ReviewedFile, type StateOf } from '../core/reviewedFile';
import { printHunks } from '../core/shownLines';
import { readEntries } from '../git/trees';
import type { Change as StoredChange } from '../store/changes';
import { type Change, loadChange } from './change';
import { isInWork } from './editedPaths';
import type { History } from './history';
import type { Editors } from './ports';
import { markChange } from './radar';
import { type RejectedHunk, rejectedHunks } from './rejected';
import { type CurrentFile, readCurrentFiles } from './workTree';

/** Hunks by path. */
export type Selection = ReadonlyMap<string, ReadonlySet<string>>;

/** What the user decides on hunks, kept in the store. Rejections carries out what takes hunks out of the work tree. */
export class Review {
  readonly #changes = new Map<string, { readonly change: Promise<Change>; readonly isInWork: boolean }>();

  constructor(
    private readonly history: History,
    private readonly editors: Editors,
    /** See {@link findEditedPaths}. */
    private readonly editedPaths: (task: Task) => Promise<ReadonlySet<string> | null> = () => Promise.resolve(null),
    private readonly now: () => number = Date.now,
  ) {}

  /** The task's change, its risks marked; no files while it has none. Read once for each pair of trees. */
  change(task: Task): Promise<Change> {
    const { beforeTree: before, afterTree: after } = task;
    if (!before || !after) {
      return Promise.resolve({ before: before ?? '', after: after ?? '', files: [] });
    }
    const key = `${task.id} ${before} ${after} ${JSON.stringify([task.ignoredFiles, task.sharedLines])}`;
    const known = this.#changes.get(key);
    if (known && (known.isInWork || !isInWork(task))) {
      return known.change;
    }
    for (const old of this.#changes.keys()) {
      if (old.startsWith(`${task.id} `)) {
        this.#changes.delete(old);
      }
    }
    const change = this.#load(task, before, after);
    change.catch(() => this.#changes.delete(key));
    this.#changes.set(key, { change, isInWork: isInWork(task) });
    return change;
  }

  async #load(task: Task, before: string, after: string): Promise<Change> {
    const [change, edited] = await Promise.all([
      loadChange(task.workTree, before, after, task),
      this.editedPaths(task).catch(() => null),
    ]);
    return markChange(task.workTree, change, edited);
  }

  /** What was decided on each hunk of a file. */
  stateOf(task: Task, path: string): StateOf {
    return this.statesOf(task)(path);
  }

  /** The same for all files of the task, read once. */
  statesOf(task: Task): (path: string) => StateOf {
    const byPath = Map.groupBy(this.#decisions(task).filter(isCarriedOut), row => row.path);
    return path => {
      const rows = (byPath.get(path) ?? []).toSorted((a, b) => rank[a.decision] - rank[b.decision]);
      const states = new Map(rows.map(row => [row.hunk, row.decision]));
      return hunk => {
        const state = states.get(hunk.id) ?? 'pending';
        return state === 'rejectedBefore' ? 'pending' : state;
      };
    };
  }

  /** Hunks of a file that the user took out in an earlier turn: one of them that is there has come back. */
  rejectedBefore(task: Task, path: string): ReadonlySet<string> {
    const rows = this.#decisions(task).filter(row => row.path === path && row.decision === 'rejectedBefore');
    return new Set(rows.map(row => row.hunk));
  }

  /** What of these files was taken out of the work tree, and is not brought back. */
  rejected(task: Task, files: readonly ReviewedFile[]): RejectedHunk[] {
    const rows = this.#decisions(task).filter(row => row.decision === 'rejected' && isCarriedOut(row));
    return rejectedHunks(files, rows);
  }

  /**
   * What was taken out before a turn of Claude's that is over, and is not in the change again: one row for each file and
   * rejection, the latest first.
   */
  rejectedEarlier(task: Task, files: readonly ReviewedFile[]): Decision[] {
    const byFile = Map.groupBy(this.#takenOutEarlier(task, files), ({ path, undoFrom }) => `${path} ${undoFrom ?? ''}`);
    return [...byFile.values()].flatMap(([first]) => first ?? []).toSorted((a, b) => b.createdAt - a.createdAt);
  }

  /** The same for one of its hunks: all that went out of the file with it. */
  async rejectedEarlierWith(task: Task, path: string, hunk: string): Promise<Decision[]> {
    const rows = this.#takenOutEarlier(task, (await this.change(task)).files).filter(row => row.path === path);
    const named = rows.findLast(row => row.hunk === hunk);
    return named ? rows.filter(row => row.undoFrom === named.undoFrom) : [];
  }

  #takenOutEarlier(task: Task, files: readonly ReviewedFile[]): Decision[] {
    const there = new Map(files.map(({ path, hunks }) => [path, new Set(hunks.map(({ id }) => id))]));
    return this.#decisions(task).filter(
      ({ path, hunk, decision, undoTo }) =>
        decision === 'rejectedBefore' && undoTo !== null && !there.get(path)?.has(hunk),
    );
  }

  /** Mark hunks as approved as they read now: pending ones, and approved ones anew. */
  async approve(task: Task, selection: Selection): Promise<void> {
    const change = await this.change(task);
    const chosen = change.files.filter(file => selection.has(file.path));
    const [shown, { files: current }] = await Promise.all([
      this.#contents(
        task,
        chosen.filter(file => file.protectedFor !== undefined),
      ),
      readCurrentFiles(task.workTree, [...selection.keys()], this.editors),
    ]);
    const rows = chosen.flatMap(file => {
      const stateOf = this.stateOf(task, file.path);
      const hunks = file.hunks.filter(hunk => selection.get(file.path)?.has(hunk.id) && isOpen(stateOf(hunk)));
      const prints = printsOf(file, current.get(file.path), stateOf);
      return hunks.map(hunk =>
        this.#approval(task, file.path, hunk.id, {
          shown: shown.get(file.path) ?? null,
          seen: prints.get(hunk.id) ?? null,
        }),
      );
    });
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

  /** Approved hunks that do not read any more as they did when they were approved: they are to be looked at again. */
  async changedSince(task: Task): Promise<ReadonlySet<string>> {
    const approved = this.#decisions(task).filter(({ decision, seen }) => decision === 'approved' && seen !== null);
    if (approved.length === 0) {
      return new Set();
    }
    const paths = new Set(approved.map(({ path }) => path));
    const files = (await this.change(task)).files.filter(({ path }) => paths.has(path));
    const { files: current } = await readCurrentFiles(task.workTree, [...paths], this.editors);
    return new Set(files.flatMap(file => this.#changed(task, file, current.get(file.path))));
  }

  /** Throws in words if approved hunks do not read any more as they did when they were approved. */
  checkShown(task: Task, files: readonly ReviewedFile[], current: ReadonlyMap<string, CurrentFile>): void {
    const moved = files.filter(file => this.#changed(task, file, current.get(file.path)).length > 0);
    if (moved.length > 0) {
      throw new UserError(
        'fileMoved',
        t`Approved lines have changed since you approved them, in ${moved.map(({ path }) => showPath(path)).join(', ')}. Look at them again and approve them, then commit.`,
      );
    }
  }

  /** Ids of a file's approved hunks whose lines are others now. */
  #changed(task: Task, file: ReviewedFile, current: CurrentFile | undefined): string[] {
    const approved = this.#decisions(task).filter(
      ({ path, decision, seen }) => path === file.path && decision === 'approved' && seen !== null,
    );
    if (approved.length === 0) {
      return [];
    }
    const stateOf = this.stateOf(task, file.path);
    const prints = printsOf(file, current, stateOf);
    const counts = new Set(file.hunks.filter(hunk => stateOf(hunk) === 'approved').map(hunk => hunk.id));
    const moved = approved.filter(({ hunk, seen }) => counts.has(hunk) && (prints.get(hunk) ?? seen) !== seen);
    return moved.map(({ hunk }) => hunk);
  }

  /** What is to be saved once these hunks are in a commit. */
  committed(task: Task, hunks: CommitJournal['hunks']): StoredChange[] {
    return hunks.map(({ path, hunk }) => {
      const row = this.#approvalOf(task, path, hunk) ?? this.#approval(task, path, hunk, { shown: null, seen: null });
      return { table: 'decisions', put: { ...row, decision: 'committed' } };
    });
  }

  /** What is to be saved once the commit with these hunks is taken back: they are approved, as they were. */
  uncommitted(task: Task, hunks: CommitJournal['hunks']): StoredChange[] {
    return this.#decisions(task)
      .filter(row => row.decision === 'committed')
      .filter(row => hunks.some(({ path, hunk }) => path === row.path && hunk === row.hunk))
      .map(row => ({ table: 'decisions', put: { ...row, decision: 'approved' } }));
  }

  /** Hunks not rejected and not committed, that no lines of the developer's reach into. `known`: the files as they are now. */
  async openAlone(task: Task, known?: ReadonlyMap<string, CurrentFile>): Promise<Selection> {
    const [{ files }, pending] = [await this.change(task), await this.rejectable(task)];
    const current = known ?? (await readCurrentFiles(task.workTree, [...pending.keys()], this.editors)).files;
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
        const whole = file.hunks.filter(hunk => hunk.shared && isWhole(file)).map(hunk => hunk.id);
        const left = hunks.filter(id => !both.includes(id) && !whole.includes(id));
        return left.length > 0 ? [[file.path, new Set(left)] as const] : [];
      });
    return new Map(alone);
  }

  /** What nobody has decided on: of a file, or of the whole task but for what needs a decision of its own. */
  async rest(task: Task, statesOf: (path: string) => StateOf, path?: string): Promise<Selection> {
    const pending = await this.#where(task, state => state === 'pending', statesOf);
    const alone = path === undefined ? await this.openAlone(task) : pending;
    const rest = [...pending]
      .filter(([other]) => path === undefined || other === path)
      .map(([other, hunks]) => [other, new Set([...hunks].filter(hunk => alone.get(other)?.has(hunk)))] as const)
      .filter(([, hunks]) => hunks.size > 0);
    if (rest.length === 0) {
      throw new UserError('noRest', t('Nothing is left that can be decided together.'));
    }
    return new Map(rest);
  }

  /** All hunks that nobody has decided on. */
  async pending(task: Task): Promise<Selection> {
    return this.#where(task, state => state === 'pending');
  }

  /** All hunks that are approved and not committed. */
  async approved(task: Task): Promise<Selection> {
    return this.#where(task, state => state === 'approved');
  }

  /** All hunks that are neither committed nor rejected yet: what a rejection of the task takes back. */
  async rejectable(task: Task): Promise<Selection> {
    return this.#where(task, state => state === 'pending' || state === 'approved');
  }

  /** What was decided on a hunk last; a rejection hides the approval that it may still have. */
  decision(task: Task, path: string, hunk: string): Decision | undefined {
    const own = this.#decisions(task).filter(row => row.path === path && row.hunk === hunk);
    const rows = own.filter(row => row.decision !== 'rejectedBefore' && isCarriedOut(row));
    return rows.toSorted((a, b) => rank[a.decision] - rank[b.decision]).at(-1);
  }

  /** Why a hunk was rejected: Claude is told with the next request for changes. Empty words take the reason away. */
  async explain(decision: Decision, reason: string): Promise<void> {
    await this.history.put('decisions', { ...decision, reason: reason.trim() || null });
  }

  /** Forget an approval. */
  async withdraw(decision: Decision): Promise<void> {
    await this.history.save([{ table: 'decisions', delete: decision.id }]);
  }

  /** Decisions of the user's on this task. */
  #decisions(task: Task): Decision[] {
    return this.history.all('decisions').filter(decision => decision.taskId === task.id);
  }

  #approvalOf(task: Task, path: string, hunk: string): Decision | undefined {
    return this.#decisions(task).find(row => row.path === path && row.hunk === hunk && row.decision === 'approved');
  }

  /** A new approval of a hunk, in the place of the one that there is. */
  #approval(task: Task, path: string, hunk: string, facts: Pick<Decision, 'shown' | 'seen'>): Decision {
    const id = this.#approvalOf(task, path, hunk)?.id ?? randomUUID();
    const none = { reason: null, undoFrom: null, undoTo: null };
    return { id, taskId: task.id, path, hunk, decision: 'approved', ...none, ...facts, createdAt: this.now() };
  }

  async #where(task: Task, wanted: (state: HunkState) => boolean, statesOf = this.statesOf(task)): Promise<Selection> {
    const { files } = await this.change(task);
    const entries = files.map(file => {
      const stateOf = statesOf(file.path);
      return [file.path, new Set(file.hunks.filter(hunk => wanted(stateOf(hunk))).map(hunk => hunk.id))] as const;
    });
    return new Map(entries.filter(([, hunks]) => hunks.size > 0));
  }
}

/** A rejection counts once its hunk is out of the work tree. */
function isCarriedOut({ decision, undoFrom, undoTo }: Decision): boolean {
  return decision !== 'rejected' || undoFrom === null || undoTo !== null;
}

/** What hides what, where a hunk has several decisions. */
const rank: Record<DecisionKind, number> = { rejectedBefore: 0, approved: 1, rejected: 2, committed: 3 };

export function findFile(change: Change, path: string): ReviewedFile {
  const file = change.files.find(candidate => candidate.path === path);
  if (!file) {
    throw new UserError('noFile', t`${path} is not part of this task's change.`);
  }
  return file;
}

export function findHunk(file: ReviewedFile, id: string): Hunk {
  const hunk = file.hunks.find(candidate => candidate.id === id);
  if (!hunk) {
    throw new UserError('noHunk', t`This hunk of ${file.path} is not there any more. Look at the change again.`);
  }
  return hunk;
}

function isOpen(state: HunkState): boolean {
  return state === 'pending' || state === 'approved';
}

/** Prints of the hunks' lines as they are now; none for a file without lines, which is looked at as a whole. */
function printsOf(file: ReviewedFile, current: CurrentFile | undefined, stateOf: StateOf): Map<string, string> {
  return isWhole(file) || !current?.lines ? new Map<string, string>() : printHunks(file, current.lines, stateOf);
}
