import { t } from '@vscode/l10n';
import { assertNever } from '../base/assertNever';
import type { AgentEvent } from '../core/agent';
import { Blocks } from './blocks';
import type { FailureFacts } from './failure';
import { systemEvents } from './systemEvents';
import { TodoList } from './todoList';
import { readPlan, readToolRequest, type PendingRequest } from './toolRequest';
import { toolResultText } from './toolResultText';
import { TurnDecoder } from './turnDecoder';
import {
  parseStreamLine,
  type ContentBlock,
  type ControlRequestLine,
  type ControlResponseLine,
  type StreamLine,
  type SystemLine,
} from './streamLine';

type Line<T extends StreamLine['type']> = Extract<StreamLine, { type: T }>;

/**
 * Turns the CLI's lines into events. Needs no process, so a stored transcript decodes as a live one did.
 *
 * Total: whatever a line holds, the answer is a list of events, never an exception.
 */
export class StreamDecoder {
  readonly #blocks = new Blocks();
  readonly #todos = new TodoList();
  readonly #turn = new TurnDecoder();
  readonly #pending = new Map<string, PendingRequest>();
  #lastPlan = '';
  #lastText = '';

  /** What the user was asked and has not answered, by the request's id. */
  get pending(): ReadonlyMap<string, PendingRequest> {
    return this.#pending;
  }

  /** Ids of what still runs in the background. */
  get background(): readonly string[] {
    return this.#turn.background;
  }

  /** A result came and nothing is known to run, but the CLI has not said that it is done. */
  get isSettling(): boolean {
    return this.#turn.isSettling;
  }

  /** A result came, and the turn has neither ended nor gone on since. */
  get isHeld(): boolean {
    return this.#turn.isHeld;
  }

  /** The last reason why the API did not answer. */
  get fault(): Pick<FailureFacts, 'error' | 'status'> | null {
    return this.#turn.fault;
  }

  /** A message was sent during the turn: it does not end before the CLI has taken that up. */
  expect(message: string): void {
    this.#turn.expect(message);
  }

  decode(line: string): AgentEvent[] {
    return this.read(parseStreamLine(line));
  }

  read(line: StreamLine): AgentEvent[] {
    switch (line.type) {
      case 'assistant':
        return this.#assistant(line);
      case 'user':
        return this.#user(line);
      case 'stream_event':
        return this.#stream(line);
      case 'result':
        return [...this.#blocks.clear(), ...this.#turn.result(line)];
      case 'system':
        return this.#system(line);
      case 'control_request':
        return this.#request(line);
      case 'control_response':
        return this.#response(line);
      case 'control_cancel_request':
        return this.#pending.delete(line.request_id) ? [withdrawn(line.request_id)] : [];
      case 'rate_limit_event':
        return this.#turn.rateLimit(line.rate_limit_info ?? {});
      case 'command_lifecycle':
        if (line.state !== 'queued') {
          this.#turn.heard(line.command_uuid);
        }
        return [];
      case 'autobot':
        return this.#own(line);
      case 'autobot_answer':
        this.#pending.delete(line.request);
        return [{ type: 'permissionAnswered', request: line.request, answer: line.answer }];
      case 'unrecognised':
        return [line];
      case 'nothing':
        return [];
      default:
        return assertNever(line);
    }
  }

  /** The turn is over although the CLI did not say so: the result that was held back, if there is one. */
  release(): AgentEvent[] {
    return [...this.#blocks.clear(), ...this.#turn.release()];
  }

  #assistant(line: Line<'assistant'>): AgentEvent[] {
    const parent = line.parent_tool_use_id ?? null;
    this.#turn.replied(line.error ?? null);
    const begun = this.#blocks.begin(parent, line.message.id);
    return [
      ...begun,
      ...line.message.content.flatMap(block => {
        const name = this.#blocks.finish(parent, line.message.id);
        // What the CLI itself says instead of a reply is no text of Claude's; the turn's end explains it.
        return line.error ? noticeOf(block) : this.#block(block, name, parent);
      }),
    ];
  }

  #block(content: ContentBlock, block: string, parent: string | null): AgentEvent[] {
    switch (content.type) {
      case 'text':
        this.#lastText = content.text ?? '';
        return [{ type: 'text', block, text: this.#lastText, parent }];
      case 'thinking':
        return [{ type: 'thinking', block, text: content.thinking ?? '', parent }];
      case 'tool_use': {
        const { id = block, name = t('unnamed tool'), input } = content;
        if (name === 'ExitPlanMode') {
          this.#lastPlan = readPlan(input) ?? this.#lastText;
        }
        const items = parent === null ? this.#todos.apply(name, input) : undefined;
        return [{ type: 'toolCall', id, name, input, parent }, ...(items ? [{ type: 'todos' as const, items }] : [])];
      }
      default:
        return []; // redacted thinking, server tools: nothing to show
    }
  }

  #user(line: Line<'user'>): AgentEvent[] {
    const parent = line.parent_tool_use_id ?? null;
    const { content } = line.message;
    const blocks: readonly Partial<ContentBlock>[] =
      typeof content === 'string' ? [{ type: 'text', text: content }] : content;
    return blocks.flatMap((block): AgentEvent[] => {
      if (block.type === 'tool_result' && block.tool_use_id !== undefined) {
        const ok = block.is_error !== true;
        return [{ type: 'toolResult', id: block.tool_use_id, ok, text: toolResultText(block.content), parent }];
      }
      const text = block.text ?? '';
      if (text.startsWith('[Request interrupted by user')) {
        this.#turn.interrupted();
        return [];
      }
      return line.isSynthetic === true && text !== '' ? [{ type: 'notice', text }] : []; // else an echo of a prompt
    });
  }

  #stream({ event, parent_tool_use_id }: Line<'stream_event'>): AgentEvent[] {
    const parent = parent_tool_use_id ?? null;
    if (event.type === 'message_start' && event.message) {
      return this.#blocks.begin(parent, event.message.id);
    }
    if (event.type === 'content_block_delta' && event.index !== undefined && event.delta) {
      const { type, text, thinking } = event.delta;
      if (type === 'text_delta' && text !== undefined) {
        return this.#blocks.delta(parent, event.index, 'text', text);
      }
      if (type === 'thinking_delta' && thinking !== undefined) {
        return this.#blocks.delta(parent, event.index, 'thinking', thinking);
      }
    }
    return [];
  }

  #system(line: SystemLine): AgentEvent[] {
    return [...systemEvents(line), ...this.#turn.system(line)];
  }

  #request({ request_id, request }: ControlRequestLine): AgentEvent[] {
    if (request.subtype !== 'can_use_tool') {
      return [];
    }
    this.#pending.set(request_id, { input: request.input, suggestions: request.permission_suggestions ?? [] });
    return [readToolRequest(request_id, request, this.#lastPlan)];
  }

  /** The answer to `initialize`: a process begins, and with it everything that lives as long as one. */
  #response({ response }: ControlResponseLine): AgentEvent[] {
    if (!Array.isArray(response.response?.['commands'])) {
      return [];
    }
    const left = [...this.#pending.keys()].map(withdrawn);
    this.#pending.clear();
    return [...left, ...this.#turn.processStarted()];
  }

  #own({ event }: Line<'autobot'>): AgentEvent[] {
    if (event.type === 'turnEnded') {
      this.release(); // the event is what was made of it
    } else if (event.type === 'permissionWithdrawn') {
      this.#pending.delete(event.request);
    }
    return [event];
  }
}

function withdrawn(request: string): AgentEvent {
  return { type: 'permissionWithdrawn', request };
}

function noticeOf(block: ContentBlock): AgentEvent[] {
  return block.text ? [{ type: 'notice', text: block.text }] : [];
}
