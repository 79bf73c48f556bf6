import assert from 'node:assert/strict';
import { guideWords } from '../../../webview-ui/commitGuides';

describe('webview/commit guides', () => {
  const long = 'word '.repeat(16).trim();

  for (const [what, message, words] of [
    ['a subject of 50', 's'.repeat(50), null],
    ['a subject of 51', 's'.repeat(51), 'The subject has 51 characters; up to 50 are usual.'],
    ['what looks like one character', '👩‍👩‍👧'.repeat(50), null],
    ['a body that begins at once', 'Subject\nbody', 'The line after the subject is usually empty.'],
    ['a long line in the body', `Subject\n\nshort\n${long}`, 'Line 4 has 79 characters; up to 72 are usual.'],
    ['a link that cannot be broken', `Subject\n\nhttps://example.com/${'x'.repeat(80)}`, null],
    ['nothing', '', null],
  ] as const) {
    it(`looks at ${what}`, () => assert.equal(guideWords(message), words));
  }
});
