import type { TableName, Tables } from '../core/model';

/** One row to keep (new or changed), or to forget with all that hangs on it. */
export type Change = { [T in TableName]: { readonly table: T; readonly put: Tables[T] } }[TableName] | Removal;

export interface Removal {
  readonly table: TableName;
  /** The row's id. */
  readonly delete: string;
}

/** All rows of all tables, oldest first. */
export type Snapshot = { readonly [T in TableName]: readonly Tables[T][] };
