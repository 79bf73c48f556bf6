import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import type * as z from 'zod';
import type { TableName, Tables } from '../core/model';
import { comments, commentRow } from './tables/comments';
import { commits, commitRow } from './tables/commits';
import { decisions, decisionRow } from './tables/decisions';
import { gateConfigRow, qaGateConfigs } from './tables/qaGateConfigs';
import { messageRow, messages } from './tables/messages';
import { gateResultRow, qaGateResults } from './tables/qaGateResults';
import { repositories, repositoryRow } from './tables/repositories';
import { sessionRow, sessions } from './tables/sessions';
import { taskRow, tasks } from './tables/tasks';
import { turnRow, turns } from './tables/turns';

/** A table of the file, and the schema between its rows and the values of the domain. */
export interface StoredTable<Value> {
  readonly table: SQLiteTable & { readonly id: SQLiteColumn };
  readonly row: z.ZodType<Value, Record<string, unknown>>;
}

/** Every table, parents before what refers to them. */
export const storedTables: { readonly [T in TableName]: StoredTable<Tables[T]> } = {
  repositories: { table: repositories, row: repositoryRow },
  sessions: { table: sessions, row: sessionRow },
  tasks: { table: tasks, row: taskRow },
  turns: { table: turns, row: turnRow },
  decisions: { table: decisions, row: decisionRow },
  qa_gate_configs: { table: qaGateConfigs, row: gateConfigRow },
  qa_gate_results: { table: qaGateResults, row: gateResultRow },
  commits: { table: commits, row: commitRow },
  comments: { table: comments, row: commentRow },
  messages: { table: messages, row: messageRow },
};

export const tableNames = Object.keys(storedTables) as TableName[];
