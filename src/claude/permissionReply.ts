import type { LeaveScope, PermissionAnswer } from '../core/agent';
import { lastingUpdates, type PermissionUpdate } from './lastingRule';
import type { PendingRequest } from './toolRequest';

/**
 * The control response to what the user was asked.
 *
 * "For this task" sends back what the CLI suggested, for the session alone, and "always" for the developer's own
 * settings: the destinations that the CLI suggests itself would write files into the repository.
 */
export function permissionReply(request: string, pending: PendingRequest, answer: PermissionAnswer): object {
  return {
    type: 'control_response',
    response: { subtype: 'success', request_id: request, response: decision(pending, answer) },
  };
}

function decision({ input, suggestions }: PendingRequest, answer: PermissionAnswer): object {
  switch (answer.behavior) {
    case 'deny':
      return { behavior: 'deny', message: answer.message || 'The user does not want this.' };
    case 'reply':
      return { behavior: 'allow', updatedInput: { ...asRecord(input), answers: answer.answers } };
    case 'approve': {
      const updatedPermissions = [{ type: 'setMode', mode: answer.mode, destination: 'session' }];
      return { behavior: 'allow', updatedInput: { ...asRecord(input), plan: answer.plan }, updatedPermissions };
    }
    case 'allow': {
      const updatedPermissions = updatesOf(suggestions, answer.scope);
      return { behavior: 'allow', updatedInput: input, ...(updatedPermissions.length > 0 && { updatedPermissions }) };
    }
  }
}

function updatesOf(suggestions: readonly PermissionUpdate[], scope: LeaveScope): PermissionUpdate[] {
  switch (scope) {
    case 'once':
      return [];
    case 'task':
      return suggestions.map(suggestion => ({ ...suggestion, destination: 'session' }));
    case 'always':
      return lastingUpdates(suggestions);
  }
}

function asRecord(input: unknown): object {
  return typeof input === 'object' && input !== null ? input : {};
}
