import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import * as z from 'zod';
import { gatePurposes, gateStatuses, verdicts } from '../../core/gate';
import { id, jsonText, textOrNull, time, timeOrNull } from './codecs';
import { tasks } from './tasks';

export const qaGateResults = sqliteTable(
  'qa_gate_results',
  {
    id: text('id').primaryKey(),
    taskId: text('task_id')
      .notNull()
      .references(() => tasks.id, { onDelete: 'cascade' }),
    gateName: text('gate_name').notNull(),
    status: text('status', { enum: gateStatuses }).notNull(),
    verdict: text('verdict', { enum: verdicts }),
    purpose: text('purpose', { enum: gatePurposes }).notNull().default('change'),
    tree: text('tree'),
    definition: text('definition').notNull().default(''),
    exitCode: integer('exit_code'),
    output: text('output'),
    /** JSON: findings. */
    findings: text('errors').notNull().default('[]'),
    /** JSON: counts. */
    tests: text('tests').notNull().default('null'),
    /** JSON: beside what was before. */
    comparison: text('comparison').notNull().default('null'),
    log: text('log'),
    failOnError: integer('fail_on_error', { mode: 'boolean' }).notNull().default(true),
    duration: integer('duration'),
    createdAt: integer('created_at').notNull(),
    completedAt: integer('completed_at'),
  },
  table => [
    index('qa_gate_result_task_idx').on(table.taskId),
    index('qa_gate_result_gate_name_idx').on(table.gateName),
  ],
);

const finding = z.object({
  file: textOrNull,
  line: z.int().nullable(),
  column: z.int().nullable(),
  severity: z.enum(['error', 'warning']),
  message: z.string(),
  rule: textOrNull,
});

const comparison = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('compared'),
    tree: z.string(),
    before: z.enum(verdicts),
    introduced: z.int().nonnegative(),
    fixed: z.array(finding),
    noWorse: z.boolean(),
    why: textOrNull,
  }),
  z.object({ state: z.literal('notAvailable'), why: z.string() }),
]);

export const gateResultRow = z.object({
  id,
  taskId: id,
  gateName: z.string(),
  status: z.enum(gateStatuses),
  verdict: z.enum(verdicts).nullable(),
  purpose: z.enum(gatePurposes),
  tree: textOrNull,
  definition: z.string(),
  exitCode: z.int().nullable(),
  output: textOrNull,
  findings: jsonText(z.array(finding)),
  tests: jsonText(z.object({ ran: z.int(), failed: z.int() }).nullable()),
  comparison: jsonText(comparison.nullable()),
  log: textOrNull,
  failOnError: z.boolean(),
  duration: z.number().nullable(),
  createdAt: time,
  completedAt: timeOrNull,
});
