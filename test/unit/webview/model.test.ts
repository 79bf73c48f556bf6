import assert from 'node:assert/strict';
import type { TimelineChange, ToWebview } from '../../../src/protocol/messages';
import {
  allChunks,
  applyMessage,
  chunkSize,
  gateOutputLimit,
  newModel,
  type Applied,
  type TimelineModel,
} from '../../../webview-ui/model';
import { gateOf, noon, stateOf, taskOf, textItem, toolItem } from '../../helpers/timelineStates';

const at = { task: 't1', turn: 'turn1' };
const snapshot = (seq: number): ToWebview => ({
  type: 'snapshot',
  seq,
  state: stateOf([taskOf({ gates: [gateOf({ status: 'running', verdict: null })] })]),
});
const delta = (seq: number, change: TimelineChange): ToWebview => ({ type: 'delta', seq, change });
const items = (...ids: string[]): TimelineChange => ({ type: 'items', ...at, items: ids.map(id => textItem(id, id)) });

function play(model: TimelineModel, ...messages: ToWebview[]): Applied[] {
  return messages.map(message => applyMessage(model, message, noon));
}

function texts(model: TimelineModel): string[] {
  return allChunks(model).flatMap(chunk =>
    chunk.nodes.map(({ item }) => (item.kind === 'text' ? item.text : item.kind)),
  );
}

describe('webview/model', () => {
  const orders: [string, Applied[], ToWebview[]][] = [
    ['in order', ['applied', 'applied', 'applied'], [snapshot(5), delta(6, items('a')), delta(7, items('b'))]],
    ['a delta before any snapshot', ['ignored', 'applied'], [delta(1, items('a')), snapshot(2)]],
    ['a delta that is already in', ['applied', 'ignored'], [snapshot(5), delta(5, items('a'))]],
    [
      'a gap asks once, then waits for the snapshot',
      ['applied', 'gap', 'ignored', 'applied', 'applied'],
      [snapshot(1), delta(3, items('a')), delta(4, items('b')), snapshot(5), delta(6, items('c'))],
    ],
    [
      'an unknown task is a gap',
      ['applied', 'gap'],
      [snapshot(1), delta(2, { ...items('a'), task: 'x' } as TimelineChange)],
    ],
    [
      'text for an unknown item is a gap',
      ['applied', 'gap'],
      [snapshot(1), delta(2, { type: 'text', ...at, item: 'x', text: '' })],
    ],
    [
      'output of an unknown gate is a gap',
      ['applied', 'gap'],
      [snapshot(1), delta(2, { type: 'gateOutput', task: 't1', gate: 'x', text: '' })],
    ],
    ['a removed task', ['applied', 'applied'], [snapshot(1), delta(2, { type: 'taskRemoved', task: 't1' })]],
  ];
  for (const [name, expected, messages] of orders) {
    it(name, () => assert.deepEqual(play(newModel(), ...messages), expected));
  }

  it('puts items, replaces them in their place, and appends text', () => {
    const model = newModel();
    play(
      model,
      snapshot(1),
      delta(2, items('a', 'b')),
      delta(3, { type: 'items', ...at, items: [textItem('a', 'A')] }),
      delta(4, { type: 'text', ...at, item: 'b', text: '!' }),
    );
    assert.deepEqual(texts(model), ['A', 'b!']);
  });

  it('keeps what a sub-agent did inside its call', () => {
    const model = newModel();
    const child = { ...toolItem('tool:2'), parent: 'tool:1' };
    const orphan = { ...toolItem('tool:3'), parent: 'tool:unknown' };
    play(model, snapshot(1), delta(2, { type: 'items', ...at, items: [toolItem('tool:1'), child, orphan] }));
    const tree = allChunks(model).flatMap(chunk => chunk.nodes.map(node => [node.item.id, node.children.length]));
    assert.deepEqual(tree, [
      ['tool:1', 1],
      ['tool:3', 0],
    ]);
  });

  it('a new task goes to the end; a known one changes and keeps its stream', () => {
    const model = newModel();
    play(
      model,
      snapshot(1),
      delta(2, items('a')),
      delta(3, { type: 'task', task: taskOf({ id: 't2' }) }),
      delta(4, { type: 'task', task: taskOf({ status: 'completed' }) }),
    );
    assert.deepEqual(
      [...model.tasks].map(([id, task]) => [id, task.view.status, task.streams.size]),
      [
        ['t1', 'completed', 1],
        ['t2', 'running', 0],
      ],
    );
  });

  it('a change touches its own chunk and task alone', () => {
    const model = newModel();
    play(model, snapshot(1), delta(2, { type: 'task', task: taskOf({ id: 't2' }) }));
    play(model, delta(3, items(...Array.from({ length: chunkSize + 1 }, (_, i) => `i${i}`))));
    const versions = (): number[] => [
      ...allChunks(model).map(chunk => chunk.version),
      ...[...model.tasks.values()].map(task => task.version),
    ];
    const before = versions();
    play(model, delta(4, { type: 'text', ...at, item: `i${chunkSize}`, text: '!' }));
    assert.deepEqual(
      versions().map((version, i) => version - (before[i] ?? 0)),
      [0, 1, 1, 0],
    );
  });

  it('keeps the end of a gate output', () => {
    const model = newModel();
    const text = 'x'.repeat(gateOutputLimit);
    play(model, snapshot(1), delta(2, { type: 'gateOutput', task: 't1', gate: 'eslint', text: 'start' }));
    play(model, delta(3, { type: 'gateOutput', task: 't1', gate: 'eslint', text }));
    assert.equal(model.tasks.get('t1')?.view.gates[0]?.output, text);
  });

  it('draws of a snapshot at once only what was drawn before', () => {
    const model = newModel();
    const state = stateOf(
      [taskOf()],
      [{ ...at, items: Array.from({ length: 5 * chunkSize }, (_, i) => textItem(String(i), 'x')) }],
    );
    const live = (): boolean[] => allChunks(model).map(chunk => chunk.live);
    play(model, { type: 'snapshot', seq: 1, state });
    assert.deepEqual(live(), [false, false, false, false, false]);
    const [first] = allChunks(model);
    assert.ok(first);
    first.live = true;
    play(model, { type: 'snapshot', seq: 2, state });
    assert.deepEqual(live(), [true, false, false, false, false]);
  });

  it('knows how far the clocks are apart', () => {
    const model = newModel();
    applyMessage(model, snapshot(1), noon - 5_000);
    assert.equal(model.clockOffset, 5_000);
  });
});
