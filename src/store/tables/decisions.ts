import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import * as z from 'zod';
import { id, textOrNull, time } from './codecs';
import { tasks } from './tasks';

const kinds = ['approved', 'rejected', 'committed', 'rejectedBefore'] as const;

export const decisions = sqliteTable(
  'decisions',
  {
    id: text('id').primaryKey(),
    taskId: text('task_id')
      .notNull()
      .references(() => tasks.id, { onDelete: 'cascade' }),
    path: text('path').notNull(),
    hunk: text('hunk').notNull(),
    decision: text('decision', { enum: kinds }).notNull(),
    reason: text('reason'),
    undoFrom: text('undo_from'),
    undoTo: text('undo_to'),
    /** Mode and id of what was approved; only for protected files. */
    shown: text('shown'),
    seen: text('seen'),
    createdAt: integer('created_at').notNull(),
  },
  table => [index('decision_task_idx').on(table.taskId)],
);

export const decisionRow = z.object({
  id,
  taskId: id,
  path: z.string(),
  hunk: z.string(),
  decision: z.enum(kinds),
  reason: textOrNull,
  undoFrom: textOrNull,
  undoTo: textOrNull,
  shown: textOrNull,
  seen: textOrNull,
  createdAt: time,
});
