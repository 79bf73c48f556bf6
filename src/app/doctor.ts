import { t } from '@vscode/l10n';
import type { Repository, Task } from '../core/model';
import { isInReview } from '../core/taskState';
import { findTrees, type KeptSnapshots, readSnapshots } from '../git/snapshotNotes';
import { keepTree } from '../git/snapshotRefs';
import { readLease } from '../os/lease';
import type { Parts } from './parts';
import { factsToKeep, rebuildTask, workTreeOf } from './rebuild';
import { leaseFile } from './scheduler';
import { titleOf } from './sessions';
import type { Transcripts } from './transcripts';

/** What a check has found, task by task. */
export interface CheckReport {
  readonly repositories: number;
  /** Ids of tasks that the history had lost, and has again. */
  readonly rebuilt: readonly string[];
  /** Ids of tasks whose snapshots nothing held any more, and that are held again. */
  readonly kept: readonly string[];
  /** Ids of tasks whose change is gone from the repository: they cannot be reviewed or taken back. */
  readonly gone: readonly string[];
  /** What was seen and could not be mended, in words. */
  readonly problems: readonly string[];
}

/** Compares the history with what the repositories hold, and mends either from the other. */
export class Doctor {
  #running: Promise<CheckReport> | undefined;

  constructor(
    private readonly parts: Pick<Parts, 'history' | 'tasks' | 'repositories' | 'agentKind' | 'log'> & {
      readonly transcripts: Transcripts;
    },
  ) {}

  /** Look at every repository of the workspace. One look at a time: who asks meanwhile gets the same. */
  check(): Promise<CheckReport> {
    this.#running ??= this.#check().finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #check(): Promise<CheckReport> {
    const { repositories, history, log } = this.parts;
    const found = { rebuilt: [] as string[], kept: [] as string[], gone: [] as string[], problems: [] as string[] };
    await history.reload(); // what another window has just begun is not lost
    const present = [...repositories.present];
    for (const repository of present) {
      try {
        const snapshots = await readSnapshots(repository.path);
        found.problems.push(...snapshots.unreadable.map(ref => t`${repository.name}: ${ref} cannot be read.`));
        found.rebuilt.push(...(await this.#rebuild(repository, snapshots)));
        const { kept, gone } = await this.#hold(repository, snapshots);
        found.kept.push(...kept);
        found.gone.push(...gone);
      } catch (error) {
        log.error(`${repository.path} could not be checked`, error);
        found.problems.push(t`${repository.path} could not be checked: ${String(error)}`);
      }
    }
    return { repositories: present.length, ...found };
  }

  /** Tasks that the repository knows and the history does not. */
  async #rebuild(repository: Repository, { byTask }: KeptSnapshots): Promise<string[]> {
    const { history, repositories, transcripts, agentKind, log } = this.parts;
    const lost = [...byTask].filter(([id]) => !history.find('tasks', id));
    if (lost.length === 0 || (await readLease(await leaseFile(repository.path))).kind !== 'free') {
      return []; // somebody with a history of their own is at work here: not now
    }
    const rebuilt: string[] = [];
    for (const [id, snapshots] of lost) {
      const workTree = workTreeOf(snapshots);
      const isOthers = workTree !== repository.path && repositories.present.some(({ path }) => path === workTree);
      if (!isOthers) {
        const hasSession = (session: string): boolean => history.find('sessions', session) !== undefined;
        const newDecoder = (): ReturnType<typeof agentKind.newDecoder> => agentKind.newDecoder();
        await history.save(await rebuildTask({ repository, snapshots, transcripts, newDecoder, hasSession }));
        log.warn(t`Task ${id} was not in the history; it was read from ${repository.path} again.`);
        rebuilt.push(id);
      }
    }
    return rebuilt;
  }

  /** Tasks with something left to decide whose trees no ref holds, so that git would collect them. */
  async #hold(repository: Repository, { byTask }: KeptSnapshots): Promise<{ kept: string[]; gone: string[] }> {
    const { tasks, log } = this.parts;
    const isLoose = (task: Task): boolean =>
      task.workTree === repository.path && task.beforeTree !== null && !byTask.has(task.id) && isUndecided(task);
    const loose = tasks.all().filter(isLoose);
    const trees = loose.flatMap(({ beforeTree, afterTree }) => [beforeTree, afterTree].filter(tree => tree !== null));
    const there = loose.length === 0 ? new Set<string>() : await findTrees(repository.path, trees);
    const kept: string[] = [];
    const gone: string[] = [];
    for (const task of loose) {
      const { id, beforeTree, afterTree } = task;
      if (beforeTree && afterTree && there.has(beforeTree) && there.has(afterTree)) {
        await keepTree(repository.path, beforeTree, { task: id, turn: 1, kind: 'before', ...factsToKeep(task) });
        await keepTree(repository.path, afterTree, { task: id, turn: 1, kind: 'end', ...factsToKeep(task) });
        kept.push(id);
      } else {
        log.warn(t`The snapshots of “${titleOf(task.prompt)}” (${id}) are gone from ${repository.path}.`);
        gone.push(id);
      }
    }
    return { kept, gone };
  }
}

function isUndecided({ status }: Task): boolean {
  return isInReview(status) || status === 'interrupted' || status === 'failed' || status === 'cancelled';
}
