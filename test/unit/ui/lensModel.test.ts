import assert from 'node:assert/strict';
import { findHunks } from '../../../src/core/hunks';
import { splitLines } from '../../../src/core/lines';
import type { HunkState, ReviewedFile } from '../../../src/core/reviewedFile';
import { markRisks } from '../../../src/core/riskRadar';
import { type Lens, lensesOf } from '../../../src/ui/lensModel';
import { markedPlaces } from '../../../src/ui/riskModel';

function fileOf(path: string, before: string, after: string): ReviewedFile {
  const [beforeLines, afterLines] = [splitLines(before), splitLines(after)];
  const entry = { mode: '100644', id: 'x' };
  const facts = { path, from: null, kind: 'modified', before: entry, after: entry, beforeLines, afterLines } as const;
  return markRisks({ ...facts, hunks: findHunks(path, beforeLines, afterLines) }, { deletions: 0, edited: new Set() });
}

const after = "it.skip('a', f);\nb\nc\nd\ne\nF\n";
const file = fileOf('a.test.ts', "it('a', f);\nb\nc\nd\ne\nf\n", after);

function lenses(states: HunkState[], rejectedBefore: readonly string[] = []): Lens[] {
  const stateOf = (hunk: { id: string }): HunkState =>
    states[file.hunks.findIndex(({ id }) => id === hunk.id)] ?? 'pending';
  return lensesOf({
    task: 't',
    file,
    text: after,
    stateOf,
    rejectedBefore: new Set(rejectedBefore),
    changedSince: new Set(),
    reasonOf: () => null,
  });
}

/** One line of the editor's lenses each. */
function titles(shown: readonly Lens[]): string[] {
  const byLine = Map.groupBy(
    shown,
    ({ line, argument }) => `${line} ${typeof argument === 'object' && 'hunk' in argument}`,
  );
  return [...byLine.values()].map(row => `${row[0]?.line ?? ''}: ${row.map(({ title }) => title).join(' | ')}`);
}

describe('ui/lensModel', () => {
  it('says at the top and at each hunk what to look at closely, before it offers to approve', () => {
    assert.deepEqual(titles(lenses(['pending', 'pending'])), [
      '0: Autobot: 2 to decide | $(warning) changed by a command | $(check-all) Approve File | $(discard) Reject File | $(warning) test skipped',
      '0: $(check) Approve | $(discard) Reject | $(comment) Comment',
      '5: $(check) Approve | $(discard) Reject | $(comment) Comment',
    ]);
    const mark = lenses([]).find(({ title }) => title.includes('test skipped'));
    assert.deepEqual(mark, {
      line: 0,
      command: 'autobot.showRisks',
      title: '$(warning) test skipped',
      tooltip: 'Look closer:\ntest skipped (line 1)',
      argument: { task: 't', path: 'a.test.ts' },
    });
  });

  it('marks no more what was rejected, and still what was approved', () => {
    assert.deepEqual(titles(lenses(['approved', 'rejected'])), [
      '0: Autobot: 1 approved, 1 rejected | $(warning) changed by a command | $(discard) Reject File | $(warning) test skipped',
      '0: $(pass-filled) Approved · Undo | $(discard) Reject',
      '5: $(circle-slash) Rejected · Bring Back | Say Why',
    ]);
    assert.deepEqual(titles(lenses(['rejected', 'committed'])), [
      '0: Autobot: 1 rejected, 1 committed',
      '0: $(circle-slash) Rejected · Bring Back | Say Why',
    ]);
  });

  it('offers to decide the rest once something is decided', () => {
    assert.equal(
      titles(lenses(['approved', 'pending']))[0]
        ?.split(' | ')
        .slice(2, 5)
        .join(' | '),
      '$(check-all) Approve the Rest | $(discard) Reject the Rest | $(discard) Reject File',
    );
  });

  it('asks again about what has changed since it was approved, and says whose edit it is', () => {
    const text = after.replace('F\n', 'mine\n');
    const changedSince = new Set(file.hunks.map(({ id }) => id));
    const input = {
      task: 't',
      file,
      text,
      stateOf: () => 'pending' as const,
      rejectedBefore: new Set<string>(),
      changedSince,
      reasonOf: () => null,
    };
    assert.deepEqual(titles(lensesOf(input)).slice(1), [
      '0: $(check) Approve (changed since you approved it) | $(discard) Reject | $(comment) Comment',
      '5: $(check) Approve (changed since you approved it, with your edit) | $(discard) Reject | $(comment) Comment',
    ]);
  });

  it('lists all marks of a change, those of the file that is asked about first', () => {
    const other = fileOf('b.ts', 'x\n', '// @ts-ignore\nx\n');
    const places = (stateOf: () => HunkState, first?: string): string[] =>
      markedPlaces([file, other], () => stateOf, first).map(({ path, what, line }) => `${path}:${line ?? ''} ${what}`);
    const of = (path: string): string[] => [
      `${path}: changed by a command`,
      path === 'b.ts' ? 'b.ts:1 @ts-ignore added' : 'a.test.ts:1 test skipped',
    ];
    assert.deepEqual(
      places(() => 'pending'),
      [...of('a.test.ts'), ...of('b.ts')],
    );
    assert.deepEqual(
      places(() => 'pending', 'b.ts'),
      [...of('b.ts'), ...of('a.test.ts')],
    );
    assert.deepEqual(
      places(() => 'rejected'),
      [],
    );
  });
});
