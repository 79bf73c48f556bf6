/** What a stream shows of the agent's requests to the user: pure, item by item. */
import type { AgentEvent, PermissionAnswer } from './agent';
import type { StreamItem, StreamItemOf } from './stream';
import { cutMiddle } from './cutMiddle';
import { summariseTool } from './toolSummary';

export type RequestItem = StreamItemOf<'permission' | 'question' | 'plan'>;
type RequestEvent = Extract<AgentEvent, { type: 'permission' | 'question' | 'plan' }>;

export function requestId(request: string): string {
  return `permission:${request}`;
}

export function isRequest(item: StreamItem | undefined): item is RequestItem {
  return item?.kind === 'permission' || item?.kind === 'question' || item?.kind === 'plan';
}

/** The item of something that has just been asked. */
export function requestItem(event: RequestEvent, cwd: string): RequestItem {
  const { request } = event;
  const base = { id: requestId(request), parent: null, request, state: 'asked', message: null } as const;
  switch (event.type) {
    case 'question':
      return { kind: 'question', ...base, questions: event.questions, answers: {} };
    case 'plan':
      return { kind: 'plan', ...base, plan: event.plan };
    case 'permission': {
      const { tool, description, canAllowForTask, always } = event;
      const { summary, edits } = summariseTool(tool, event.input, cwd);
      const input = event.input === undefined ? '' : cutMiddle(JSON.stringify(event.input, null, 2));
      return { kind: 'permission', ...base, tool, summary, edits, description, canAllowForTask, always, input };
    }
  }
}

/** The same item once it is answered; `null`: no longer asked. What is settled stays as it is. */
export function settleRequest(item: RequestItem, answer: PermissionAnswer | null): RequestItem {
  if (item.state !== 'asked') {
    return item;
  }
  if (answer === null) {
    return { ...item, state: 'withdrawn' };
  }
  switch (answer.behavior) {
    case 'deny':
      return { ...item, state: 'denied', message: answer.message };
    case 'allow':
      return item.kind === 'permission'
        ? { ...item, state: leaveStates[answer.scope] }
        : { ...item, state: 'withdrawn' };
    case 'reply':
      return item.kind === 'question' ? { ...item, state: 'answered', answers: answer.answers } : item;
    case 'approve':
      return item.kind === 'plan' ? { ...item, state: 'approved', plan: answer.plan } : item;
  }
}

const leaveStates = { once: 'allowed', task: 'allowedForTask', always: 'allowedAlways' } as const;
