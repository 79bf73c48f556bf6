import assert from 'node:assert/strict';
import { promptContent } from '../../../src/claude/promptContent';

describe('claude/promptContent', () => {
  it('is the text alone, or images before the text that is about them', () => {
    assert.equal(promptContent('Fix it', []), 'Fix it');
    assert.deepEqual(promptContent('Fix it', [{ type: 'image/png', data: 'AQID' }]), [
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AQID' } },
      { type: 'text', text: 'Fix it' },
    ]);
  });
});
