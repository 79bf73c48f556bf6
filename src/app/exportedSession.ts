import * as z from 'zod';
import { gateStatuses, verdicts } from '../core/gate';
import { sessionStatuses } from '../core/model';
import { taskStatuses } from '../core/taskState';

const time = z.iso.datetime().nullable();
const text = z.string();

const Step = z.strictObject({
  kind: z.enum([
    'text',
    'thinking',
    'tool',
    'said',
    'notice',
    'error',
    'question',
    'permission',
    'plan',
    'todos',
    'retry',
    'raw',
  ]),
  text,
  /** Of a tool: what it printed. */
  output: text.nullable(),
});

const Turn = z.strictObject({
  number: z.int().positive(),
  kind: z.enum(['prompt', 'fix', 'review', 'message']),
  prompt: text,
  /** Names of the images that went along. */
  images: z.array(text),
  startedAt: time,
  endedAt: time,
  outcome: text.nullable(),
  costUsd: z.number().nullable(),
  inputTokens: z.int().nullable(),
  outputTokens: z.int().nullable(),
  steps: z.array(Step),
});

const Gate = z.strictObject({
  name: text,
  status: z.enum(gateStatuses),
  verdict: z.enum(verdicts).nullable(),
  tree: text.nullable(),
  exitCode: z.int().nullable(),
  durationMs: z.number().nullable(),
  findings: z.array(
    z.strictObject({
      file: text.nullable(),
      line: z.int().nullable(),
      severity: z.enum(['error', 'warning']),
      message: text,
    }),
  ),
});

const Task = z.strictObject({
  id: text,
  prompt: text,
  status: z.enum(taskStatuses),
  detail: text.nullable(),
  createdAt: time,
  completedAt: time,
  startingCommit: text.nullable(),
  startingBranch: text.nullable(),
  files: z.array(text),
  turns: z.array(Turn),
  gates: z.array(Gate),
  decisions: z.array(z.strictObject({ path: text, hunk: text, decision: text, reason: text.nullable(), at: time })),
  remarks: z.array(z.strictObject({ path: text, line: z.int(), text, resolved: z.boolean() })),
  commits: z.array(z.strictObject({ sha: text, message: text, at: time })),
});

/**
 * A session as `autobot.exportSession` writes it with the format `json`.
 *
 * Published as media/session-export.schema.json. A new field is no new version; a field that goes or changes is.
 */
export const ExportedSession = z.strictObject({
  version: z.literal(1),
  exportedAt: z.iso.datetime(),
  session: z.strictObject({
    id: text,
    name: text.nullable(),
    status: z.enum(sessionStatuses),
    repository: z.strictObject({ name: text, path: text }),
    startedAt: time,
    endedAt: time,
    startBranch: text.nullable(),
    endBranch: text.nullable(),
  }),
  tasks: z.array(Task),
});
export type ExportedSession = z.infer<typeof ExportedSession>;
export type ExportedTask = z.infer<typeof Task>;
export type ExportedTurn = z.infer<typeof Turn>;
