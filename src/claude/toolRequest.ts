import { t } from '@vscode/l10n';
import * as z from 'zod';
import type { AgentEvent } from '../core/agent';
import { readLastingRule, type PermissionUpdate } from './lastingRule';
import type { ControlRequestLine } from './streamLine';

/** What waits for the user's answer, with what the answer must send back. */
export interface PendingRequest {
  readonly input: unknown;
  readonly suggestions: readonly PermissionUpdate[];
}

const Questions = z.object({
  questions: z
    .array(
      z.object({
        question: z.string(),
        header: z.string().default(''),
        options: z.array(z.object({ label: z.string(), description: z.string().default('') })).default([]),
        multiSelect: z.boolean().default(false),
      }),
    )
    .min(1),
});
const Plan = z.object({ plan: z.string().min(1) });

/** The plan in the input of `ExitPlanMode`, if it is there. */
export function readPlan(input: unknown): string | undefined {
  return Plan.safeParse(input).data?.plan;
}

/**
 * What a `can_use_tool` request asks the user: leave for a tool, or what two tools of its own stand for.
 *
 * Questions that are not understood are shown as a tool like any other, so that they can be answered. `lastPlan`: a plan that was
 * not written into a file comes only with the call of the tool, before it asks.
 */
export function readToolRequest(
  request_id: string,
  request: ControlRequestLine['request'],
  lastPlan: string,
): AgentEvent {
  const { tool_name: tool = t('unnamed tool'), tool_use_id: call, input } = request;
  const base = { request: request_id, ...(call && { call }) };
  const questions = tool === 'AskUserQuestion' ? Questions.safeParse(input).data?.questions : undefined;
  if (questions) {
    const asked = questions.map(({ multiSelect, ...question }) => ({ ...question, several: multiSelect }));
    return { type: 'question', ...base, questions: asked };
  }
  if (tool === 'ExitPlanMode') {
    return { type: 'plan', ...base, plan: readPlan(input) ?? lastPlan };
  }
  const suggestions = request.permission_suggestions ?? [];
  return {
    type: 'permission',
    ...base,
    tool,
    input,
    description: request.description ?? request.display_name ?? '',
    canAllowForTask: suggestions.length > 0,
    always: readLastingRule(suggestions),
  };
}
