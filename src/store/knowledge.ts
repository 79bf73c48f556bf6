import { isDeepStrictEqual } from 'node:util';
import type { TableName, Tables } from '../core/model';
import type { Change, Removal, Snapshot } from './changes';

/** What is not as a reader knows it. */
export interface News {
  /** Rows that are new or different. */
  readonly rows: Partial<Snapshot>;
  readonly removed: readonly Removal[];
}

/** What one reader knows of the rows, so that it is told only what is news to it. */
export class Knowledge {
  /** `undefined`: the reader wrote this row, or tried to, so what it has of it may be true or not. */
  #known: Map<TableName, Map<string, Row | undefined>> | undefined;
  #revision: number | undefined;
  /** All that the reader wrote since is as it wrote it, and nothing went with it. */
  #isSure = true;

  wrote(changes: readonly Change[], isMade: boolean): void {
    for (const change of changes) {
      this.#known?.get(change.table)?.set('put' in change ? change.put.id : change.delete, undefined);
      this.#isSure &&= isMade && 'put' in change;
    }
  }

  /** The reader is told everything. `revision` is another whenever the rows are others than the reader made them. */
  learnAll(snapshot: Snapshot, revision: number): void {
    this.#isSure = true;
    this.#revision = revision;
    this.#known = new Map(tablesOf(snapshot).map(([table, rows]) => [table, new Map(rows.map(row => [row.id, row]))]));
  }

  /** What the reader has to be told to know these rows, and knows from now on; `null` if it knows nothing yet. */
  async learn(revision: number, load: () => Promise<Snapshot>): Promise<News | null> {
    const known = this.#known;
    if (!known || (this.#isSure && this.#revision === revision)) {
      return known ? { rows: {}, removed: [] } : null;
    }
    const snapshot = await load();
    this.learnAll(snapshot, revision);
    const news = tablesOf(snapshot).map(([table, rows]) => {
      const old = known.get(table);
      return [table, rows.filter(row => !isDeepStrictEqual(old?.get(row.id), row))] as const;
    });
    const removed = [...known].flatMap(([table, old]) => {
      const gone = [...old.keys()].filter(id => !this.#known?.get(table)?.has(id));
      return gone.map((id): Removal => ({ table, delete: id }));
    });
    return { rows: Object.fromEntries(news), removed };
  }
}

type Row = Tables[TableName];

function tablesOf(snapshot: Snapshot): (readonly [TableName, readonly Row[]])[] {
  return Object.entries(snapshot) as [TableName, readonly Row[]][];
}
