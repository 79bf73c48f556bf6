import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import * as z from 'zod';
import { countOrNull, id, time } from './codecs';
import { tasks } from './tasks';

const sides = ['before', 'after'] as const;

export const comments = sqliteTable(
  'comments',
  {
    id: text('id').primaryKey(),
    taskId: text('task_id')
      .notNull()
      .references(() => tasks.id, { onDelete: 'cascade' }),
    path: text('path').notNull(),
    side: text('side', { enum: sides }).notNull(),
    line: integer('line').notNull(),
    quote: text('quote').notNull().default(''),
    text: text('text').notNull(),
    resolved: integer('resolved', { mode: 'boolean' }).notNull().default(false),
    sentIn: integer('sent_in'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  table => [index('comment_task_idx').on(table.taskId)],
);

export const commentRow = z.object({
  id,
  taskId: id,
  path: z.string(),
  side: z.enum(sides),
  line: z.int(),
  quote: z.string(),
  text: z.string(),
  resolved: z.boolean(),
  sentIn: countOrNull,
  createdAt: time,
  updatedAt: time,
});
