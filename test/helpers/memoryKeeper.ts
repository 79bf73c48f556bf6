import type { Keeper } from '../../src/app/history';
import { Emitter } from '../../src/base/emitter';
import type { Change, Snapshot } from '../../src/store/changes';

/** Keeps rows in memory; `failing` makes every write fail, as a full disk does. */
export class MemoryKeeper implements Keeper {
  readonly readOnly = false;
  readonly #changed = new Emitter<void>();
  readonly onDidChange = this.#changed.event;
  failing: Error | undefined;
  /** Refuses a whole write for one of its changes, as a broken reference does. */
  refuses: (change: Change) => Error | null = () => null;
  /** Awaited between the reading of the rows and their arrival. */
  underWay: (() => Promise<void>) | undefined;
  readonly #rows: Record<keyof Snapshot, Map<string, { id: string }>> = {
    repositories: new Map(),
    sessions: new Map(),
    tasks: new Map(),
    turns: new Map(),
    decisions: new Map(),
    qa_gate_configs: new Map(),
    qa_gate_results: new Map(),
    commits: new Map(),
    comments: new Map(),
    messages: new Map(),
  };

  async load(): Promise<Snapshot> {
    const tables = Object.entries(this.#rows).map(([table, rows]) => [table, [...rows.values()]]);
    await this.underWay?.();
    return Object.fromEntries(tables) as Snapshot;
  }

  /** Several windows share it, so it knows of none what it has been told. */
  news(): Promise<null> {
    return Promise.resolve(null);
  }

  write(changes: readonly Change[]): Promise<void> {
    if (this.failing) {
      return Promise.reject(this.failing);
    }
    const refusal = changes.map(this.refuses).find(error => error !== null);
    if (refusal) {
      return Promise.reject(refusal);
    }
    for (const change of changes) {
      if ('put' in change) {
        this.#rows[change.table].set(change.put.id, change.put);
      } else {
        this.#rows[change.table].delete(change.delete);
        this.#forgetOrphans();
      }
    }
    return Promise.resolve();
  }

  /** A row goes with all that hangs on it, as in the file. */
  #forgetOrphans(): void {
    const parents = { repositoryId: 'repositories', sessionId: 'sessions', taskId: 'tasks' } as const;
    for (const rows of [this.#rows.sessions, this.#rows.tasks, ...Object.values(this.#rows)]) {
      for (const [id, row] of rows as Map<string, Record<string, unknown>>) {
        const isOrphan = Object.entries(parents).some(
          ([key, table]) => typeof row[key] === 'string' && !this.#rows[table].has(row[key]),
        );
        if (isOrphan) {
          rows.delete(id);
        }
      }
    }
  }

  /** As if another window had written. */
  changed(): void {
    this.#changed.fire();
  }
}
