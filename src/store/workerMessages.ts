/** What the host and the store's worker say to each other. Both are built from these files, so nothing is parsed. */
import type { TableName, Tables } from '../core/model';
import type { BackupContents } from './backupContents';
import type { Change, Removal, Snapshot } from './changes';
import type { StoreFailure } from './storeError';

export interface WorkerOptions {
  readonly folder: string;
  readonly wasmFile: string;
  readonly keepBackups?: number;
}

export interface Failure {
  readonly reason: StoreFailure;
  readonly message: string;
}

/** Some rows of one table. */
export interface Page {
  readonly table: TableName;
  readonly rows: readonly Tables[TableName][];
}

/** What the host may ask. */
export interface StoreCalls {
  open(options: WorkerOptions): null;
  /** Reads all rows. They are fetched page by page, so that no message takes the host long to unpack. */
  load(): null;
  /** As `load`, but for the rows alone that are not as this window knows them; `null` if it knows none yet. */
  news(): readonly Removal[] | null;
  /** The next rows of the latest reading; `null` after the last. */
  nextPage(): Page | null;
  /** One outcome per batch, `null` for one that is on disk. */
  write(batches: readonly (readonly Change[])[]): (Failure | null)[];
  /** How many days of backups stay, from now on. */
  keepBackups(days: number): null;
  backUp(): string;
  backups(): readonly BackupContents[];
  restore(name: string): string;
  close(): null;
}
export type CallName = keyof StoreCalls;

export type Request = {
  [C in CallName]: { readonly id: number; readonly call: C; readonly args: Parameters<StoreCalls[C]> };
}[CallName];

export interface Condition {
  readonly notices: readonly string[];
  readonly readOnly: boolean;
}

export type FromWorker =
  | { readonly type: 'answered'; readonly id: number; readonly answer: unknown; readonly condition: Condition }
  | { readonly type: 'failed'; readonly id: number; readonly failure: Failure; readonly condition: Condition }
  | { readonly type: 'changed'; readonly condition: Condition };

const maxRows = 200;
const maxCharacters = 400_000;

/** Cut a snapshot into pages that unpack in about a millisecond; a table without rows is an empty page. */
export function* pagesOf(snapshot: Partial<Snapshot>): Generator<Page, void> {
  for (const [name, all] of Object.entries(snapshot)) {
    const table = name as TableName;
    let rows: Tables[TableName][] = [];
    let characters = 0;
    for (const row of all as readonly Tables[TableName][]) {
      rows.push(row);
      characters += lengthOf(row);
      if (rows.length === maxRows || characters > maxCharacters) {
        yield { table, rows };
        rows = [];
        characters = 0;
      }
    }
    if (rows.length > 0 || all.length === 0) {
      yield { table, rows };
    }
  }
}

function lengthOf(row: object): number {
  return Object.values(row).reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 0), 0);
}
