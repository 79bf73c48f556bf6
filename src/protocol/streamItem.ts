import * as z from 'zod';
import type { StreamItem as CoreStreamItem } from '../core/stream';

const base = { id: z.string(), parent: z.string().nullable() };
const edits = z.array(z.object({ before: z.string(), after: z.string(), cut: z.boolean() })).readonly();
const textual = { ...base, text: z.string(), done: z.boolean(), omitted: z.number() };

/** One thing in a turn's stream, as it crosses to the webview: the same value that src/core/stream.ts builds. */
export const StreamItem: z.ZodType<CoreStreamItem> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), ...textual }),
  z.object({ kind: z.literal('thinking'), ...textual }),
  z.object({
    kind: z.literal('tool'),
    ...base,
    name: z.string(),
    summary: z.string(),
    file: z.object({ path: z.string(), line: z.number().nullable() }).nullable(),
    edits,
    input: z.string(),
    state: z.enum(['running', 'ok', 'failed', 'denied', 'stopped']),
    output: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('todos'),
    ...base,
    items: z.array(z.object({ text: z.string(), status: z.enum(['pending', 'in_progress', 'completed']) })),
  }),
  z.object({
    kind: z.literal('permission'),
    ...base,
    request: z.string(),
    tool: z.string(),
    summary: z.string(),
    description: z.string(),
    input: z.string(),
    edits,
    canAllowForTask: z.boolean(),
    always: z.object({ file: z.string(), rules: z.array(z.string()).readonly() }).nullable(),
    state: z.enum(['asked', 'allowed', 'allowedForTask', 'allowedAlways', 'denied', 'withdrawn']),
    message: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('question'),
    ...base,
    request: z.string(),
    questions: z
      .array(
        z.object({
          question: z.string(),
          header: z.string(),
          options: z.array(z.object({ label: z.string(), description: z.string() })).readonly(),
          several: z.boolean(),
        }),
      )
      .readonly(),
    state: z.enum(['asked', 'answered', 'denied', 'withdrawn']),
    answers: z.record(z.string(), z.string()),
    message: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('plan'),
    ...base,
    request: z.string(),
    plan: z.string(),
    state: z.enum(['asked', 'approved', 'denied', 'withdrawn']),
    message: z.string().nullable(),
  }),
  z.object({ kind: z.literal('said'), ...base, text: z.string() }),
  z.object({
    kind: z.literal('retry'),
    ...base,
    attempt: z.number(),
    of: z.number(),
    delay: z.number(),
    why: z.string(),
  }),
  z.object({ kind: z.literal('notice'), ...base, text: z.string() }),
  z.object({ kind: z.literal('raw'), ...base, line: z.string(), why: z.string() }),
  z.object({ kind: z.literal('error'), ...base, reason: z.string().nullable(), text: z.string() }),
]);
export type StreamItem = CoreStreamItem;
export type { StreamItemOf } from '../core/stream';
