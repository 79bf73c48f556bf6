import * as z from 'zod';
import { resolve } from 'node:path';
import { messageOf } from '../base/errors';
import type { ControlRequestLine } from './streamLine';

const editTools = ['Edit', 'MultiEdit', 'Write', 'NotebookEdit'] as const;

/** Part of `initialize`: the CLI tells before a tool writes a file that it names, and waits for the answer. */
export const editHooks = {
  PreToolUse: [{ matcher: editTools.join('|'), hookCallbackIds: ['willEdit'] }],
} as const;

const ToolInput = z.object({ file_path: z.string().optional(), notebook_path: z.string().optional() });
const HookInput = z.object({ cwd: z.string().optional(), tool_input: ToolInput });

/** Begin to save what a tool is about to write: the CLI calls the hook a moment after it has told of the tool. */
export function foreseeEdit(
  { name, input }: { readonly name: string; readonly input: unknown },
  cwd: string,
  onWillEdit: (file: string) => Promise<void>,
): void {
  const named = editTools.some(tool => tool === name) ? fileIn(ToolInput.safeParse(input).data) : undefined;
  if (named !== undefined) {
    onWillEdit(resolve(cwd, named)).catch(() => undefined); // the hook tries again, and refuses the edit
  }
}

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
  const named = fileIn(data?.tool_input);
  let response: object = {};
  try {
    if (named !== undefined) {
      await onWillEdit(resolve(data?.cwd ?? cwd, named));
    }
  } catch (error) {
    const permissionDecisionReason = `Autobot could not save this file before the edit: ${messageOf(error)}`;
    const refused = { hookEventName: 'PreToolUse', permissionDecision: 'deny', permissionDecisionReason };
    response = { hookSpecificOutput: refused };
  }
  return { type: 'control_response', response: { subtype: 'success', request_id, response } };
}

function fileIn(input: z.infer<typeof ToolInput> | undefined): string | undefined {
  return input?.file_path ?? input?.notebook_path;
}
