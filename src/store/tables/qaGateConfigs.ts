import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import * as z from 'zod';
import { gateSources } from '../../core/gate';
import { id, jsonText, time } from './codecs';
import { repositories } from './repositories';

export const qaGateConfigs = sqliteTable(
  'qa_gate_configs',
  {
    id: text('id').primaryKey(),
    repositoryId: text('repository_id').references(() => repositories.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    enabled: integer('enabled', { mode: 'boolean' }).notNull().default(true),
    command: text('command').notNull(),
    folder: text('folder').notNull().default(''),
    /** JSON: variables. */
    environment: text('environment').notNull().default('{}'),
    /** JSON: names. */
    after: text('after').notNull().default('[]'),
    timeout: integer('timeout').notNull().default(60_000),
    failOnError: integer('fail_on_error', { mode: 'boolean' }).notNull().default(true),
    order: integer('order').notNull().default(0),
    /** JSON: as in tasks.json. */
    problemMatcher: text('problem_matcher').notNull().default('null'),
    source: text('source', { enum: gateSources }).notNull().default('user'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  table => [
    index('qa_gate_enabled_order_idx').on(table.enabled, table.order),
    uniqueIndex('qa_gate_repository_name_idx').on(table.repositoryId, table.name),
    // SQL holds two nulls to be different, so gates for all repositories need an index of their own.
    uniqueIndex('qa_gate_common_name_idx')
      .on(table.name)
      .where(sql`${table.repositoryId} is null`),
  ],
);

export const gateConfigRow = z.object({
  id,
  repositoryId: id.nullable(),
  name: z.string().min(1),
  enabled: z.boolean(),
  command: z.string(),
  folder: z.string(),
  environment: jsonText(z.record(z.string(), z.string())),
  after: jsonText(z.array(z.string())),
  timeout: z.int().nonnegative(),
  failOnError: z.boolean(),
  order: z.number(),
  problemMatcher: jsonText(z.union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown())]).nullable()),
  source: z.enum(gateSources),
  createdAt: time,
  updatedAt: time,
});
