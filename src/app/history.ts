import { Emitter, type Event } from '../base/emitter';
import { UserError } from '../base/errors';
import { type Disposable, Disposables } from '../base/lifecycle';
import type { TableName, Tables } from '../core/model';
import type { Change, Snapshot } from '../store/changes';
import type { News } from '../store/knowledge';

/** Where history is kept. The store, or a test's own. */
export interface Keeper {
  readonly readOnly: boolean;
  load(): Promise<Snapshot>;
  /** What is not as it was read or written here last; `null` if it is not known: everything has to be loaded. */
  news(): Promise<News | null>;
  write(changes: readonly Change[]): Promise<void>;
  readonly onDidChange: Event<void>;
}

/** Which tables changed. */
export type HistoryChange = ReadonlySet<TableName>;

/**
 * All rows in memory, written through to the keeper.
 *
 * A put is seen at once and resolves when it is on disk. If it cannot be saved,
 * the rows stay here, the next put saves them too, and `onDidFail` says so:
 * work is never lost because a disk was full for a minute. A change that can never be
 * saved, since another window removed what it hangs on, is taken back instead.
 */
export class History implements Disposable {
  readonly #owned = new Disposables();
  readonly #changed = this.#owned.add(new Emitter<HistoryChange>());
  readonly #failed = this.#owned.add(new Emitter<unknown>());
  readonly onDidChange = this.#changed.event;
  readonly onDidFail = this.#failed.event;
  #rows: Rows;
  /** Rows whose latest state is not on disk, by table and id. */
  readonly #unsaved = new Map<string, { readonly table: TableName; readonly id: string }>();
  readonly #inFlight = new Set<readonly Change[]>();
  /** For each reading that is under way, what was saved since it began: it may have come too late for it. */
  readonly #sinceReading = new Set<Change[]>();

  private constructor(
    private readonly keeper: Keeper,
    snapshot: Snapshot,
  ) {
    this.#rows = rowsOf(snapshot);
    this.#owned.add(keeper.onDidChange(() => void this.reload()));
  }

  static async open(keeper: Keeper): Promise<History> {
    return new History(keeper, await keeper.load());
  }

  get readOnly(): boolean {
    return this.keeper.readOnly;
  }

  all<T extends TableName>(table: T): Tables[T][] {
    return [...this.#rows[table].values()];
  }

  find<T extends TableName>(table: T, id: string): Tables[T] | undefined {
    return this.#rows[table].get(id);
  }

  get<T extends TableName>(table: T, id: string): Tables[T] {
    const row = this.find(table, id);
    if (!row) {
      throw new Error(`there is no row ${id} in ${table}`);
    }
    return row;
  }

  put<T extends TableName>(table: T, row: Tables[T]): Promise<void> {
    return this.save([{ table, put: row } as Change]);
  }

  async save(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) {
      return;
    }
    changes.forEach(change => applyChange(this.#rows, change));
    this.#sinceReading.forEach(since => since.push(...changes));
    const owed = this.#changesOwed();
    const batch = [...owed, ...changes];
    this.#unsaved.clear();
    this.#inFlight.add(batch);
    this.#changed.fire(new Set(changes.map(change => change.table)));
    try {
      await this.keeper.write(batch);
    } catch (error) {
      this.#inFlight.delete(batch);
      await this.#onFailure(error, owed, changes);
    } finally {
      this.#inFlight.delete(batch);
    }
  }

  /** Try once more to save what could not be saved yet. */
  async flush(): Promise<void> {
    await this.save(this.#changesOwed());
  }

  /** Read again what other windows may have written: it is true, but for what we could not save yet. */
  async reload(): Promise<void> {
    const since = [...this.#inFlight].flat();
    this.#sinceReading.add(since);
    try {
      const news = await this.keeper.news();
      const rows = news ? this.#rows : rowsOf(await this.keeper.load());
      const changes = [...(news ? changesOf(news) : []), ...this.#changesOwed(), ...since];
      changes.forEach(change => applyChange(rows, change));
      this.#rows = rows;
      const changed = news ? changes.map(change => change.table) : (Object.keys(rows) as TableName[]);
      if (changed.length > 0) {
        this.#changed.fire(new Set(changed));
      }
    } catch (error) {
      this.#failed.fire(error);
    } finally {
      this.#sinceReading.delete(since);
    }
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** Throws if `changes` are not on disk. */
  async #onFailure(error: unknown, owed: readonly Change[], changes: readonly Change[]): Promise<void> {
    if (!isForEver(error)) {
      this.#owe([...owed, ...changes]);
      this.#failed.fire(error);
      throw error;
    }
    // What can never be saved must not keep the rest from it.
    const alone = owed.length === 0;
    const parts = alone ? [] : [...owed.map(change => [change]), changes];
    const outcomes = await Promise.allSettled(parts.map(part => this.keeper.write(part)));
    const isKept = outcomes.map(outcome => outcome.status === 'fulfilled' || !isForEver(outcome.reason));
    parts.forEach((part, i) => outcomes[i]?.status === 'rejected' && isKept[i] && this.#owe(part));
    await this.reload();
    if (alone || outcomes.at(-1)?.status === 'rejected') {
      this.#failed.fire(error);
      throw error;
    }
  }

  #owe(changes: readonly Change[]): void {
    for (const change of changes) {
      const id = 'put' in change ? change.put.id : change.delete;
      this.#unsaved.set(`${change.table} ${id}`, { table: change.table, id });
    }
  }

  /** The rows that are not on disk as they are now: what was put later may be there already. */
  #changesOwed(): Change[] {
    return [...this.#unsaved.values()].map(({ table, id }) => {
      const row = this.find(table, id);
      return (row ? { table, put: row } : { table, delete: id }) as Change;
    });
  }
}

/** Whether trying again cannot help: another window has made the same thing, or removed what this belongs to. */
function isForEver(error: unknown): boolean {
  return UserError.is(error, 'conflict') || UserError.is(error, 'missingParent');
}

type Rows = { readonly [T in TableName]: Map<string, Tables[T]> };

function rowsOf(snapshot: Snapshot): Rows {
  const entries = Object.entries(snapshot).map(([table, rows]) => [table, new Map(rows.map(row => [row.id, row]))]);
  return Object.fromEntries(entries) as Rows;
}

function changesOf({ rows, removed }: News): Change[] {
  const puts = Object.entries(rows).flatMap(([table, all]) => all.map(put => ({ table, put }) as Change));
  return [...removed, ...puts];
}

function applyChange(rows: Rows, change: Change): void {
  if ('put' in change) {
    (rows[change.table] as Map<string, typeof change.put>).set(change.put.id, change.put);
  } else {
    rows[change.table].delete(change.delete);
  }
}
