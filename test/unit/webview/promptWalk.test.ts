import assert from 'node:assert/strict';
import { setAside, walkPrompts, type Written } from '../../../webview-ui/promptWalk';

describe('webview/promptWalk', () => {
  const sent = ['third', 'second', 'first'];
  /** What the prompt shows, step by step; `=` is a step that leads nowhere, a word is typed in place of what was there. */
  const play = (draft: string, ...steps: string[]): string => {
    let at: Written = { draft, aside: [] };
    const seen = steps.map(step => {
      if (step !== 'older' && step !== 'newer') {
        at = { ...at, draft: step };
        return step;
      }
      const next = walkPrompts(at, sent, step);
      at = next ?? at;
      return next ? next.draft || 'nothing' : '=';
    });
    return seen.join(' ');
  };

  it('goes from nothing through what was sent, and back to nothing', () => {
    assert.equal(
      play('', 'older', 'older', 'older', 'older', 'newer', 'newer', 'newer', 'newer'),
      'third second first = second third nothing =',
    );
  });

  it('keeps what was written, and what was made of an old prompt', () => {
    assert.equal(play('mine', 'older', 'older', 'newer', 'newer', 'newer'), 'third second third mine =');
    assert.equal(
      play('mine', 'older', 'changed', 'older', 'older', 'newer', 'newer', 'newer'),
      'third changed mine third mine changed =',
    );
  });

  it('sets aside a text once, no empty one, and no more than a few', () => {
    const [none, once] = [setAside({ draft: ' ', aside: [] }), setAside({ draft: 'a', aside: ['b', 'a'] })];
    assert.deepEqual([none.aside, once.aside], [[], ['b', 'a']]);
    const many = Array.from({ length: 10 }, (_, i) => String(i));
    assert.deepEqual(setAside({ draft: 'a', aside: many }).aside, ['a', ...many.slice(0, 9)]);
  });
});
