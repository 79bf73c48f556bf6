import * as z from 'zod';
import type { Conditions, Pattern, When } from './scenario';

const Block = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  content: z.unknown().optional(),
  source: z.looseObject({ media_type: z.string().optional() }).optional(),
  is_error: z.boolean().nullish(),
});
const Content = z.union([z.string(), z.array(Block)]);
type Content = z.infer<typeof Content>;

const Body = z.looseObject({
  model: z.string(),
  stream: z.boolean().optional(),
  system: Content.optional(),
  messages: z.array(z.looseObject({ role: z.string(), content: Content })),
  tools: z.array(z.looseObject({ name: z.string().optional() })).optional(),
  metadata: z.looseObject({ user_id: z.string().optional() }).optional(),
});

/** One call of the Messages API, as far as scenarios and tests look at it. */
export interface ModelRequest {
  /** Counted from 1, side requests included. */
  readonly id: number;
  /** The lane that answered. */
  lane: string;
  /** The client went away before the answer was complete. */
  aborted: boolean;
  readonly model: string;
  readonly stream: boolean;
  readonly system: string;
  /** What the user wrote, oldest first, without the results of tools and the CLI's own reminders. */
  readonly prompts: readonly string[];
  readonly lastUser: string;
  /** Media types of the images in the user's latest message. */
  readonly images: readonly string[];
  readonly toolResults: readonly { readonly text: string; readonly failed: boolean }[];
  readonly tools: readonly string[];
  /** The working directory of the CLI. */
  readonly cwd: string | undefined;
  readonly session: string | undefined;
  readonly bytes: number;
}

/** Throws on what is not a request of the Messages API. */
export function parseRequest(id: number, json: string): ModelRequest {
  const body = Body.parse(JSON.parse(json));
  const users = body.messages.filter(message => message.role === 'user').map(message => message.content);
  const last = users.at(-1) ?? '';
  const system = textOf(body.system ?? '');
  const everything = [system, ...body.messages.map(message => textOf(message.content))].join('\n');
  return {
    id,
    lane: '',
    aborted: false,
    model: body.model,
    stream: body.stream === true,
    system,
    prompts: users.map(promptIn).filter(prompt => prompt !== ''),
    lastUser: textOf(last),
    images: imagesIn(last),
    toolResults: resultsIn(last),
    tools: (body.tools ?? []).flatMap(tool => tool.name ?? []),
    cwd: /working directory: ([^\n]+)/i.exec(everything)?.[1]?.trim(),
    session: sessionIn(body.metadata?.user_id),
    bytes: Buffer.byteLength(json),
  };
}

/** Whether a request is such a one; without conditions each is. */
export function matches(when: When | undefined, request: ModelRequest): boolean {
  if (when === undefined) {
    return true;
  }
  return typeof when === 'function' ? when(request) : meets(when, request);
}

function meets(when: Conditions, request: ModelRequest): boolean {
  const failed = request.toolResults.some(result => result.failed);
  return (
    fits(when.prompt, request.prompts.at(-1)) &&
    (when.anyPrompt === undefined || request.prompts.some(prompt => fits(when.anyPrompt, prompt))) &&
    fits(when.lastUser, request.lastUser) &&
    fits(when.system, request.system) &&
    fits(when.model, request.model) &&
    fits(when.session, request.session) &&
    (when.hasTools ?? request.tools.length > 0) === request.tools.length > 0 &&
    (when.toolFailed ?? failed) === failed
  );
}

function fits(pattern: Pattern | undefined, text = ''): boolean {
  if (pattern === undefined) {
    return true;
  }
  const patterns = typeof pattern === 'string' || pattern instanceof RegExp ? [pattern] : pattern;
  return patterns.some(each => (typeof each === 'string' ? text.includes(each) : each.test(text)));
}

function textOf(content: Content): string {
  return typeof content === 'string' ? content : content.map(blockText).join('\n');
}

function blockText(block: z.infer<typeof Block>): string {
  return block.type === 'tool_result' ? textOf(Content.catch('').parse(block.content)) : (block.text ?? '');
}

function imagesIn(content: Content): string[] {
  const blocks = typeof content === 'string' ? [] : content;
  return blocks.flatMap(({ source }) => source?.media_type ?? []);
}

function promptIn(content: Content): string {
  const texts = typeof content === 'string' ? [content] : content.filter(block => block.type === 'text').map(blockText);
  return texts
    .join('\n')
    .replaceAll(/<system-reminder>[^]*?<\/system-reminder>/g, '')
    .trim();
}

function resultsIn(content: Content): ModelRequest['toolResults'] {
  return typeof content === 'string'
    ? []
    : content
        .filter(block => block.type === 'tool_result')
        .map(block => ({ text: blockText(block), failed: block.is_error === true }));
}

/** The CLI puts its session into the user's id: as JSON, older ones as part of a name. */
function sessionIn(userId = ''): string | undefined {
  return /session_(?:id":")?(?<id>[0-9a-f-]{36})/.exec(userId)?.groups?.['id'];
}
