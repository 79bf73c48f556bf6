import assert from 'node:assert/strict';
import { settleCommitMessage } from '../../../webview-ui/commitPanel';
import { restoreUiState, saveUiState } from '../../../webview-ui/uiState';
import { taskOf } from '../../helpers/timelineStates';

describe('webview/uiState', () => {
  it('comes back as it was saved', () => {
    const ui = restoreUiState(undefined);
    ui.draft = 'half a prompt';
    ui.toggled.add('t1/prompt');
    ui.forms.set('t1', { kind: 'reject', text: 'wrong' });
    ui.commitMessages.set('t1', 'Mine');
    ui.denials.set('p1', 'no');
    ui.follow = false;
    ui.anchor = { id: 'turn1#3', offset: 12 };
    assert.deepEqual(restoreUiState(JSON.parse(JSON.stringify(saveUiState(ui)))), ui);
  });

  const broken: unknown[] = [
    null,
    7,
    { draft: 3, toggled: 'x', forms: [['t1', { kind: 'explode', text: '' }], 5], commitMessages: [[1, 2]], anchor: {} },
  ];
  for (const saved of broken) {
    it(`starts afresh from ${JSON.stringify(saved)}`, () =>
      assert.deepEqual(restoreUiState(saved), restoreUiState(undefined)));
  }

  it('a message that was asked for anew replaces the own one; any other leaves it alone', () => {
    const ui = restoreUiState(undefined);
    const proposal = (text: string, generating = false) => taskOf({ commitMessage: { text, generating } });
    ui.commitMessages.set('t1', 'Mine');
    settleCommitMessage(ui, proposal('first'));
    assert.equal(ui.commitMessages.get('t1'), 'Mine');
    ui.regenerating.set('t1', 'first');
    settleCommitMessage(ui, proposal('first', true));
    assert.equal(ui.commitMessages.get('t1'), 'Mine');
    settleCommitMessage(ui, proposal('second'));
    assert.equal(ui.commitMessages.get('t1'), undefined);
  });
});
