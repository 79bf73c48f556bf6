import assert from 'node:assert/strict';
import { promptItem } from '../../../src/ui/reusePromptModel';

describe('ui/reusePrompt', () => {
  const at = new Date(2026, 2, 4, 12).getTime();

  it('shows a prompt by its first line, with where and when it was sent, and the rest below', () => {
    assert.deepEqual(promptItem({ text: 'Fix the total\n\n- of baskets\n', at, repository: 'shop' }, 'en'), {
      label: 'Fix the total',
      description: 'shop · Mar 4, 2026',
      detail: '- of baskets',
    });
    const short = promptItem({ text: 'Fix it', at, repository: 'shop' }, 'en');
    assert.equal('detail' in short, false);
  });
});
