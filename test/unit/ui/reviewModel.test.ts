import assert from 'node:assert/strict';
import { findHunks } from '../../../src/core/hunks';
import { splitLines } from '../../../src/core/lines';
import type { HunkState, ReviewedFile } from '../../../src/core/reviewedFile';
import { countsText, nextPending, showHunks } from '../../../src/ui/reviewModel';

function fileOf(before: string, after: string): ReviewedFile {
  const [beforeLines, afterLines] = [before, after].map(text => splitLines(Buffer.from(text).toString('latin1')));
  const entry = { mode: '100644', id: 'x' };
  const facts = { path: 'a.txt', from: null, kind: 'modified', before: entry, after: entry } as const;
  const hunks = findHunks('a.txt', beforeLines ?? [], afterLines ?? []);
  return { ...facts, beforeLines: beforeLines ?? [], afterLines: afterLines ?? [], hunks };
}

/** Each hunk as `line state`, with what is odd about it. */
function shown(file: ReviewedFile, text: string, states: HunkState[] = []): string[] {
  return showHunks(file, text, hunk => states[file.hunks.indexOf(hunk)] ?? 'pending').map(
    ({ line, state, both, whitespaceOnly }) =>
      [line, state, ...(both ? ['both'] : []), ...(whitespaceOnly ? ['white space'] : [])].join(' '),
  );
}

describe('ui/reviewModel', () => {
  const file = fileOf('a\nb\nc\nd\ne\n', 'a\nB\nc\nd\nE ü\n');

  it('puts the buttons where the hunks are now', () => {
    assert.deepEqual(shown(file, 'a\nB\nc\nd\nE ü\n'), ['1 pending', '4 pending']);
    assert.deepEqual(shown(file, 'new\na\nB\nc\nmine\nd\nE ü\n', ['approved']), ['2 approved', '6 pending']);
    assert.deepEqual(shown(file, 'a\nb\nc\nd\nE ü\n', ['rejected']), ['1 rejected', '4 pending']);
  });

  it('does not mind the line ends and byte order mark that an editor hides or shows', () => {
    assert.deepEqual(shown(file, 'a\r\nB\r\nc\r\nd\r\nE ü\r\n'), ['1 pending', '4 pending']);
    const marked = fileOf('\ufeffa\r\nb\r\n', '\ufeffa\r\nB\r\n');
    assert.deepEqual(shown(marked, 'a\r\nB\r\n'), ['1 pending']);
  });

  it('marks what the developer reaches into, and what only white space differs in', () => {
    assert.deepEqual(shown(file, 'a\nmine\nmine\nd\nE ü\n'), ['1 pending both', '4 pending']);
    assert.deepEqual(shown(fileOf('a\nb\n', 'a\n  b\n'), 'a\n  b\n'), ['1 pending white space']);
  });

  it('stays inside a file that has become shorter, or empty', () => {
    assert.deepEqual(shown(file, ''), ['0 pending both', '0 pending both']);
  });

  it('counts in words', () => {
    assert.equal(countsText(['pending', 'approved', 'pending', 'rejected']), '2 to decide, 1 approved, 1 rejected');
    assert.equal(countsText(['committed', 'approved']), '1 approved, 1 committed');
  });

  it('goes from hunk to hunk over all files, round and back', () => {
    const pending = [
      { path: 'b', line: 5 },
      { path: 'a', line: 9 },
      { path: 'a', line: 2 },
    ];
    const go = (from: { path: string; line: number } | undefined, direction: 1 | -1): string => {
      const next = nextPending(pending, from, ['a', 'b'], direction);
      return next ? `${next.path}:${next.line}` : 'none';
    };
    assert.deepEqual(
      [go(undefined, 1), go({ path: 'a', line: 2 }, 1), go({ path: 'a', line: 9 }, 1), go({ path: 'b', line: 5 }, 1)],
      ['a:2', 'a:9', 'b:5', 'a:2'],
    );
    assert.deepEqual([go({ path: 'b', line: 7 }, -1), go({ path: 'a', line: 2 }, -1)], ['b:5', 'b:5']);
    assert.deepEqual(nextPending<{ path: string; line: number }>([], undefined, [], 1), undefined);
  });
});
