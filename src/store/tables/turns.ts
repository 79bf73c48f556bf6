import { index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import * as z from 'zod';
import { countOrNull, id, jsonText, promptImages, textOrNull, time, timeOrNull } from './codecs';
import { tasks } from './tasks';

const kinds = ['prompt', 'fix', 'review', 'message'] as const;

export const turns = sqliteTable(
  'turns',
  {
    id: text('id').primaryKey(),
    taskId: text('task_id')
      .notNull()
      .references(() => tasks.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    kind: text('kind', { enum: kinds }).notNull(),
    prompt: text('prompt').notNull(),
    images: text('images').notNull().default('[]'),
    startedAt: integer('started_at').notNull(),
    endedAt: integer('ended_at'),
    outcome: text('outcome'),
    startTree: text('start_tree'),
    endTree: text('end_tree'),
    costUsd: real('cost_usd'),
    inputTokens: integer('input_tokens'),
    outputTokens: integer('output_tokens'),
    cacheReadTokens: integer('cache_read_tokens'),
    cacheCreationTokens: integer('cache_creation_tokens'),
    /** JSON: where git's own state was when the turn began. */
    gitBefore: text('git_before'),
    /** JSON: what became of it. */
    gitAfter: text('git_after'),
  },
  table => [index('turn_task_idx').on(table.taskId, table.number)],
);

const position = { commit: textOrNull, branch: textOrNull, index: textOrNull, stash: textOrNull };

export const turnRow = z.object({
  id,
  taskId: id,
  number: z.int().positive(),
  kind: z.enum(kinds),
  prompt: z.string(),
  images: promptImages,
  startedAt: time,
  endedAt: timeOrNull,
  outcome: textOrNull,
  startTree: textOrNull,
  endTree: textOrNull,
  costUsd: z.number().nullable(),
  inputTokens: countOrNull,
  outputTokens: countOrNull,
  cacheReadTokens: countOrNull,
  cacheCreationTokens: countOrNull,
  gitBefore: jsonText(z.object(position)).nullable(),
  gitAfter: jsonText(
    z.object({
      ...position,
      made: z.array(z.object({ sha: z.string(), subject: z.string() })),
      command: textOrNull,
      takenBackAt: timeOrNull,
    }),
  ).nullable(),
});
