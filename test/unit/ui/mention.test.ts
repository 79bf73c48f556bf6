import assert from 'node:assert/strict';
import { fenced, mentionOf, problemsInWords, selectionInWords } from '../../../src/ui/mentionModel';

describe('ui/mention', () => {
  const mentions: [string, string, Parameters<typeof mentionOf>][] = [
    ['a file', '@src/prices.ts', ['src/prices.ts']],
    ['a folder', '@src/ui/', ['src/ui/']],
    ['one line', '@src/prices.ts#L3', ['src/prices.ts', { from: 3, to: 3 }]],
    ['several lines', '@src/prices.ts#L3-5', ['src/prices.ts', { from: 3, to: 5 }]],
    ['a name with spaces', '@"my notes.md#L3"', ['my notes.md', { from: 3, to: 3 }]],
    ['a name that ends with a letter of no English word', '@"café"', ['café']],
    ['a name with brackets', '@"app/(shop)/[id].tsx"', ['app/(shop)/[id].tsx']],
    ['a name that the CLI cannot say', 'the file "a\\"b#c.txt", lines 3 to 5', ['a"b#c.txt', { from: 3, to: 5 }]],
    ['a name with a line break', 'the file "a\\nb"', ['a\nb']],
  ];
  for (const [name, expected, args] of mentions) {
    it(`mentions ${name}`, () => assert.equal(mentionOf(...args), expected));
  }

  it('mentions what is selected, and quotes it where the editor is not saved', () => {
    const selected = { path: 'a.ts', lines: { from: 2, to: 3 }, language: 'typescript' };
    assert.equal(selectionInWords({ ...selected, unsaved: null }), '@a.ts#L2-3');
    assert.equal(
      selectionInWords({ ...selected, unsaved: 'one\ntwo\n' }),
      '@a.ts, lines 2 to 3, as it stands in the editor, not saved:\n\n```typescript\none\ntwo\n```',
    );
  });

  it('ends a quote where the text ends, though that has fences of its own', () => {
    assert.equal(fenced('```js\n1\n```', 'markdown'), '````markdown\n```js\n1\n```\n````');
  });

  it('names problems with their places, and counts those beyond the limit', () => {
    const problem = {
      path: 'a.ts',
      line: 4,
      severity: 'error',
      message: 'No.\nNot at all.',
      source: 'ts',
      code: '2322',
    };
    assert.equal(
      problemsInWords([problem, { ...problem, source: '', code: '', line: 5 }, problem], 2),
      '- @a.ts#L4 error [ts (2322)]: No.\n  Not at all.\n- @a.ts#L5 error: No.\n  Not at all.\n- and 1 more',
    );
  });
});
