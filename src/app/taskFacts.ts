import { Emitter } from '../base/emitter';
import type { Task } from '../core/model';
import { isDecidable } from '../core/taskState';
import type { Change } from './change';
import type { CommitCheck, CommitGate } from './commitGate';
import type { GateConfigs } from './gateConfigs';
import type { Log } from './ports';
import type { Review } from './review';
import { look, type Seen } from './seen';
import type { Tasks } from './tasks';

/** What is known of a task's change and of the work tree it is in; read from git. */
export interface Facts {
  readonly change: Change;
  /** The tree of the work tree when it was last looked at: verdicts on another one are stale. */
  readonly currentTree: string | null;
  /** When looking began: see {@link Seen}. */
  readonly lookedAt: number;
  /** What would be committed once it is approved; `null` for a task that is not before its commit, or when that is nothing. */
  readonly commit: CommitCheck | null;
  /** What a commit would hold now: approved hunks alone. */
  readonly approved: CommitCheck | null;
  /** Approved hunks whose lines are others than those that were approved. */
  readonly changedSince: ReadonlySet<string>;
}

/** Keeps what views need of git, so that they can be built without waiting. */
export class TaskFacts {
  readonly #facts = new Map<string, Facts>();
  readonly #changed = new Emitter<string>();
  /** Gives the task's id. */
  readonly onDidChange = this.#changed.event;

  constructor(
    private readonly tasks: Tasks,
    private readonly review: Review,
    private readonly commitGate: CommitGate,
    private readonly gateConfigs: GateConfigs,
    private readonly log: Log,
  ) {}

  /** What was read last; nothing before the first {@link refresh}. */
  get(taskId: string): Facts | undefined {
    return this.#facts.get(taskId);
  }

  /**
   * Read again. A repository that cannot be read leaves what was known.
   *
   * `seen`: what is in the work tree, if somebody has just looked.
   */
  async refresh(taskId: string, seen?: Seen): Promise<void> {
    const task = this.tasks.get(taskId);
    try {
      const [change, found] = await Promise.all([
        this.review.change(task),
        task.beforeTree === null ? null : (seen ?? look(task.workTree)),
      ]);
      await this.#set(task, change, found);
    } catch (error) {
      this.log.error(`The change of task ${taskId} could not be read`, error);
    }
  }

  /** Something in a work tree may have changed: look at it once for all its tasks that this could concern. */
  async refreshWorkTree(workTree: string, concerns: (task: Task) => boolean): Promise<void> {
    const tasks = this.tasks.all().filter(task => task.workTree === workTree && concerns(task));
    if (tasks.length === 0) {
      return;
    }
    try {
      const found = await look(workTree);
      for (const task of tasks) {
        await this.#set(task, await this.review.change(task), found);
      }
    } catch (error) {
      this.log.error(`${workTree} could not be read`, error);
    }
  }

  /** An older look never takes the place of a newer one. */
  async #set(task: Task, change: Change, found: Seen | null): Promise<void> {
    await this.gateConfigs.recall(this.tasks.repositoryOf(task));
    const known = this.#facts.get(task.id);
    const isOlder = found !== null && known !== undefined && known.lookedAt > found.lookedAt;
    const currentTree = isOlder ? known.currentTree : (found?.tree ?? null);
    const lookedAt = isOlder ? known.lookedAt : (found?.lookedAt ?? 0);
    const head = isOlder ? undefined : found?.commit;
    const { status } = this.tasks.get(task.id);
    // What is still being written is not planned.
    const isNext = isDecidable(status) || status === 'waiting_qa' || status === 'qa_running';
    const isOpen = isNext && currentTree !== null && change.files.length > 0;
    const none = { whole: null, approved: null };
    const { whole: commit, approved } = isOpen
      ? await this.commitGate.check(this.tasks.get(task.id), currentTree, head)
      : none;
    const changedSince = isDecidable(status)
      ? await this.review.changedSince(this.tasks.get(task.id))
      : new Set<string>();
    this.#facts.set(task.id, { change, currentTree, lookedAt, commit, approved, changedSince });
    const isSame = (one?: CommitCheck | null, other?: CommitCheck | null): boolean => one?.tree === other?.tree;
    const isKnown =
      known?.change === change && known.currentTree === currentTree && isEqual(known.changedSince, changedSince);
    if (!isKnown || !isSame(known.commit, commit) || !isSame(known.approved, approved)) {
      this.#changed.fire(task.id);
    }
  }
}

function isEqual(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every(id => b.has(id));
}
