import assert from 'node:assert/strict';
import fc from 'fast-check';
import { diffLines } from '../../../src/core/lineDiff';
import { joinLines, splitLines } from '../../../src/core/lines';
import { mergeLines } from '../../../src/core/merge';

/** Texts as letters: one a line. */
const lines = (letters: string): string[] => [...letters];

describe('core/merge', () => {
  const cases: [string, string, string, string, string, number][] = [
    ['nothing changed', 'abc', 'abc', 'abc', 'abc', 0],
    ['one side changed', 'abc', 'abc', 'aXc', 'aXc', 0],
    ['the sides changed different lines', 'abcde', 'Abcde', 'abcdE', 'AbcdE', 0],
    ['the sides changed neighbouring lines', 'abcd', 'aXcd', 'abYd', 'aXYd', 0],
    ['the sides did the same', 'abc', 'aXc', 'aXc', 'aXc', 0],
    ['an insertion beside a change', 'abc', 'a1bc', 'aXc', 'a1Xc', 0],
    ['an insertion after a change', 'abc', 'ab1c', 'aXc', 'aX1c', 0],
    ['both inserted at one place', 'ab', 'a1b', 'a2b', 'a1b', 1],
    ['both changed one line', 'abc', 'aXc', 'aYc', 'aXc', 1],
    ['one deleted what the other changed', 'abcd', 'ad', 'abYd', 'ad', 1],
    ['a change that reaches over two of the other side', 'abcdef', 'aXXXXf', 'aBcdEf', 'aXXXXf', 1],
    ['an overlap and a clean change', 'abcdef', 'aXcdef', 'aYcdEf', 'aXcdEf', 1],
    ['to and from nothing', '', 'a', '', 'a', 0],
  ];
  for (const [name, base, ours, theirs, merged, overlaps] of cases) {
    it(name, () => {
      const result = mergeLines(lines(base), lines(ours), lines(theirs));
      assert.deepEqual([result.lines.join(''), result.overlaps.length], [merged, overlaps]);
    });
  }

  const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 12 });

  it('takes a side whole when the other did nothing', () => {
    fc.assert(
      fc.property(text, text, (base, theirs) => {
        assert.deepEqual(mergeLines(base, base, theirs).lines, theirs);
        assert.deepEqual(mergeLines(base, theirs, base).lines, theirs);
        assert.deepEqual(mergeLines(base, theirs, theirs), { lines: theirs, overlaps: [] });
      }),
    );
  });

  it('keeps ours alone in every overlap, and is even-handed where there is none', () => {
    fc.assert(
      fc.property(text, text, text, (base, ours, theirs) => {
        const one = mergeLines(base, ours, theirs);
        const other = mergeLines(base, theirs, ours);
        assert.equal(one.overlaps.length, other.overlaps.length);
        if (one.overlaps.length === 0) {
          assert.deepEqual(one.lines, other.lines);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('core/lineDiff', () => {
  it('gives edits that rebuild the new text', () => {
    const text = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', '\n'), { maxLength: 30 });
    fc.assert(
      fc.property(text, text, (from, to) => {
        const rebuilt: string[] = [];
        let at = 0;
        for (const edit of diffLines(from, to)) {
          rebuilt.push(...from.slice(at, edit.from.start), ...to.slice(edit.to.start, edit.to.end));
          at = edit.from.end;
        }
        assert.deepEqual([...rebuilt, ...from.slice(at)], to);
      }),
    );
  });

  it('calls texts that share next to nothing one edit, quickly', () => {
    const from = Array.from({ length: 20_000 }, (_, i) => `old ${i}\n`);
    const to = Array.from({ length: 20_000 }, (_, i) => `new ${i}\n`);
    assert.deepEqual(diffLines(from, to), [{ from: { start: 0, end: 20_000 }, to: { start: 0, end: 20_000 } }]);
  });

  it('splits and joins any text without loss', () => {
    fc.assert(fc.property(fc.string(), text => joinLines(splitLines(text)) === text));
    assert.deepEqual(splitLines('a\r\nb\n\nc'), ['a\r\n', 'b\n', '\n', 'c']);
  });
});
