import assert from 'node:assert/strict';
import type { StreamItem } from '../../../src/protocol/streamItem';
import { findHits, hitLimit } from '../../../webview-ui/findHits';
import { applyMessage, newModel, type TimelineModel } from '../../../webview-ui/model';
import { fullState, noon, stateOf, taskOf, textItem, toolItem } from '../../helpers/timelineStates';

const atOnce = (): Promise<boolean> => Promise.resolve(true);

function modelOf(state: ReturnType<typeof stateOf>): TimelineModel {
  const model = newModel();
  applyMessage(model, { type: 'snapshot', seq: 1, state }, noon);
  return model;
}

function withItems(...items: StreamItem[]): TimelineModel {
  return modelOf(stateOf([taskOf({ prompt: 'Do it' })], [{ task: 't1', turn: 'turn1', items }]));
}

/** Each hit: where, which one there, and what must be opened for it. */
async function find(model: TimelineModel, query: string): Promise<string[]> {
  const found = await findHits(model, query, atOnce);
  return (found?.hits ?? []).map(({ part, nth, folds }) => [`${part} ${nth}`, ...folds].join(' < '));
}

describe('webview/findHits', () => {
  it('finds in everything that a session shows, folded or not, in its order', async () => {
    assert.deepEqual(await find(modelOf(fullState()), 'cent'), [
      't2/title 0',
      't2/prompt 0 < t2/prompt',
      't2/prompt 1 < t2/prompt',
      'b/tool:3/edits 0 < b/tool:3',
      'b/tool:3/edits 1 < b/tool:3',
      'b/tool:6/output 0 < b/tool:6',
      'b/todos/0 0',
      'b/todos/1 0',
      'b/3 0',
      'b/3 1',
      'b/3 2',
      't2/gate/test/output 0 < t2/gate/test',
      't2/file/src/price/cents.ts 0 < t2/files',
    ]);
  });

  it('opens the steps of a sub-agent from the outside in', async () => {
    const child = { ...toolItem('tool:2', { output: 'needle' }), parent: 'tool:1' };
    assert.deepEqual(await find(withItems(toolItem('tool:1'), child), 'needle'), [
      'turn1/tool:2/output 0 < turn1/tool:1 < turn1/tool:2',
    ]);
  });

  const texts: [string, string, string, number][] = [
    ['upper and lower case are alike', 'Needle NEEDLE', 'nEEdle', 2],
    ['what is typed means itself', 'a.b a+b (a) [a] a\\b $^', 'a.b', 1],
    ['signs of patterns can be looked for', 'call f(x[0]) + $y? {z}|^\\', 'f(x[0]) + $y? {z}|^\\', 1],
    ['marks of Markdown are not in the way', 'a **bold**er `word`', 'a bolder word', 1],
    ['and are not found', 'a **bold** word', '**', 0],
    ['where a link leads is not found', '[here](src/needle.ts)', 'needle', 0],
    ['code is', '```ts\nconst needle = 1;\n```\n\n    needle', 'needle', 2],
    ['over the end of a line', 'one\ntwo', 'one\ntwo', 1],
    ['other alphabets', 'ÄÖ straße 😀', 'äö STRAßE 😀', 1],
    ['nothing is found by nothing', 'text', '', 0],
  ];
  for (const [name, text, query, count] of texts) {
    it(name, async () => assert.equal((await find(withItems(textItem('1', text)), query)).length, count));
  }

  it('finds so many and no more', async () => {
    const model = withItems(textItem('1', 'x '.repeat(hitLimit - 1)), textItem('2', 'x x'), textItem('3', 'x'));
    const found = await findHits(model, 'x', atOnce);
    assert.deepEqual([found?.hits.length, found?.hits.at(-1)?.part, found?.isCut], [hitLimit, 'turn1/2', true]);
  });

  it('lets other things happen, and stops when the answer is no longer wanted', async () => {
    const model = withItems(...Array.from({ length: 10 }, (_, i) => textItem(String(i), 'x')));
    let now = 0;
    let pauses = 0;
    const pause = (): Promise<boolean> => Promise.resolve(++pauses < 3);
    assert.equal(await findHits(model, 'x', pause, () => (now += 5)), null);
    assert.equal(pauses, 3);
  });
});
