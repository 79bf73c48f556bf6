import assert from 'node:assert/strict';
import {
  aroundCompletions,
  commandCompletions,
  pathCompletion,
  symbolCompletion,
  type Around,
} from '../../../src/ui/completionModel';

describe('ui/completion', () => {
  const lines = { from: 3, to: 9 };
  const problem = { path: 'a.ts', line: 4, severity: 'error', message: 'No such name\nhere', source: 'ts', code: '1' };
  const around: Around = {
    selection: { path: 'a.ts', lines, unsaved: null, language: 'typescript' },
    problems: [problem, { ...problem, line: 8, message: 'Unused' }],
  };
  const labels = (typed: string, given = around): string[] => aroundCompletions(typed, given).map(({ label }) => label);

  it('shows a file by its name and where it lies, a folder with a slash', () => {
    assert.deepEqual(pathCompletion('src/my prices.ts'), {
      kind: 'file',
      label: 'my prices.ts',
      detail: 'src/',
      insert: '@"src/my prices.ts"',
    });
    assert.deepEqual(pathCompletion('src/ui/'), { kind: 'folder', label: 'ui/', detail: 'src/', insert: '@src/ui/' });
  });

  it('offers the commands that fit, in their own order while nothing is typed', () => {
    const names = (typed: string): string[] =>
      commandCompletions(typed, ['context', 'compact', 'my:react']).map(({ insert }) => insert);
    assert.deepEqual(names(''), ['/context', '/compact', '/my:react']);
    assert.deepEqual(names('Act'), ['/compact', '/my:react']);
    assert.deepEqual(names('comp'), ['/compact']);
  });

  it('names a symbol with its place', () => {
    assert.deepEqual(symbolCompletion({ name: 'total', container: 'Basket', path: 'a.ts', lines }), {
      kind: 'symbol',
      label: 'total',
      detail: 'Basket · a.ts:3',
      insert: 'total in @a.ts#L3-9',
    });
  });

  it('offers the selection and the problems by their names, and problems by their words', () => {
    assert.deepEqual(labels(''), ['Selection', 'Problems']);
    assert.deepEqual(labels('Sel'), ['Selection']);
    assert.deepEqual(labels('prob'), ['Problems', 'No such name', 'Unused']);
    assert.deepEqual(labels('such n'), ['No such name']);
    assert.deepEqual(labels('no'), []);
    assert.deepEqual(labels('', { selection: null, problems: [] }), []);
  });

  it('inserts what it stands for', () => {
    const inserts = aroundCompletions('', around).map(({ detail, insert }) => [detail, insert]);
    assert.deepEqual(inserts, [
      ['a.ts:3-9', '@a.ts#L3-9'],
      ['2 in the repository', '- @a.ts#L4 error [ts (1)]: No such name\n  here\n- @a.ts#L8 error [ts (1)]: Unused'],
    ]);
    const [named] = aroundCompletions('such', around);
    assert.deepEqual([named?.detail, named?.insert], ['a.ts:4', '@a.ts#L4 error [ts (1)]: No such name\n  here']);
  });
});
