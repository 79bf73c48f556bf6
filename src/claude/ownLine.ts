import * as z from 'zod';
import type { AgentEvent, PermissionAnswer } from '../core/agent';

const text = z.string();
const count = z.number();

const Answer = z.discriminatedUnion('behavior', [
  z.object({ behavior: z.literal('allow'), scope: z.enum(['once', 'task', 'always']) }),
  z.object({ behavior: z.literal('deny'), message: text }),
  z.object({ behavior: z.literal('reply'), answers: z.record(text, text) }),
  z.object({ behavior: z.literal('approve'), plan: text, mode: text }),
]);

/** Events that the CLI does not print: this side alone knows them. */
const OwnEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('turnEnded'),
    outcome: z.enum(['success', 'interrupted', 'budget', 'error']),
    reason: text.nullable(),
    message: text,
    text,
    resetsAt: count.nullable().default(null),
    costUsd: count.nullable(),
    tokens: z.object({ input: count, output: count, cacheRead: count, cacheCreation: count }).nullable(),
    duration: count.nullable(),
  }),
  z.object({ type: z.literal('permissionWithdrawn'), request: text }),
  z.object({ type: z.literal('notice'), text }),
  z.object({ type: z.literal('said'), text }),
  z.object({ type: z.literal('lingers'), why: z.enum(['result', 'output']) }),
]);

/**
 * A line of our own among the CLI's, in the transcript only.
 *
 * It makes the transcript complete: decoding it again tells the same story.
 */
export const OwnEventLine = z.object({ type: z.literal('autobot'), event: OwnEvent });

/** What the user answered to what was asked. */
export const OwnAnswerLine = z.object({ type: z.literal('autobot_answer'), request: text, answer: Answer });

/** Compiles only while every event of our own is an {@link AgentEvent}. */
export type OwnAgentEvent = z.infer<typeof OwnEvent> & AgentEvent;

export function writeOwnEvent(event: OwnAgentEvent): string {
  return JSON.stringify({ type: 'autobot', event });
}

export function writeOwnAnswer(request: string, answer: PermissionAnswer): string {
  return JSON.stringify({ type: 'autobot_answer', request, answer });
}
