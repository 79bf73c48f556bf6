import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import * as z from 'zod';
import { id, textOrNull, time } from './codecs';
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
});
