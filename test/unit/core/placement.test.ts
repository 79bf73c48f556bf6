import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findHunks } from '../../../src/core/hunks';
import { applyHunks, placeHunks } from '../../../src/core/placement';

/** Where the hunks are now, as text: `kind before→current` for each place. Texts are letters, one a line. */
function place(before: string, after: string, current: string, rejected: number[] = []): string[] {
  const hunks = findHunks('f', [...before], [...after]);
  const isRejected = (hunk: (typeof hunks)[number]): boolean => rejected.includes(hunks.indexOf(hunk));
  return placeHunks([...before], [...after], hunks, [...current], isRejected).map(found => {
    const count = found.hunks.length > 1 ? ` (${found.hunks.length} hunks)` : '';
    const was = before.slice(found.before.start, found.before.end);
    return `${found.kind} ${was}→${current.slice(found.current.start, found.current.end)}${count}`;
  });
}

describe('core/placement', () => {
  const cases: [string, string[], string, string, string, number[]?][] = [
    ['as Claude left it', ['clean b→X'], 'abc', 'aXc', 'aXc'],
    ['lines above have moved', ['clean b→X'], 'abc', 'aXc', '12aXc'],
    ['a line added right above and right below is not inside', ['clean b→X'], 'abc', 'aXc', 'a1X2c'],
    ['a line inside was changed', ['tweaked b→X1Z'], 'abc', 'aXYZc', 'aX1Zc'],
    ['a change over the border', ['both bc→1'], 'abcd', 'aXcd', 'a1d'],
    ['two hunks, an edit between them', ['clean b→X', 'clean f→Y'], 'abcdefg', 'aXcdeYg', 'aXc1eYg'],
    ['one edit over two hunks', ['both bcd→1 (2 hunks)'], 'abcde', 'aXcYe', 'a1e'],
    ['a rejected hunk is where its old lines are', ['clean b→b', 'clean d→Y'], 'abcde', 'aXcYe', 'abcYe', [0]],
    ['a rejected hunk tweaked afterwards', ['tweaked b→1', 'clean d→Y'], 'abcde', 'aXcYe', 'a1cYe', [0]],
    ['a deletion', ['clean b→'], 'abc', 'ac', 'ac'],
    ['a line put where Claude deleted some', ['tweaked b→1'], 'abc', 'ac', 'a1c'],
    ['a new file with a line added at its end', ['clean →XYZ'], '', 'XYZ', 'XYZ1'],
    ['everything deleted by the developer', ['both abc→'], 'abc', 'aXc', ''],
  ];
  for (const [name, expected, before, after, current, rejected] of cases) {
    it(name, () => assert.deepEqual(place(before, after, current, rejected), expected));
  }

  const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 14 });

  it('covers each hunk once, in order, and leaves the rest of the file alone', () => {
    fc.assert(
      fc.property(text, text, text, fc.array(fc.boolean(), { maxLength: 8 }), (before, after, current, flags) => {
        const hunks = findHunks('f', before, after);
        const isRejected = (hunk: (typeof hunks)[number]): boolean => flags[hunks.indexOf(hunk)] ?? false;
        const places = placeHunks(before, after, hunks, current, isRejected);
        assert.deepEqual(
          places.flatMap(found => found.hunks),
          hunks,
        );
        // Outside of the places, the file differs from "before" by the developer's edits alone: put every
        // place back and what is left must not depend on which hunks there were.
        let at = 0;
        for (const found of places) {
          assert.ok(found.current.start >= at && found.current.end >= found.current.start);
          assert.ok(found.before.end >= found.before.start);
          at = found.current.end;
        }
        assert.ok(at <= current.length);
      }),
      { numRuns: 500 },
    );
  });

  it('gives back exactly "before" when nobody else touched the file', () => {
    fc.assert(
      fc.property(text, text, fc.array(fc.boolean(), { maxLength: 8 }), (before, after, flags) => {
        const hunks = findHunks('f', before, after);
        const isRejected = (hunk: (typeof hunks)[number]): boolean => flags[hunks.indexOf(hunk)] ?? false;
        const current = applyHunks(before, after, hunks, hunk => !isRejected(hunk));
        const places = placeHunks(before, after, hunks, current, isRejected);
        assert.ok(places.every(found => found.kind === 'clean'));
        const restored = [...current];
        for (const found of places.toReversed()) {
          restored.splice(
            found.current.start,
            found.current.end - found.current.start,
            ...before.slice(found.before.start, found.before.end),
          );
        }
        assert.deepEqual(restored, before);
      }),
    );
  });

  it('keeps a hunk’s fingerprint when lines move above it, and tells twins apart', () => {
    const ids = (before: string, after: string): string[] =>
      findHunks('f', [...before], [...after]).map(hunk => hunk.id);
    assert.deepEqual(ids('abcdefgh', 'abcdXfgh'), ids('12abcdefgh', '12abcdXfgh'));
    const twins = ids('abcdeabcdeabcde', 'abcXeabcXeabcde');
    assert.equal(new Set(twins).size, twins.length);
  });
});
