import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { toWire, type WireBlock } from './blocks';
import type { ModelRequest } from './request';
import type { Answer, Pace } from './scenario';

/** Send what the model says: as server-sent events, or as one message if the client wants no stream. */
export async function sendAnswer(
  response: ServerResponse,
  request: ModelRequest,
  turn: Answer,
  pace: Pace,
): Promise<void> {
  const blocks = (typeof turn.content === 'function' ? turn.content(request) : turn.content).map(each =>
    toWire(each, request),
  );
  const usesTool = blocks.some(block => block.type === 'tool_use');
  const stop = { stop_reason: turn.stopReason ?? (usesTool ? 'tool_use' : 'end_turn'), stop_sequence: null };
  const usage = {
    input_tokens: 2000, // by size it would make the CLI compact the conversation
    output_tokens: Math.ceil(JSON.stringify(blocks).length / 4),
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    ...turn.usage,
  };
  const message = { id: `msg_${randomUUID()}`, type: 'message', role: 'assistant', model: request.model };
  if (!request.stream) {
    sendJson(response, 200, { ...message, content: blocks, ...stop, usage });
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  const start = {
    ...message,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { ...usage, output_tokens: 1 },
  };
  let sent = 0;
  for (const event of eventsOf(blocks, start, { delta: stop, usage }, turn.chunk ?? pace.chunk ?? 200)) {
    await write(response, `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    sent++;
    if (response.destroyed || sent === turn.hangAfter) {
      return;
    }
    if (sent === turn.cutAfter) {
      response.destroy();
      return;
    }
    if (event.type === 'content_block_delta') {
      await pause(turn.pause ?? pace.pause ?? 0);
    }
  }
  response.end();
}

export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}

interface Event {
  readonly type: string;
  readonly [field: string]: unknown;
}

function* eventsOf(blocks: readonly WireBlock[], message: unknown, end: object, chunk: number): Generator<Event> {
  yield { type: 'message_start', message };
  yield { type: 'ping' };
  for (const [index, block] of blocks.entries()) {
    yield { type: 'content_block_start', index, content_block: emptied(block) };
    for (const delta of deltasOf(block, chunk)) {
      yield { type: 'content_block_delta', index, delta };
    }
    yield { type: 'content_block_stop', index };
  }
  yield { type: 'message_delta', ...end };
  yield { type: 'message_stop' };
}

function emptied(block: WireBlock): object {
  switch (block.type) {
    case 'text':
      return { type: 'text', text: '' };
    case 'thinking':
      return { type: 'thinking', thinking: '', signature: '' };
    case 'tool_use':
      return { ...block, input: {} };
  }
}

function deltasOf(block: WireBlock, chunk: number): object[] {
  switch (block.type) {
    case 'text':
      return pieces(block.text, chunk).map(text => ({ type: 'text_delta', text }));
    case 'thinking':
      return [
        ...pieces(block.thinking, chunk).map(thinking => ({ type: 'thinking_delta', thinking })),
        { type: 'signature_delta', signature: block.signature },
      ];
    case 'tool_use':
      return pieces(JSON.stringify(block.input), chunk).map(json => ({ type: 'input_json_delta', partial_json: json }));
  }
}

/** Never cut inside a surrogate pair. */
function pieces(text: string, size: number): string[] {
  return text.match(new RegExp(`[^]{1,${size}}`, 'gu')) ?? [];
}

/** Resolves once it is on its way, so that a connection cut after it does not take it back. */
async function write(response: ServerResponse, text: string): Promise<void> {
  if (!response.destroyed) {
    await new Promise<void>(resolve => {
      response.once('close', resolve);
      response.write(text, () => {
        response.off('close', resolve);
        resolve();
      });
    });
  }
}
