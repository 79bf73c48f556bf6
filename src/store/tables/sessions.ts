import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import * as z from 'zod';
import { sessionStatuses } from '../../core/model';
import { id, textOrNull, time, timeOrNull } from './codecs';
import { repositories } from './repositories';

export const sessions = sqliteTable(
  'sessions',
  {
    id: text('id').primaryKey(),
    repositoryId: text('repository_id')
      .notNull()
      .references(() => repositories.id, { onDelete: 'cascade' }),
    status: text('status', { enum: sessionStatuses }).notNull().default('active'),
    startedAt: integer('started_at').notNull(),
    endedAt: integer('ended_at'),
    lastActivity: integer('last_activity').notNull(),
    startBranch: text('start_branch'),
    endBranch: text('end_branch'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  table => [
    index('session_repo_status_idx').on(table.repositoryId, table.status),
    index('session_activity_idx').on(table.lastActivity),
  ],
);

export const sessionRow = z.object({
  id,
  repositoryId: id,
  status: z.enum(sessionStatuses),
  startedAt: time,
  endedAt: timeOrNull,
  lastActivity: time,
  startBranch: textOrNull,
  endBranch: textOrNull,
  createdAt: time,
  updatedAt: time,
});
