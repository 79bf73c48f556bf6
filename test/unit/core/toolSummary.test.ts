import assert from 'node:assert/strict';
import { editLimit, relativePath, summariseTool, summaryLimit } from '../../../src/core/toolSummary';

describe('core/toolSummary', () => {
  const lines: [string, unknown, string][] = [
    ['Bash', { command: 'npm  test \\\n  --silent', description: 'Run tests' }, 'npm test \\ --silent'],
    ['Read', { file_path: '/repo/src/a.ts' }, 'src/a.ts'],
    ['Read', { file_path: '/repo/src/a.ts', offset: 10, limit: 5 }, 'src/a.ts:10-14'],
    ['Read', { file_path: '/etc/hosts', offset: 3 }, '/etc/hosts:3'],
    ['Edit', { file_path: '/repo/a b.ts', old_string: 'x', new_string: 'y' }, 'a b.ts'],
    ['Write', { file_path: '/repository/a.ts', content: 'x' }, '/repository/a.ts'],
    ['Grep', { pattern: 'total\\(', path: '/repo/src' }, 'total\\( in src'],
    ['Glob', { pattern: '**/*.ts' }, '**/*.ts'],
    ['Agent', { description: 'Find callers', prompt: 'long' }, 'Find callers'],
    ['WebFetch', { url: 'https://example.com', prompt: 'read' }, 'https://example.com'],
    ['mcp__tracker__get', { number: 3, key: 'AB-1' }, 'AB-1'],
    ['Bash', null, ''],
    ['Edit', 'not an object', ''],
    ['Read', { file_path: 7 }, ''],
  ];
  for (const [name, input, expected] of lines) {
    it(`${name} ${JSON.stringify(input)} is one line`, () =>
      assert.equal(summariseTool(name, input, '/repo').summary, expected));
  }

  it('a long command is cut to a line', () => {
    const { summary } = summariseTool('Bash', { command: 'x'.repeat(100_000) }, '/repo');
    assert.equal(summary.length, summaryLimit);
    assert.ok(summary.endsWith('…'));
  });

  it('knows both kinds of separator, and the root', () => {
    assert.equal(relativePath('C:\\repo\\src\\a.ts', 'C:\\repo'), 'src\\a.ts');
    assert.equal(relativePath('/a.ts', '/'), '/a.ts');
    assert.equal(relativePath('/repo', '/repo'), '/repo');
  });

  it('gives what an edit replaces, capped, and every edit of many', () => {
    const long = 'x'.repeat(editLimit + 1);
    assert.deepEqual(summariseTool('Edit', { file_path: '/a', old_string: 'b', new_string: long }, '/').edits, [
      { before: 'b', after: long.slice(1), cut: true },
    ]);
    assert.deepEqual(summariseTool('Write', { file_path: '/a', content: 'new\n' }, '/').edits, [
      { before: '', after: 'new\n', cut: false },
    ]);
    const edits = [
      { old_string: '1', new_string: '2' },
      { old_string: '3', new_string: '' },
    ];
    assert.deepEqual(summariseTool('MultiEdit', { file_path: '/a', edits }, '/').edits, [
      { before: '1', after: '2', cut: false },
      { before: '3', after: '', cut: false },
    ]);
  });
});
