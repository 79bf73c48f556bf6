import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentEvent } from '../../../src/core/agent';
import { LineSplitter } from '../../../src/os/lineSplitter';
import { StreamDecoder } from '../../../src/claude/decode';
import { writeOwnAnswer, writeOwnEvent } from '../../../src/claude/ownLine';
import { storyOf } from '../../helpers/fakeClaude/story';

const recordings = join('test', 'fixtures', 'claude');
const read = (name: string): Buffer => readFileSync(join(recordings, name));

function decodeAll(bytes: Buffer, cut = 0): AgentEvent[] {
  const splitter = new LineSplitter();
  const lines = [bytes.subarray(0, cut), bytes.subarray(cut)].flatMap(chunk => splitter.push(chunk));
  const decoder = new StreamDecoder();
  return [...lines, ...splitter.end()].flatMap(line => decoder.decode(line));
}

function decodeLines(...lines: (object | string)[]): AgentEvent[] {
  const decoder = new StreamDecoder();
  return lines.flatMap(line => decoder.decode(typeof line === 'string' ? line : JSON.stringify(line)));
}

const toolResult = (content: unknown): object => ({
  type: 'user',
  message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content }] },
  parent_tool_use_id: null,
});
const success = { type: 'result', subtype: 'success', is_error: false, result: 'done' };
const state = (name: string): object => ({ type: 'system', subtype: 'session_state_changed', state: name });
const tasks = (...ids: string[]): object => ({
  type: 'system',
  subtype: 'background_tasks_changed',
  tasks: ids.map(task_id => ({ task_id, description: task_id })),
});

describe('claude/decode', () => {
  for (const file of readdirSync(recordings).filter(name => name.endsWith('.ndjson'))) {
    it(`tells the story of ${file}`, () => {
      const expected = read(file.replace('.ndjson', '.story.txt')).toString('utf8');
      assert.equal(`${storyOf(decodeAll(read(file))).join('\n')}\n`, expected);
    });
  }

  it('tells the same wherever the stream is cut', () => {
    const lines = read('partialSplitBytes.ndjson').toString('utf8').split('\n');
    const bytes = Buffer.from(lines.filter(line => /"(message_start|text_delta)"/.test(line)).join('\n'));
    const whole = decodeAll(bytes);
    for (let cut = 0; cut <= bytes.length; cut++) {
      assert.deepEqual(decodeAll(bytes, cut), whole, `cut at ${cut}`);
    }
  });

  it('names the pieces that finished text replaces', () => {
    const named = decodeAll(read('partialText.ndjson')).flatMap(event =>
      'block' in event ? [`${event.type} ${event.block.replace(/^msg_\w+/, 'message')}`] : [],
    );
    assert.deepEqual(
      [...new Set(named)],
      ['delta message:0', 'thinking message:0', 'delta message:1', 'text message:1'],
    );
  });

  it('takes back what was shown of a reply that broke off', () => {
    const stream = (event: object): object => ({ type: 'stream_event', event, parent_tool_use_id: null });
    const events = decodeLines(
      stream({ type: 'message_start', message: { id: 'a' } }),
      stream({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Half a' } }),
      { type: 'assistant', message: { id: 'b', content: [{ type: 'text', text: 'Whole.' }] } },
    );
    assert.deepEqual(events, [
      { type: 'delta', kind: 'text', block: 'a:0', text: 'Half a', parent: null },
      { type: 'text', block: 'a:0', text: '', parent: null },
      { type: 'text', block: 'b:0', text: 'Whole.', parent: null },
    ]);
  });

  it('shows what it does not understand, and goes on', () => {
    const lines = [
      'not json',
      '{"type":"assistant"}',
      '[1,2]',
      'null',
      '{"type":"brand_new"}',
      '{"type":"system","subtype":"new"}',
    ];
    const events = decodeLines(...lines, '', '   ', success);
    assert.deepEqual(
      events.map(event => event.type),
      [...lines.map(() => 'unrecognised'), 'turnEnded'],
    );
  });

  it('never throws, whatever half of a line it gets', () => {
    const text = read('editWriteBash.ndjson').toString('utf8');
    for (let end = 0; end < text.length; end += 7) {
      new StreamDecoder().decode(text.slice(end, end + 500));
    }
  });

  it('gives the text of a tool result, whatever form it has', () => {
    const long = 'x'.repeat(70_000);
    const texts = decodeLines(
      toolResult('plain'),
      toolResult([{ type: 'text', text: 'one' }, { type: 'image' }, { type: 'text', text: 'two' }]),
      toolResult(undefined),
      toolResult(long),
    ).map(event => (event.type === 'toolResult' ? event.text : ''));
    assert.deepEqual(texts, [
      'plain',
      'one\n[image]\ntwo',
      '',
      `${long.slice(0, 65_536)}\n[4464 more characters are not shown]`,
    ]);
  });

  it('keeps a to-do list from task tools, and forgets deleted items', () => {
    const call = (name: string, input: object): object => ({
      type: 'assistant',
      message: { id: 'm', content: [{ type: 'tool_use', id: 't', name, input }] },
    });
    const events = decodeLines(
      call('TaskCreate', { subject: 'one' }),
      call('TaskCreate', { subject: 'two' }),
      call('TaskUpdate', { taskId: '2', status: 'in_progress', subject: 'second' }),
      call('TaskUpdate', { taskId: 1, status: 'deleted' }),
      call('TaskUpdate', { nonsense: true }),
    );
    assert.deepEqual(events.filter(event => event.type === 'todos').at(-1), {
      type: 'todos',
      items: [{ text: 'second', status: 'in_progress' }],
    });
  });

  it('holds the end of a turn back until a CLI that reports its state is idle, and says what it waits for', () => {
    const decoder = new StreamDecoder();
    const play = (line: object): string[] => storyOf(decoder.decode(JSON.stringify(line)));
    assert.deepEqual(
      [state('running'), tasks('build'), success, state('idle'), tasks(), state('running'), success, state('idle')].map(
        play,
      ),
      [[], ['background 1 build'], ['background 1 build'], [], ['background 0'], [], [], ['ended success: done']],
    );
  });

  it('knows when a held turn waits for nothing but a sign', () => {
    const decoder = new StreamDecoder();
    const settling = [state('running'), tasks('a'), success, state('idle'), tasks()].map(line => {
      decoder.decode(JSON.stringify(line));
      return decoder.isSettling;
    });
    assert.deepEqual(settling, [false, false, false, false, true]);
    assert.deepEqual(storyOf(decoder.release()), ['ended success: done']);
  });

  it('decodes its own lines in a transcript as the events they were', () => {
    const ask = {
      type: 'control_request',
      request_id: 'r1',
      request: { subtype: 'can_use_tool', tool_name: 'Write', input: {} },
    };
    const decoder = new StreamDecoder();
    decoder.decode(JSON.stringify(ask));
    const answer = { behavior: 'allow', scope: 'once' } as const;
    assert.deepEqual(decoder.decode(writeOwnAnswer('r1', answer)), [
      { type: 'permissionAnswered', request: 'r1', answer },
    ]);
    assert.equal(decoder.pending.size, 0);
    const died = {
      type: 'turnEnded',
      outcome: 'error',
      reason: 'process_died',
      message: 'Gone.',
      text: '',
      resetsAt: null,
      costUsd: null,
      tokens: null,
      duration: null,
    } as const;
    assert.deepEqual(decoder.decode(writeOwnEvent(died)), [died]);
  });

  it('says until when a usage limit holds', () => {
    const [end] = decodeLines(
      { type: 'rate_limit_event', rate_limit_info: { status: 'rejected', resetsAt: 1_800_000_000 } },
      { ...success, is_error: true, result: 'Claude usage limit reached' },
    );
    assert.ok(end?.type === 'turnEnded');
    assert.deepEqual([end.reason, end.resetsAt], ['usage_limit', 1_800_000_000_000]);
    const [older] = decodeLines({ ...success, is_error: true, result: 'Claude AI usage limit reached|1800000000' });
    assert.ok(older?.type === 'turnEnded');
    assert.deepEqual([older.reason, older.resetsAt], ['usage_limit', 1_800_000_000_000]);
  });

  it('knows what each turn cost, however the CLI counts', () => {
    const since = (...dollars: number[]): object => ({
      model_usage_since_last_result: Object.fromEntries(dollars.map((costUSD, i) => [`model ${i}`, { costUSD }])),
    });
    const events = decodeLines(
      { ...success, total_cost_usd: 3, ...since(0.5, 0.25) },
      { ...success, total_cost_usd: 3, ...since() },
      { ...success, total_cost_usd: 5 },
      { ...success, total_cost_usd: 1 },
      success,
    );
    assert.deepEqual(
      events.map(event => event.type === 'turnEnded' && event.costUsd),
      [0.75, 0, 2, 1, null],
    );
  });
});
