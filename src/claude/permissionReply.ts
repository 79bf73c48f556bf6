import type { PermissionAnswer } from '../core/agent';
import type { PendingPermission } from './decode';

/**
 * The control response to a permission request.
 *
 * "For this task" sends back what the CLI suggested, always for the session alone: its own destinations
 * would write files into the repository and the developer's configuration.
 */
export function permissionReply(request: string, pending: PendingPermission, answer: PermissionAnswer): object {
  return {
    type: 'control_response',
    response: { subtype: 'success', request_id: request, response: decision(pending, answer) },
  };
}

function decision({ input, suggestions }: PendingPermission, answer: PermissionAnswer): object {
  if (answer.behavior === 'deny') {
    return { behavior: 'deny', message: answer.message || 'The user does not want this.' };
  }
  const updatedPermissions = suggestions.map(suggestion => ({ ...suggestion, destination: 'session' }));
  return {
    behavior: 'allow',
    updatedInput: input,
    ...(answer.forTask && updatedPermissions.length > 0 ? { updatedPermissions } : {}),
  };
}
