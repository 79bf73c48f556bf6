import { t } from '@vscode/l10n';
import * as z from 'zod';
import { messageOf } from '../base/errors';
import { isPlainLine } from './plainLine';
import { OwnAnswerLine, OwnEventLine } from './ownLine';

const parent = z.string().nullish();

const Block = z.object({
  type: z.string(),
  text: z.string().optional(),
  thinking: z.string().optional(),
  id: z.string().optional(),
  name: z.string().optional(),
  input: z.unknown().optional(),
  tool_use_id: z.string().optional(),
  content: z.unknown().optional(),
  is_error: z.boolean().nullish(),
});
export type ContentBlock = z.infer<typeof Block>;

const Assistant = z.object({
  type: z.literal('assistant'),
  message: z.object({ id: z.string(), model: z.string().nullish(), content: z.array(Block) }),
  parent_tool_use_id: parent,
  error: z.string().nullish(),
});

const User = z.object({
  type: z.literal('user'),
  message: z.object({ content: z.union([z.array(Block), z.string()]) }),
  parent_tool_use_id: parent,
  isSynthetic: z.boolean().nullish(),
  isReplay: z.boolean().nullish(),
});

/** With --include-partial-messages: the events of the Messages API as they stream in. */
const Stream = z.object({
  type: z.literal('stream_event'),
  parent_tool_use_id: parent,
  event: z.object({
    type: z.string(),
    index: z.number().optional(),
    message: z.object({ id: z.string() }).optional(),
    delta: z
      .object({ type: z.string().optional(), text: z.string().optional(), thinking: z.string().optional() })
      .optional(),
  }),
});

const count = z.number().nullish();

const Result = z.object({
  type: z.literal('result'),
  subtype: z.string(),
  is_error: z.boolean(),
  result: z.string().nullish(),
  errors: z.array(z.string()).nullish(),
  duration_ms: z.number().nullish(),
  total_cost_usd: z.number().nullish(),
  model_usage_since_last_result: z.record(z.string(), z.object({ costUSD: count })).nullish(),
  usage: z
    .object({
      input_tokens: count,
      output_tokens: count,
      cache_read_input_tokens: count,
      cache_creation_input_tokens: count,
    })
    .nullish(),
  terminal_reason: z.string().nullish(),
  startup_failure_reason: z.string().nullish(),
  api_error: z.string().nullish(),
  api_error_status: z.number().nullish(),
});
export type ResultLine = z.infer<typeof Result>;

/** One schema for all subtypes: fields that a subtype does not have are absent. */
const System = z.object({
  type: z.literal('system'),
  subtype: z.string(),
  session_id: z.string().nullish(),
  model: z.string().nullish(),
  permissionMode: z.string().nullish(),
  claude_code_version: z.string().nullish(),
  slash_commands: z.array(z.string()).nullish(),
  status: z.string().nullish(),
  state: z.string().nullish(),
  content: z.string().nullish(),
  message: z.string().nullish(),
  tool_name: z.string().nullish(),
  attempt: z.number().nullish(),
  max_retries: z.number().nullish(),
  retry_delay_ms: z.number().nullish(),
  error: z.string().nullish(),
  error_status: z.number().nullish(),
  tasks: z.array(z.object({ task_id: z.string(), description: z.string().nullish() })).nullish(),
});
export type SystemLine = z.infer<typeof System>;

/** The frequent ones are checked for what they have alone: every field costs, whether it is there or not. */
const named = { type: true, subtype: true } as const;
const systemSchemas: ReadonlyMap<unknown, z.ZodType<SystemLine>> = new Map<unknown, z.ZodType<SystemLine>>([
  [
    'init',
    System.pick({
      ...named,
      session_id: true,
      model: true,
      permissionMode: true,
      claude_code_version: true,
      slash_commands: true,
    }),
  ],
  ['status', System.pick({ ...named, status: true })],
  ['session_state_changed', System.pick({ ...named, state: true })],
  ['thinking_tokens', System.pick(named)],
  ['task_progress', System.pick(named)],
  ['hook_progress', System.pick(named)],
]);

const ControlRequest = z.object({
  type: z.literal('control_request'),
  request_id: z.string(),
  request: z.object({
    subtype: z.string(),
    tool_name: z.string().optional(),
    tool_use_id: z.string().nullish(),
    display_name: z.string().nullish(),
    input: z.unknown().optional(),
    description: z.string().nullish(),
    permission_suggestions: z.array(z.looseObject({ type: z.string() })).nullish(),
  }),
});
export type ControlRequestLine = z.infer<typeof ControlRequest>;

const ControlResponse = z.object({
  type: z.literal('control_response'),
  response: z.object({
    subtype: z.string(),
    request_id: z.string(),
    error: z.string().nullish(),
    response: z.record(z.string(), z.unknown()).nullish(),
  }),
});
export type ControlResponseLine = z.infer<typeof ControlResponse>;

const ControlCancel = z.object({ type: z.literal('control_cancel_request'), request_id: z.string() });

/** Only documented, never seen by us: hence everything optional. */
const RateLimit = z.object({
  type: z.literal('rate_limit_event'),
  rate_limit_info: z.object({ status: z.string().nullish(), resetsAt: z.number().nullish() }).nullish(),
});

/** What became of a message that we sent: of new CLIs alone. */
const Lifecycle = z.object({ type: z.literal('command_lifecycle'), command_uuid: z.string(), state: z.string() });

/** By type: a union of all would take longer to find the one that fits than that one takes. */
const schemas = {
  assistant: Assistant,
  user: User,
  stream_event: Stream,
  result: Result,
  system: System,
  control_request: ControlRequest,
  control_response: ControlResponse,
  control_cancel_request: ControlCancel,
  rate_limit_event: RateLimit,
  command_lifecycle: Lifecycle,
  autobot: OwnEventLine,
  autobot_answer: OwnAnswerLine,
};
type Line = z.infer<(typeof schemas)[keyof typeof schemas]>;
export type PlainLine = Extract<Line, { type: 'assistant' | 'user' | 'stream_event' }>;

/** Known, and of no interest to anyone who looks at a task. */
const uninteresting = new Set<unknown>([
  'keep_alive',
  'tool_progress',
  'tool_use_summary',
  'auth_status',
  'prompt_suggestion',
]);

export type StreamLine =
  Line | { readonly type: 'nothing' } | { readonly type: 'unrecognised'; readonly line: string; readonly why: string };

/** Understand one line of `--output-format=stream-json`. Never throws; extra fields are ignored. */
export function parseStreamLine(line: string): StreamLine {
  const begin = line.trimStart().charAt(0);
  if (begin === '') {
    return { type: 'nothing' };
  }
  if (begin !== '{') {
    return { type: 'unrecognised', line, why: t('not JSON') }; // the cheap answer, for a program that prints a lot
  }
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (error) {
    return { type: 'unrecognised', line, why: messageOf(error) };
  }
  if (isPlainLine(json as Record<string, unknown>)) {
    return json as PlainLine;
  }
  const { type, subtype } = json as { readonly type?: unknown; readonly subtype?: unknown };
  if (uninteresting.has(type)) {
    return { type: 'nothing' };
  }
  const schema = (type === 'system' && systemSchemas.get(subtype)) || schemaByType.get(type);
  if (!schema) {
    return { type: 'unrecognised', line, why: t`unknown type ${JSON.stringify(type)}` };
  }
  const parsed = schema.safeParse(json);
  return parsed.success ? parsed.data : { type: 'unrecognised', line, why: z.prettifyError(parsed.error) };
}

const schemaByType: ReadonlyMap<unknown, z.ZodType<Line>> = new Map(Object.entries(schemas));
