import assert from 'node:assert/strict';
import { queryAt } from '../../../webview-ui/completionText';

describe('webview/completionText', () => {
  /** The cursor is at the bar; what comes out is the query and what would be replaced. */
  const queries: [string, string | undefined, string?][] = [
    ['@|', '@', '@'],
    ['Look at @src/pr|', '@src/pr', '@src/pr'],
    ['Look\n@a|b', '@a', '@a'],
    ['Look at @"my no|', '@my no', '@"my no'],
    ['Look at @"my notes.md" |', undefined],
    ['Look at @a.ts |', undefined],
    ['me@example.com|', undefined],
    ['Look at | @a', undefined],
    ['/|', '/', '/'],
    ['/comp|act', '/comp', '/comp'],
    ['/my:review|', '/my:review', '/my:review'],
    ['see /comp|', undefined],
    ['/usr/bin|', undefined],
    ['', undefined],
  ];
  for (const [typed, query, replaced] of queries) {
    it(`finds ${query ?? 'nothing'} in ${JSON.stringify(typed)}`, () => {
      const caret = typed.indexOf('|');
      const found = queryAt(typed.replace('|', ''), caret);
      assert.equal(found?.text, query);
      assert.equal(found && typed.slice(found.from, caret), replaced);
    });
  }
});
