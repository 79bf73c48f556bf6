import assert from 'node:assert/strict';
import { isPlainLine } from '../../../src/claude/plainLine';
import { parseStreamLine } from '../../../src/claude/streamLine';

const delta = (change: object, index: unknown = 0): object => ({
  type: 'stream_event',
  event: { type: 'content_block_delta', index, delta: change },
  parent_tool_use_id: null,
});
const said = (type: 'assistant' | 'user', block: unknown, more: object = {}): object => ({
  type,
  message: { id: 'msg_1', content: [block] },
  ...more,
});

describe('claude/plainLine', () => {
  const plain: readonly (readonly [string, object])[] = [
    ['growing text', delta({ type: 'text_delta', text: 'Hi' })],
    [
      'growing thoughts of a sub-agent',
      { ...delta({ type: 'thinking_delta', thinking: 'hm' }), parent_tool_use_id: 't' },
    ],
    ['a text', said('assistant', { type: 'text', text: 'Hi' })],
    ['a thought', said('assistant', { type: 'thinking', thinking: '', signature: 'x' })],
    ['a tool call', said('assistant', { type: 'tool_use', id: 't1', name: 'Read', input: {} })],
    ['a tool result', said('user', { type: 'tool_result', tool_use_id: 't1', content: 'ok' })],
  ];
  for (const [what, line] of plain) {
    it(`reads ${what} without a schema`, () => {
      assert.ok(isPlainLine(line as Record<string, unknown>));
      assert.deepEqual(parseStreamLine(JSON.stringify(line)), line);
    });
  }

  const unusual: readonly (readonly [string, object])[] = [
    ['another event of a reply', { type: 'stream_event', event: { type: 'message_stop' } }],
    [
      'an error of the API',
      said('assistant', { type: 'text', text: 'Prompt is too long' }, { error: 'invalid_request' }),
    ],
    ['a block of another kind', said('assistant', { type: 'server_tool_use', id: 's' })],
    ['a prompt that is a string', { type: 'user', message: { content: 'Hi' } }],
    ['what the CLI says as the user', said('user', { type: 'text', text: 'Go on.' }, { isSynthetic: true })],
  ];
  for (const [what, line] of unusual) {
    it(`leaves ${what} to the schemas, which know it`, () => {
      assert.equal(isPlainLine(line as Record<string, unknown>), false);
      assert.equal(parseStreamLine(JSON.stringify(line)).type, (line as { type: string }).type);
    });
  }

  const wrong: readonly (readonly [string, object, RegExp])[] = [
    [
      'a number for a text',
      delta({ type: 'text_delta', text: 5 }),
      /expected string, received number\s+→ at event\.delta\.text/,
    ],
    ['a text for an index', delta({ type: 'text_delta', text: 'Hi' }, '0'), /at event\.index/],
    ['an event that is null', { type: 'stream_event', event: null }, /at event/],
    ['a message without content', { type: 'assistant', message: { id: 'msg_1' } }, /at message\.content/],
    ['a block that is null', said('assistant', null), /at message\.content\[0\]/],
    [
      'a tool call whose name is a list',
      said('assistant', { type: 'tool_use', id: 't', name: [] }),
      /content\[0\]\.name/,
    ],
    ['an answer to no tool call', said('user', { type: 'tool_result', tool_use_id: 7 }), /at message\.content/],
    [
      'a parent that is an object',
      { ...delta({ type: 'text_delta', text: '' }), parent_tool_use_id: {} },
      /parent_tool_use_id/,
    ],
  ];
  for (const [what, line, why] of wrong) {
    it(`does not take ${what}, and says what is wrong`, () => {
      const read = parseStreamLine(JSON.stringify(line));
      assert.match(read.type === 'unrecognised' ? read.why : '', why);
    });
  }
});
