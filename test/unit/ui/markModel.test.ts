import assert from 'node:assert/strict';
import { findHunks } from '../../../src/core/hunks';
import { type LineRange, splitLines } from '../../../src/core/lines';
import type { HunkState, ReviewedFile } from '../../../src/core/reviewedFile';
import { marksOf } from '../../../src/ui/markModel';

function fileOf(before: string, after: string): ReviewedFile {
  const [beforeLines, afterLines] = [splitLines(before), splitLines(after)];
  const entry = { mode: '100644', id: 'x' };
  const facts = { path: 'a.txt', from: null, kind: 'modified', before: entry, after: entry } as const;
  return { ...facts, beforeLines, afterLines, hunks: findHunks('a.txt', beforeLines, afterLines) };
}

/** Marked lines, counted from 1, by kind. */
function marked(file: ReviewedFile, text: string, state: HunkState = 'pending'): Record<string, string> {
  const { whitespace, inHunks, elsewhere } = marksOf(file, text, () => state);
  const marks: [string, readonly LineRange[]][] = [
    ['whitespace', whitespace],
    ['inHunks', inHunks],
    ['elsewhere', elsewhere],
  ];
  const inWords = (ranges: readonly LineRange[]): string =>
    ranges.map(({ start, end }) => `${start + 1}-${end}`).join(' ');
  return Object.fromEntries(
    marks.filter(([, ranges]) => ranges.length > 0).map(([kind, ranges]) => [kind, inWords(ranges)]),
  );
}

describe('ui/markModel', () => {
  const file = fileOf('a\nb\nc\nd\ne\n', 'a\nB\nBB\nc\nd\ne\n');

  it('tells the developer’s own lines inside a hunk from those elsewhere', () => {
    assert.deepEqual(marked(file, 'a\nB\nBB\nc\nd\ne\n'), {});
    assert.deepEqual(marked(file, 'a\nB\nmine\nc\nd\nmine\n'), { inHunks: '3-3', elsewhere: '6-6' });
    assert.deepEqual(marked(file, 'a\r\nB\r\nBB\r\nc\r\nd\r\nmine\r\ne\r\n'), { elsewhere: '6-6' });
  });

  it('takes no rejected hunk for an edit', () => {
    assert.deepEqual(marked(file, 'a\nb\nc\nd\ne\n', 'rejected'), {});
  });

  it('marks hunks of white space alone, until the developer writes into them', () => {
    const indented = fileOf('a\nb\nc\n', 'a\n  b\nc\n');
    assert.deepEqual(marked(indented, 'a\n  b\nc\n'), { whitespace: '2-2' });
    assert.deepEqual(marked(indented, 'a\n  mine\nc\n'), { inHunks: '2-2' });
    assert.deepEqual(marked(indented, 'a\nb\nc\n', 'rejected'), {});
  });
});
