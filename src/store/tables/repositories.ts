import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import * as z from 'zod';
import { id, textOrNull, time } from './codecs';

export const repositories = sqliteTable(
  'repositories',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    path: text('path').notNull().unique(),
    lastScanned: integer('last_scanned').notNull(),
    lastCommitSha: text('last_commit_sha'),
    lastCommitMsg: text('last_commit_msg'),
    currentBranch: text('current_branch'),
    isClean: integer('is_clean', { mode: 'boolean' }).notNull().default(true),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  table => [index('path_idx').on(table.path)],
);

export const repositoryRow = z.object({
  id,
  name: z.string(),
  path: z.string().min(1),
  lastScanned: time,
  lastCommitSha: textOrNull,
  lastCommitMsg: textOrNull,
  currentBranch: textOrNull,
  isClean: z.boolean(),
  createdAt: time,
  updatedAt: time,
});
