import { index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import * as z from 'zod';
import { id, promptImages, time } from './codecs';
import { tasks } from './tasks';

export const messages = sqliteTable(
  'messages',
  {
    id: text('id').primaryKey(),
    taskId: text('task_id')
      .notNull()
      .references(() => tasks.id, { onDelete: 'cascade' }),
    text: text('text').notNull(),
    images: text('images').notNull().default('[]'),
    position: real('position').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  table => [index('message_task_idx').on(table.taskId, table.position)],
);

export const messageRow = z.object({
  id,
  taskId: id,
  text: z.string(),
  images: promptImages,
  position: z.number(),
  createdAt: time,
});
