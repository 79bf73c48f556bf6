import assert from 'node:assert/strict';
import { readOptions } from '../../../webview-ui/taskOptions';
import { restoreUiState } from '../../../webview-ui/uiState';

describe('webview/taskOptions', () => {
  const read = (typed: object) => readOptions({ ...restoreUiState(undefined), ...typed });
  const asSet = { mode: null, model: null, budgetUsd: null, skipGates: false };

  it('are as set where nothing is typed, else as typed', () => {
    assert.deepEqual(read({ model: ' ', budget: '' }), asSet);
    assert.deepEqual(read({ mode: 'plan', model: ' opus ', budget: '2.5', skipGates: true }), {
      mode: 'plan',
      model: 'opus',
      budgetUsd: 2.5,
      skipGates: true,
    });
  });

  for (const budget of ['0', '-1', 'much', '1e9']) {
    it(`takes no budget of ${budget}`, () => assert.match(JSON.stringify(read({ budget })), /number of US dollars/));
  }
  for (const model of ['--help', 'two words']) {
    it(`takes no model ${model}`, () => assert.match(JSON.stringify(read({ model })), /no name of a model/));
  }
});
