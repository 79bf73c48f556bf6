import type { AgentOptions } from '../core/agent';
import { markVariable } from '../os/childLedger';
import { cleanEnvironment } from '../os/environment';

/** The command line of a task's long-lived process. `permissionMode` null: what the CLI itself is set to. */
export function taskArguments(options: Omit<AgentOptions, 'permissionMode'>, permissionMode: string | null): string[] {
  return [
    '-p',
    '--output-format=stream-json',
    '--input-format=stream-json',
    '--verbose',
    '--include-partial-messages',
    '--permission-prompt-tool=stdio',
    ...(permissionMode === null ? [] : [`--permission-mode=${permissionMode}`]),
    options.resume ? `--resume=${options.session}` : `--session-id=${options.session}`,
    ...(options.model === null ? [] : [`--model=${options.model}`]),
    ...(options.maxBudgetUsd === null ? [] : [`--max-budget-usd=${options.maxBudgetUsd}`]),
  ];
}

/** Set inside a Claude session; a CLI started from there would take itself for part of it. */
const ofOuterSession =
  /^(CLAUDECODE|CLAUDE_CODE_(ENTRYPOINT|SESSION_ID|CHILD_SESSION|SSE_PORT|MESSAGING_.*)|CLAUDE_AGENT_SDK_VERSION)$/;

/** The environment of every call of the CLI: the developer's own, so that their sign-in and proxies hold. */
export function claudeEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return cleanEnvironment(extra, ofOuterSession);
}

/** A task's process also says when it is idle, and why it did not start; what it starts can be told by its task. */
export function taskEnvironment(task: string, extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return claudeEnvironment({
    [markVariable]: task,
    CLAUDE_CODE_EMIT_SESSION_STATE_EVENTS: '1',
    CLAUDE_CODE_STARTUP_FAILURE_RESULTS: '1',
    ...extra,
  });
}
