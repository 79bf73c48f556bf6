import assert from 'node:assert/strict';
import { insertApart } from '../../../webview-ui/promptText';

describe('webview/promptText', () => {
  /** `|` is the cursor, `[` and `]` are the ends of what is selected. */
  const inserts: [string, string, string, string][] = [
    ['into an empty prompt', '|', '@a.ts', '@a.ts |'],
    ['between words', 'Look at|please', '@a.ts', 'Look at @a.ts |please'],
    ['after a space', 'Look at |', '@a.ts', 'Look at @a.ts |'],
    ['in place of what is selected', 'Look at [this] now', '@a.ts', 'Look at @a.ts| now'],
    ['a block after a line', 'Why?|', '@a.ts:\n\n```\n1\n```', 'Why?\n\n@a.ts:\n\n```\n1\n```\n\n|'],
    ['a block between paragraphs', 'Why?\n\n|\n\nTell.', 'one\ntwo', 'Why?\n\none\ntwo|\n\nTell.'],
  ];
  for (const [name, before, insert, after] of inserts) {
    it(`puts text ${name}`, () => {
      const from = before.search(/[|[]/);
      const to = before.includes(']') ? before.indexOf(']') - 1 : from;
      const { text, caret } = insertApart(before.replaceAll(/[|[\]]/g, ''), from, to, insert);
      assert.equal(`${text.slice(0, caret)}|${text.slice(caret)}`, after);
    });
  }
});
