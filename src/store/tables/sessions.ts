import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
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
    name: text('name'),
    pinned: integer('pinned', { mode: 'boolean' }).notNull().default(false),
    archived: integer('archived', { mode: 'boolean' }).notNull().default(false),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  table => [
    index('session_repo_status_idx').on(table.repositoryId, table.status),
    index('session_activity_idx').on(table.lastActivity),
    // Two windows that start one at the same moment: the second learns of the first.
    uniqueIndex('session_open_idx')
      .on(table.repositoryId)
      .where(sql`${table.status} in ('active', 'paused')`),
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
  name: textOrNull,
  pinned: z.boolean(),
  archived: z.boolean(),
  createdAt: time,
  updatedAt: time,
});
