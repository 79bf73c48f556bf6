import assert from 'node:assert/strict';
import type { AgentEvent, PermissionAnswer, TurnEnd } from '../../../src/core/agent';
import { cutMiddle, outputLimit } from '../../../src/core/cutMiddle';
import { appendEvent, newStream, textLimit, type StreamChange, type StreamItem } from '../../../src/core/stream';

/** Play events on a new stream; what a view that applied the changes would show must be what the stream holds. */
function play(...events: AgentEvent[]): readonly StreamItem[] {
  const stream = newStream('/repo');
  const shown = new Map<string, StreamItem>();
  for (const event of events) {
    appendEvent(stream, event).forEach(change => show(shown, change));
  }
  assert.deepEqual([...shown.values()], stream.items);
  return stream.items;
}

function show(shown: Map<string, StreamItem>, change: StreamChange): void {
  const item = change.type === 'put' ? change.item : shown.get(change.item);
  assert.ok(item);
  if (change.type === 'put') {
    shown.set(item.id, item);
  } else if (item.kind === 'text' || item.kind === 'thinking') {
    shown.set(item.id, { ...item, text: item.text + change.text });
  }
}

/** One word per item: what a stranger needs to follow the story. */
function story(items: readonly StreamItem[]): string {
  return items
    .map(item => {
      switch (item.kind) {
        case 'text':
        case 'thinking':
          return `${item.kind}(${item.text}${item.done ? '' : '…'})`;
        case 'tool':
          return `${item.parent ? '↳' : ''}${item.name}(${item.summary}) ${item.state}`;
        case 'permission':
          return `may ${item.tool}? ${item.state}`;
        case 'question':
          return `${item.questions.map(({ question }) => question).join(' ')} ${item.state} ${Object.values(item.answers).join(', ')}`;
        case 'plan':
          return `plan ${item.plan} ${item.state}`;
        case 'said':
          return `said ${item.text}`;
        case 'retry':
          return `retry ${item.attempt}/${item.of}`;
        case 'todos':
          return `todos ${item.items.map(todo => todo.status).join()}`;
        case 'notice':
        case 'error':
          return `${item.kind}: ${item.text}`;
        case 'raw':
          return `raw: ${item.line}`;
      }
    })
    .join(' | ');
}

const main = { parent: null };
const delta = (text: string, block = 'b1'): AgentEvent => ({ type: 'delta', kind: 'text', block, text, ...main });
const call = (id: string, name: string, input: unknown, parent: string | null = null): AgentEvent => ({
  type: 'toolCall',
  id,
  name,
  input,
  parent,
});
const result = (id: string, ok = true, text = 'out'): AgentEvent => ({ type: 'toolResult', id, ok, text, ...main });
const ask: AgentEvent = {
  type: 'permission',
  request: 'p1',
  tool: 'Bash',
  input: { command: 'make' },
  description: 'Build',
  canAllowForTask: true,
  always: null,
};
const ended = (facts: Partial<TurnEnd> = {}): AgentEvent => ({
  type: 'turnEnded',
  outcome: 'success',
  reason: null,
  message: '',
  text: '',
  resetsAt: null,
  costUsd: null,
  tokens: null,
  duration: null,
  ...facts,
});
const retry = (attempt: number): AgentEvent => ({ type: 'retry', attempt, of: 10, delay: 500, why: 'overloaded' });

describe('core/stream', () => {
  const stories: [string, string, AgentEvent[]][] = [
    ['text grows', 'text(Hello…)', [delta('Hel'), delta('lo')]],
    [
      'the finished text replaces what had grown',
      'text(Hello!)',
      [delta('Hel'), { type: 'text', block: 'b1', text: 'Hello!', ...main }],
    ],
    ['text without deltas', 'text(Hi)', [{ type: 'text', block: 'b1', text: 'Hi', ...main }]],
    [
      'thinking whose text is withheld keeps what was seen, or shows nothing',
      'thinking(hm)',
      [
        { type: 'delta', kind: 'thinking', block: 'b1', text: 'hm', ...main },
        { type: 'thinking', block: 'b1', text: '', ...main },
        { type: 'thinking', block: 'b2', text: '', ...main },
      ],
    ],
    ['a tool runs and ends', 'Bash(make) ok', [call('1', 'Bash', { command: 'make' }), result('1')]],
    ['a tool fails', 'Bash(make) failed', [call('1', 'Bash', { command: 'make' }), result('1', false)]],
    [
      'tools side by side keep their places',
      'Read(a) ok | Read(b) running',
      [call('1', 'Read', { file_path: '/repo/a' }), call('2', 'Read', { file_path: '/repo/b' }), result('1')],
    ],
    [
      'a sub-agent works inside its call',
      'Agent(look) running | ↳Grep(x) running',
      [call('1', 'Agent', { description: 'look' }), call('2', 'Grep', { pattern: 'x' }, '1')],
    ],
    ['a result without its call is shown', 'Tool(a call that was not reported) ok', [result('9')]],
    ['a permission is asked', 'may Bash? asked', [ask]],
    [
      'a tool that was denied did not fail',
      'Bash(make) denied | may Bash? denied | Bash(make) failed',
      [
        call('1', 'Bash', { command: 'make' }),
        { ...ask, call: '1' },
        { type: 'permissionAnswered', request: 'p1', answer: { behavior: 'deny', message: 'No.' } },
        result('1', false),
        call('2', 'Bash', { command: 'make' }),
        result('2', false),
      ],
    ],
    [
      'nor did one about which nobody is asked any more',
      'Bash(make) stopped | may Bash? withdrawn',
      [
        call('1', 'Bash', { command: 'make' }),
        { ...ask, call: '1' },
        { type: 'permissionWithdrawn', request: 'p1' },
        result('1', false),
      ],
    ],
    ['and withdrawn', 'may Bash? withdrawn', [ask, { type: 'permissionWithdrawn', request: 'p1' }]],
    [
      'a to-do list changes in its place',
      'todos completed,pending | text(x…)',
      [
        { type: 'todos', items: [{ text: 'a', status: 'pending' }] },
        delta('x'),
        {
          type: 'todos',
          items: [
            { text: 'a', status: 'completed' },
            { text: 'b', status: 'pending' },
          ],
        },
      ],
    ],
    ['retries in a row are one line', 'retry 2/10 | text(x…) | retry 1/10', [retry(1), retry(2), delta('x'), retry(1)]],
    [
      'background work is one line',
      'notice: Nothing runs in the background.',
      [
        { type: 'background', running: 1, what: 'npm start' },
        { type: 'background', running: 0, what: '' },
      ],
    ],
    [
      'two equal notices are two',
      'notice: a | notice: a',
      [
        { type: 'notice', text: 'a' },
        { type: 'notice', text: 'a' },
      ],
    ],
    ['a line that was not understood', 'raw: {oops', [{ type: 'unrecognised', line: '{oops', why: 'not JSON' }]],
    ['success says nothing more', 'text(x)', [delta('x'), ended()]],
    [
      'the end of a turn leaves nothing open',
      'text(x) | Bash(make) stopped | may Bash? withdrawn | notice: Interrupted.',
      [delta('x'), call('1', 'Bash', { command: 'make' }), ask, ended({ outcome: 'interrupted' })],
    ],
    ['an error is said in words', 'error: no network', [ended({ outcome: 'error', message: 'no network' })]],
    [
      'an error that the CLI has just said is said once',
      'notice: Resumed. | error: Park it. (Claude said: limit hit)',
      [
        { type: 'notice', text: 'Resumed.' },
        { type: 'notice', text: 'limit hit' },
        ended({ outcome: 'error', message: 'Park it. (Claude said: limit hit)' }),
      ],
    ],
    [
      'and twice if it is not the same',
      'notice: Resumed. | error: limit hit',
      [{ type: 'notice', text: 'Resumed.' }, ended({ outcome: 'error', message: 'limit hit' })],
    ],
  ];
  for (const [name, expected, events] of stories) {
    it(name, () => assert.equal(story(play(...events)), expected));
  }

  it('tells of text as it grows by what was added alone', () => {
    const stream = newStream('/repo');
    appendEvent(stream, delta('Hel'));
    assert.deepEqual(appendEvent(stream, delta('lo')), [{ type: 'append', item: 'text:b1', text: 'lo' }]);
  });

  it('notes an answer once', () => {
    const stream = newStream('/repo');
    const answer = (request: string, given: PermissionAnswer): readonly StreamChange[] =>
      appendEvent(stream, { type: 'permissionAnswered', request, answer: given });
    appendEvent(stream, ask);
    assert.equal(answer('p1', { behavior: 'deny', message: 'use make -n' }).length, 1);
    assert.deepEqual(answer('p1', { behavior: 'allow', scope: 'task' }), []);
    assert.deepEqual(answer('unknown', { behavior: 'allow', scope: 'task' }), []);
    assert.equal(story(stream.items), 'may Bash? denied');
  });

  it('holds a whole tool call', () => {
    assert.deepEqual(
      play(
        call('1', 'Edit', { file_path: '/repo/a.ts', old_string: 'a', new_string: 'b' }),
        result('1', true, '\u001b[1mok'),
      ),
      [
        {
          kind: 'tool',
          id: 'tool:1',
          parent: null,
          name: 'Edit',
          summary: 'a.ts',
          file: { path: '/repo/a.ts', line: null },
          edits: [{ before: 'a', after: 'b', cut: false }],
          input: '{\n  "file_path": "/repo/a.ts",\n  "old_string": "a",\n  "new_string": "b"\n}',
          state: 'ok',
          output: 'ok',
        },
      ],
    );
  });

  it('caps long text and says how much is missing', () => {
    const [item] = play(delta('x'.repeat(textLimit)), delta('yz'), ended());
    assert.ok(item?.kind === 'text');
    assert.deepEqual([item.text.length, item.omitted], [textLimit, 2]);
    const output = cutMiddle(`start${'x'.repeat(50_000)}end`);
    assert.match(output, /^start.*\n… 30,008 characters left out …\n.*end$/s);
    assert.ok(output.length < outputLimit + 100);
  });

  it('takes each of 20,000 events in the time of the first', () => {
    const stream = newStream('/repo');
    const started = performance.now();
    for (let i = 0; i < 10_000; i++) {
      appendEvent(stream, delta(`word ${i} `, `block ${i % 7}`));
      appendEvent(stream, call(String(i), 'Bash', { command: `make ${i}` }));
    }
    assert.equal(stream.items.length, 10_007);
    const took = performance.now() - started;
    assert.ok(took < 1_000, `${took} ms`);
  });
});
