import { t } from '@vscode/l10n';
import { formatNumber } from '../base/numbers';

/**
 * What a turn's stream shows, built event by event.
 *
 * A stream grows in place and every event costs the same however long it is: views are told of the items that
 * changed, never of all of them.
 */
import stripAnsi from 'strip-ansi';
import { assertNever } from '../base/assertNever';
import type { AgentEvent, LastingRule, PermissionAnswer, Question, TodoItem } from './agent';
import { cutMiddle } from './cutMiddle';
import { isRequest, requestId, requestItem, settleRequest } from './streamRequests';
import { oneLine, summariseTool, type FileLink, type TextEdit } from './toolSummary';

/** `parent` is the id of the tool item whose sub-agent it belongs to. Ids are unique within a turn. */
interface ItemBase {
  readonly id: string;
  readonly parent: string | null;
}

export type StreamItem = ItemBase &
  (
    | {
        readonly kind: 'text' | 'thinking';
        readonly text: string;
        readonly done: boolean;
        /** Characters left out because the text is too long. */
        readonly omitted: number;
      }
    | {
        readonly kind: 'tool';
        readonly name: string;
        readonly summary: string;
        readonly file: FileLink | null;
        readonly edits: readonly TextEdit[];
        /** The whole input as indented JSON, cut like the output. */
        readonly input: string;
        readonly state: 'running' | 'ok' | 'failed' | 'denied' | 'stopped';
        readonly output: string | null;
      }
    | { readonly kind: 'todos'; readonly items: readonly TodoItem[] }
    | {
        readonly kind: 'permission';
        readonly request: string;
        readonly tool: string;
        readonly summary: string;
        readonly description: string;
        readonly input: string;
        readonly edits: readonly TextEdit[];
        readonly canAllowForTask: boolean;
        readonly always: LastingRule | null;
        readonly state: 'asked' | 'allowed' | 'allowedForTask' | 'allowedAlways' | 'denied' | 'withdrawn';
        /** What the agent was told when it was denied. */
        readonly message: string | null;
      }
    | {
        readonly kind: 'question';
        readonly request: string;
        readonly questions: readonly Question[];
        readonly state: 'asked' | 'answered' | 'denied' | 'withdrawn';
        readonly answers: Readonly<Record<string, string>>;
        readonly message: string | null;
      }
    | {
        readonly kind: 'plan';
        readonly request: string;
        /** Markdown; once approved, as it was approved. */
        readonly plan: string;
        readonly state: 'asked' | 'approved' | 'denied' | 'withdrawn';
        readonly message: string | null;
      }
    /** What the user said while the turn ran. */
    | { readonly kind: 'said'; readonly text: string }
    | {
        readonly kind: 'retry';
        readonly attempt: number;
        readonly of: number;
        /** Milliseconds. */
        readonly delay: number;
        readonly why: string;
      }
    | { readonly kind: 'notice'; readonly text: string }
    | { readonly kind: 'raw'; readonly line: string; readonly why: string }
    | { readonly kind: 'error'; readonly reason: string | null; readonly text: string }
  );
export type StreamItemOf<K extends StreamItem['kind']> = Extract<StreamItem, { kind: K }>;

/** What one event did: an item is new or different as a whole, or its text grew at the end. */
export type StreamChange =
  | { readonly type: 'put'; readonly item: StreamItem }
  | { readonly type: 'append'; readonly item: string; readonly text: string };

/** One turn's stream. Only the functions of this file change it. */
export interface Stream {
  /** The folder the agent works in; summaries are relative to it. */
  readonly cwd: string;
  readonly items: readonly StreamItem[];
  /** The agent's own commands, as it named them when the turn began. */
  readonly commands: readonly string[];
}

/** Longest text of one item, in characters; what is beyond is left out, and said so. */
export const textLimit = 200_000;
const rawLimit = 2_000;
/** Lines that were not understood and are shown one by one; of more, the last is shown with its number. */
const rawItems = 100;

class GrowingStream implements Stream {
  readonly items: StreamItem[] = [];
  commands: readonly string[] = [];
  readonly positions = new Map<string, number>();
  /** Lines that were not understood. */
  strange = 0;
  /** The tool call that a request is about, by the request. */
  readonly calls = new Map<string, string>();
  /** Calls that were not made: the user said no, or was no longer asked. */
  readonly unmade = new Map<string, 'denied' | 'stopped'>();
  /** Items that something is still expected of. */
  readonly open = new Set<string>();

  constructor(readonly cwd: string) {}

  get(id: string): StreamItem | undefined {
    const position = this.positions.get(id);
    return position === undefined ? undefined : this.items[position];
  }

  put(item: StreamItem, open = false): StreamChange {
    const position = this.positions.get(item.id);
    if (position === undefined) {
      this.positions.set(item.id, this.items.push(item) - 1);
    } else {
      this.items[position] = item;
    }
    if (open) {
      this.open.add(item.id);
    } else {
      this.open.delete(item.id);
    }
    return { type: 'put', item };
  }

  #lastDelta = { kind: '', block: '', id: '' };

  /** The id of what a delta is for. Most are for the same as the last: a string made anew takes longer than all else. */
  deltaId(kind: string, block: string): string {
    if (this.#lastDelta.block !== block || this.#lastDelta.kind !== kind) {
      this.#lastDelta = { kind, block, id: `${kind}:${block}` };
    }
    return this.#lastDelta.id;
  }

  /** An id for an item that nothing refers to later. */
  freshId(kind: string): string {
    return `${kind}:${this.items.length}`;
  }
}

export function newStream(cwd: string): Stream {
  return new GrowingStream(cwd);
}

/** Take one event in. Returns what changed, in order; mostly one change or none. */
export function appendEvent(stream: Stream, event: AgentEvent): readonly StreamChange[] {
  const grown = owned(stream);
  switch (event.type) {
    case 'started':
      grown.commands = event.commands;
      return [];
    case 'delta':
      return appendDelta(grown, event);
    case 'text':
    case 'thinking':
      return finishText(grown, event);
    case 'toolCall':
      return [putToolCall(grown, event)];
    case 'toolResult':
      return [putToolResult(grown, event)];
    case 'todos':
      return [grown.put({ kind: 'todos', id: 'todos', parent: null, items: event.items })];
    case 'permission':
    case 'question':
    case 'plan':
      if (event.call !== undefined) {
        grown.calls.set(event.request, event.call);
      }
      return [grown.put(requestItem(event, stream.cwd), true)];
    case 'permissionAnswered':
      return settle(grown, event.request, event.answer);
    case 'permissionWithdrawn':
      return settle(grown, event.request, null);
    case 'said':
      return [grown.put({ kind: 'said', id: grown.freshId('said'), parent: null, text: event.text })];
    case 'lingers': {
      const text = t('Its process has ended, but something that it started holds its output open.');
      return event.why === 'result'
        ? []
        : [grown.put({ kind: 'notice', id: grown.freshId('notice'), parent: null, text })];
    }
    case 'retry': {
      const { attempt, of, delay, why } = event;
      const last = grown.items.at(-1);
      const id = last?.kind === 'retry' ? last.id : grown.freshId('retry');
      return [grown.put({ kind: 'retry', id, parent: null, attempt, of, delay, why: oneLine(why) })];
    }
    case 'background': {
      const text =
        event.running > 0 ? t`Running in the background: ${event.what}` : t('Nothing runs in the background.');
      return [grown.put({ kind: 'notice', id: 'background', parent: null, text })];
    }
    case 'notice':
      return [grown.put({ kind: 'notice', id: grown.freshId('notice'), parent: null, text: event.text })];
    case 'unrecognised': {
      grown.strange++;
      const id = grown.strange > rawItems ? 'raw:last' : grown.freshId('raw');
      const why = grown.strange > rawItems ? t`line ${formatNumber(grown.strange)}: ${event.why}` : event.why;
      return [grown.put({ kind: 'raw', id, parent: null, line: event.line.slice(0, rawLimit), why })];
    }
    case 'turnEnded':
      return [...closeOpen(grown), ...putEnd(grown, event)];
    default:
      return assertNever(event);
  }
}

function appendDelta(stream: GrowingStream, event: Extract<AgentEvent, { type: 'delta' }>): StreamChange[] {
  const id = stream.deltaId(event.kind, event.block);
  const item = stream.get(id);
  if (item?.kind !== 'text' && item?.kind !== 'thinking') {
    const { kind, text } = event;
    return text === ''
      ? []
      : [stream.put({ kind, id, parent: parentId(event.parent), ...capped(text), done: false }, true)];
  }
  const room = Math.max(0, textLimit - item.text.length);
  const text = event.text.slice(0, room);
  const omitted = item.omitted + event.text.length - text.length;
  stream.put({ ...item, text: item.text + text, omitted }, true);
  return text === '' ? [] : [{ type: 'append', item: id, text }];
}

function finishText(stream: GrowingStream, event: Extract<AgentEvent, { type: 'text' | 'thinking' }>): StreamChange[] {
  const id = `${event.type}:${event.block}`;
  const item = stream.get(id);
  const streamed = item?.kind === 'text' || item?.kind === 'thinking' ? item : undefined;
  if (event.text === '') {
    return streamed ? [stream.put({ ...streamed, done: true })] : []; // thinking may come without its text
  }
  return [stream.put({ kind: event.type, id, parent: parentId(event.parent), ...capped(event.text), done: true })];
}

function putToolCall(stream: GrowingStream, event: Extract<AgentEvent, { type: 'toolCall' }>): StreamChange {
  const id = toolId(event.id);
  const known = stream.get(id);
  const call = {
    name: event.name,
    ...summariseTool(event.name, event.input, stream.cwd),
    input: inputText(event.input),
  };
  return known?.kind === 'tool'
    ? stream.put({ ...known, ...call }, known.state === 'running')
    : stream.put({ kind: 'tool', id, parent: parentId(event.parent), ...call, state: 'running', output: null }, true);
}

function putToolResult(stream: GrowingStream, event: Extract<AgentEvent, { type: 'toolResult' }>): StreamChange {
  const id = toolId(event.id);
  const known = stream.get(id);
  const result = {
    state: event.ok ? 'ok' : (stream.unmade.get(event.id) ?? 'failed'),
    output: cutMiddle(stripAnsi(event.text)),
  } as const;
  if (known?.kind === 'tool') {
    return stream.put({ ...known, ...result });
  }
  const unseen = { name: t('Tool'), summary: t('a call that was not reported'), file: null, edits: [], input: '' };
  return stream.put({ kind: 'tool', id, parent: parentId(event.parent), ...unseen, ...result });
}

function settle(stream: GrowingStream, request: string, answer: PermissionAnswer | null): StreamChange[] {
  const item = stream.get(requestId(request));
  const call = stream.calls.get(request);
  if (call !== undefined && (answer === null || answer.behavior === 'deny')) {
    stream.unmade.set(call, answer === null ? 'stopped' : 'denied');
  }
  return isRequest(item) && item.state === 'asked' ? [stream.put(settleRequest(item, answer))] : [];
}

/** A turn that is over leaves nothing running, growing or asked. */
function closeOpen(stream: GrowingStream): StreamChange[] {
  return [...stream.open].flatMap((id): StreamChange[] => {
    const item = stream.get(id);
    switch (item?.kind) {
      case 'text':
      case 'thinking':
        return [stream.put({ ...item, done: true })];
      case 'tool':
        return [stream.put({ ...item, state: 'stopped' })];
      case 'permission':
      case 'question':
      case 'plan':
        return settle(stream, item.request, null);
      default:
        return [];
    }
  });
}

function putEnd(stream: GrowingStream, event: Extract<AgentEvent, { type: 'turnEnded' }>): StreamChange[] {
  const { outcome, reason, message } = event;
  switch (outcome) {
    case 'success':
      return [];
    case 'error': {
      const last = stream.items.at(-1);
      // The CLI says why before the turn ends; the message has its words, and takes their place.
      const isSaid = last?.kind === 'notice' && message.includes(last.text);
      const id = isSaid ? last.id : stream.freshId('error');
      return [stream.put({ kind: 'error', id, parent: null, reason, text: message })];
    }
    case 'interrupted':
    case 'budget': {
      const text = message || (outcome === 'budget' ? t('Stopped: the budget is used up.') : t('Interrupted.'));
      return [stream.put({ kind: 'notice', id: stream.freshId('notice'), parent: null, text })];
    }
  }
}

function owned(stream: Stream): GrowingStream {
  if (!(stream instanceof GrowingStream)) {
    throw new Error('a stream comes from newStream');
  }
  return stream;
}

function capped(text: string): { text: string; omitted: number } {
  return { text: text.slice(0, textLimit), omitted: Math.max(0, text.length - textLimit) };
}

function inputText(input: unknown): string {
  return input === undefined ? '' : cutMiddle(JSON.stringify(input, null, 2));
}

function parentId(toolCall: string | null): string | null {
  return toolCall === null ? null : toolId(toolCall);
}

function toolId(call: string): string {
  return `tool:${call}`;
}
