import * as z from 'zod';
import { isAbsolute, join } from 'node:path';
import { messageOf } from '../base/errors';
import type { ControlRequestLine } from './streamLine';

/** Part of `initialize`: the CLI tells before a tool writes a file that it names, and waits for the answer. */
export const editHooks = {
  PreToolUse: [{ matcher: 'Edit|MultiEdit|Write|NotebookEdit', hookCallbackIds: ['willEdit'] }],
} as const;

const HookInput = z.object({
  cwd: z.string().optional(),
  tool_input: z.object({ file_path: z.string().optional(), notebook_path: z.string().optional() }),
});

/**
 * Let `onWillEdit` save what is there, then answer; resolves to the answer.
 *
 * Who may edit what is decided elsewhere. Only where the bytes could not be saved is the edit refused: it could not be
 * taken back.
 */
export async function answerEditHook(
  { request_id, request }: ControlRequestLine,
  cwd: string,
  onWillEdit: (file: string) => Promise<void>,
): Promise<object> {
  const { data } = HookInput.safeParse(request.input);
  const named = data?.tool_input.file_path ?? data?.tool_input.notebook_path;
  let response: object = {};
  try {
    if (named !== undefined) {
      await onWillEdit(isAbsolute(named) ? named : join(data?.cwd ?? cwd, named));
    }
  } catch (error) {
    const permissionDecisionReason = `Autobot could not save this file before the edit: ${messageOf(error)}`;
    const refused = { hookEventName: 'PreToolUse', permissionDecision: 'deny', permissionDecisionReason };
    response = { hookSpecificOutput: refused };
  }
  return { type: 'control_response', response: { subtype: 'success', request_id, response } };
}
