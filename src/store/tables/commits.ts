import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import * as z from 'zod';
import { id, jsonText, textOrNull, time, timeOrNull } from './codecs';
import { tasks } from './tasks';

export const commits = sqliteTable(
  'commits',
  {
    id: text('id').primaryKey(),
    taskId: text('task_id')
      .notNull()
      .references(() => tasks.id, { onDelete: 'cascade' }),
    sha: text('sha').notNull(),
    parent: text('parent'),
    tree: text('tree').notNull(),
    message: text('message').notNull(),
    createdAt: integer('created_at').notNull(),
    branch: text('branch'),
    approvedTree: text('approved_tree'),
    indexBefore: text('index_before'),
    indexAfter: text('index_after'),
    /** JSON: paths and ids of hunks. */
    hunks: text('hunks').notNull().default('[]'),
    /** JSON: ids of hunks. */
    swept: text('swept').notNull().default('[]'),
    takenBackAt: integer('taken_back_at'),
  },
  table => [index('commit_task_idx').on(table.taskId)],
);

export const commitRow = z.object({
  id,
  taskId: id,
  sha: z.string(),
  parent: textOrNull,
  tree: z.string(),
  message: z.string(),
  createdAt: time,
  branch: textOrNull,
  approvedTree: textOrNull,
  indexBefore: textOrNull,
  indexAfter: textOrNull,
  hunks: jsonText(z.array(z.object({ path: z.string(), hunk: z.string() }))),
  swept: jsonText(z.array(z.string())),
  takenBackAt: timeOrNull,
});
