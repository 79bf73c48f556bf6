import assert from 'node:assert/strict';
import { findHunks, wholeFileHunk } from '../../../src/core/hunks';
import { splitLines } from '../../../src/core/lines';
import type { FileEntry, ReviewedFile } from '../../../src/core/reviewedFile';
import { inFewWords, risksIn } from '../../../src/core/risk';
import { inReviewOrder, markRisks } from '../../../src/core/riskRadar';

/** Apart from the rest, so that nobody's scanner takes a test's secret for one. */
const said = (start: string): string => start;
const nothing = { deletions: 0, edited: null };
const latin1 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const entryOf = (text: string | null, mode: string): FileEntry | null => (text === null ? null : { mode, id: text });

/** A file that was changed from one text to another. `null`: there is none. */
function changed(
  path: string,
  before: string | null,
  after: string | null,
  modes = ['100644', '100644'],
): ReviewedFile {
  const [beforeLines, afterLines] = [before, after].map(text => splitLines(latin1(text ?? '')));
  const kind = before === null ? 'added' : after === null ? 'deleted' : 'modified';
  const entries = { before: entryOf(before, modes[0] ?? ''), after: entryOf(after, modes[1] ?? '') };
  const hunks = findHunks(path, beforeLines ?? [], afterLines ?? []);
  return { path, from: null, kind, ...entries, beforeLines: beforeLines ?? [], afterLines: afterLines ?? [], hunks };
}

/** The same for a file that is decided as a whole: a rename, another mode, something binary. */
function whole(path: string, from: string | null, facts: Partial<ReviewedFile> = {}): ReviewedFile {
  const kind = from === null ? 'modified' : 'renamed';
  const entry = { mode: '100644', id: 'x' };
  const lines = { beforeLines: [], afterLines: [], hunks: [wholeFileHunk(path, [])] };
  return { path, from, kind, before: entry, after: entry, ...lines, ...facts };
}

const words = (file: ReviewedFile): string[] => inFewWords(risksIn(file));
const marks = (path: string, before: string | null, after: string | null): string =>
  words(markRisks(changed(path, before, after), nothing)).join(', ');

describe('core/risk', () => {
  const rows: readonly (readonly [path: string, before: string | null, after: string | null, marks: string])[] = [
    // Tests that do not run any more
    ['a.test.ts', "it('a', f);\n", "it.skip('a', f);\n", 'test skipped'],
    ['a.test.ts', "it('a', f);\n", "  xit('a', f);\n", 'test skipped'],
    ['test/a.js', "it('a', () => {\n", "it('a', function () {\nthis.skip();\n", 'test skipped'],
    ['test_a.py', 'def test_a():\n', '@pytest.mark.skip(reason="slow")\ndef test_a():\n', 'test skipped'],
    ['test_a.py', 'def test_a():\n', '@pytest.mark.xfail\ndef test_a():\n', 'test skipped'],
    ['a_test.go', 'x\n', 'x\n\tt.Skip("flaky")\n', 'test skipped'],
    ['src/lib.rs', '#[test]\nfn a() {}\n', '#[test]\n#[ignore]\nfn a() {}\n', 'test skipped'],
    ['src/ATest.java', '@Test\n', '@Disabled\n@Test\n', 'test skipped'],
    ['a/FooTests.cs', '[Fact]\n', '[Fact(Skip = "later")]\n', 'test skipped'],
    ['spec/a_spec.rb', "it 'a' do\n", "xit 'a' do\n", 'test skipped'],
    ['tests/ATest.php', 'x\n', 'x\n$this->markTestSkipped();\n', 'test skipped'],
    ['a.test.ts', "it('a', f);\nx\nit('b', g);\n", "it.skip('a', f);\nx\nit.todo('b', g);\n", 'test skipped'],
    ['a.test.ts', "it('a', f);\nit('b', g);\n", "it.skip('a', f);\nit.skip('b', g);\n", '2 tests skipped'],
    ['a.test.ts', "it.skip('a', f);\n", "it('a', f);\n", ''],
    ['src/query.ts', 'q.take(1);\n', 'q.skip(1);\nit.skip(2);\n', ''],
    // Tests that keep others from running
    ['a.spec.ts', "describe('a', f);\n", "describe.only('a', f);\n", 'only some tests run'],
    ['a.spec.ts', "it('a', f);\n", "fit('a', f);\n", 'only some tests run'],
    ['a_test.go', 'It("a", f)\n', 'FIt("a", f)\n', 'only some tests run'],
    // Tests and assertions that are gone
    ['a.test.ts', "it('a', f);\nx\n", 'x\n', 'test removed'],
    ['a.test.ts', "it('a', f);\n", "// it('a', f);\n", 'test removed'],
    ['a.test.ts', "it('a', f);\nit('b', f);\n", 'x\n', '2 tests removed'],
    ['a.test.ts', "it('a', f);\n", "it('another name', f);\n", ''],
    ['a.test.ts', "it('a', f);\nx\ny\n", "x\ny\nit('a', f);\n", ''],
    ['a.test.ts', "it('a', f);\n", null, 'test file deleted'],
    ['a.test.ts', 'assert.equal(a, 1);\nx\n', 'x\n', 'assertion removed'],
    ['a.test.ts', 'expect(a).toBe(1);\nexpect(b).toBe(2);\n', 'void a;\n', '2 assertions removed'],
    ['a.test.ts', 'expect(a).toBe(1);\n', 'expect(a).toBe(2);\n', ''],
    ['test_a.py', '    assert a == 1\n', '    pass\n', 'assertion removed'],
    ['tests/a.rs', '    assert_eq!(a, 1);\n', '', 'assertion removed'],
    ['src/a.ts', 'assert(a);\n', '', ''],
    // Checks that are told to be silent
    ['a.ts', 'x\n', '// eslint-disable-next-line no-console\nx\n', 'eslint-disable added'],
    ['a.ts', 'x\n', '// @ts-ignore\nx\n', '@ts-ignore added'],
    ['a.ts', 'x\n', '// @ts-expect-error -- why\nx\n', '@ts-expect-error added'],
    ['a.py', 'x\n', 'x  # noqa: E501\n', 'noqa added'],
    ['a.py', 'x\n', 'x  # type: ignore[arg-type]\n', 'type: ignore added'],
    ['a.go', 'x\n', 'x //nolint:errcheck\n', 'nolint added'],
    ['a.rs', 'x\n', '#[allow(dead_code)]\nx\n', '#[allow] added'],
    ['A.java', 'x\n', '@SuppressWarnings("unchecked")\nx\n', '@SuppressWarnings added'],
    ['a.rb', 'x\n', 'x # rubocop:disable Style/X\n', 'rubocop:disable added'],
    ['a.js', 'x\n', '// biome-ignore lint: why\nx\n', 'biome-ignore added'],
    ['a.php', 'x\n', 'x // phpcs:ignore\n', 'phpcs:ignore added'],
    ['a.ts', '// @ts-ignore\nx\n', '  // @ts-ignore\n  x\n', ''],
    ['README.md', 'x\n', 'Write `// @ts-ignore`.\n', ''],
    // Secrets
    ['a.ts', 'x\n', `const key = '${said('AKIA')}ABCDEFGHIJKLMNOP';\n`, 'AWS key'],
    ['a.ts', 'x\n', `${said('ghp_')}${'aB3'.repeat(12)}\n`, 'GitHub token'],
    ['a.ts', 'x\n', `${said('xoxb-')}123456789012-abcdef\n`, 'Slack token'],
    ['a.ts', 'x\n', `${said('sk-ant-')}api03-${'aB3'.repeat(12)}\n`, 'Anthropic key'],
    ['key', 'x\n', `-----BEGIN ${said('RSA PRIVATE')} KEY-----\nabc\n`, 'private key'],
    ['a.md', 'x\n', `${said('AKIA')}IOSFODNN7EXAMPLE\n`, ''],
    ['.env', null, 'A=1\n', 'file for secrets'],
    ['app/.env.production', 'A=1\n', 'A=2\n', 'file for secrets'],
    ['.env.example', null, 'A=1\n', ''],
    ['server.pem', 'A\n', null, ''],
    // Files that weigh more than their text
    ['src/__snapshots__/a.ts.snap', 'a\n', 'b\n', 'snapshot'],
    ['web/package-lock.json', '{}\n', '{"a":1}\n', 'lock file'],
    ['go.sum', 'a\n', 'b\n', 'lock file'],
    ['.github/workflows/ci.yml', 'a\n', 'b\n', 'CI'],
    ['.gitlab-ci.yml', 'a\n', 'b\n', 'CI'],
    ['build/Jenkinsfile', 'a\n', 'b\n', 'CI'],
    ['db/migrate/20260101_add.rb', null, 'b\n', 'migration'],
    ['LICENSE', 'a\n', 'b\n', 'licence'],
    ['src/license.ts', 'a\n', 'b\n', ''],
    // What becomes of a file as a whole
    ['a.txt', 'a\nb\n', 'a\r\nb\r\n', 'LF → CRLF'],
    ['a.txt', 'a\r\nb\r\nc\r\n', 'a\r\nB\r\nc\r\n', ''],
    ['a.txt', 'a\n', '\ufeffa\n', 'UTF-8 → UTF-8 with BOM'],
    ['a.txt', 'x\n'.repeat(40), 'x\n'.repeat(10), 'most of its lines deleted'],
    ['a.txt', 'x\n'.repeat(40), 'x\n'.repeat(30), ''],
    ['a.txt', 'a\n', 'b\n', ''],
  ];
  for (const [path, before, after, expected] of rows) {
    const short = (text: string | null): string => JSON.stringify(text?.slice(0, 40) ?? null);
    it(`${path}: ${short(before)} → ${short(after)}: ${expected || 'nothing'}`, () =>
      assert.equal(marks(path, before, after), expected));
  }

  it('says where, in what Claude left, and never shows a secret', () => {
    const token = `${said('ghp_')}${'aB3'.repeat(12)}`;
    const file = markRisks(changed('a.ts', 'a\nb\n', `a\n\nlet t = '${token}';\nb\n`), nothing);
    assert.deepEqual(risksIn(file), [{ kind: 'secret', what: 'GitHub token', line: 3 }]);
    assert.ok(!JSON.stringify(risksIn(file)).includes(token));
  });

  it('marks each hunk by itself', () => {
    const text = (...lines: string[]): string => lines.join('\n') + '\n';
    const before = text('it(`a`, f);', '1', '2', '3', '4', 'assert(a);');
    const file = markRisks(changed('a.test.ts', before, text('it.only(`a`, f);', '1', '2', '3', '4', 'b')), nothing);
    assert.deepEqual(
      file.hunks.map(({ risks }) => risks?.map(({ what, line }) => `${line ?? ''} ${what}`)),
      [['1 only some tests run'], ['6 assertion removed']],
    );
    assert.equal(file.risks, undefined);
  });

  it('sees modes and links flip', () => {
    const flip = (from: string, to: string): string[] =>
      words(markRisks(whole('a', null, { before: { mode: from, id: 'x' }, after: { mode: to, id: 'x' } }), nothing));
    assert.deepEqual(flip('100644', '100755'), ['now executable']);
    assert.deepEqual(flip('100755', '100644'), ['no longer executable']);
    assert.deepEqual(flip('100644', '120000'), ['now a symbolic link']);
    assert.deepEqual(words(markRisks(changed('a', null, 'x\n', ['', '100755']), nothing)), ['executable']);
  });

  it('reads what a rename did to the lines, and what became of the bytes of a file without lines', () => {
    const renamed = whole('b.test.ts', 'a.test.ts');
    const texts = { before: "it('a', f);\n", after: "it.skip('a', f);\n" };
    assert.deepEqual(risksIn(markRisks(renamed, nothing, texts)), [
      { kind: 'testSkipped', what: 'test skipped', line: 1 },
    ]);
    const utf16 = { before: 'a\n', after: '\u00ff\u00fea\0\n\0' };
    assert.deepEqual(words(markRisks(whole('a.txt', null), nothing, utf16)), ['UTF-8 → UTF-16']);
  });

  it('marks what no edit tool named, as long as it is known what they named', () => {
    const edited = new Set(['a.ts', 'old.ts']);
    const file = (path: string): ReviewedFile => changed(path, 'a\n', 'b\n');
    assert.deepEqual(words(markRisks(file('b.ts'), { deletions: 0, edited })), ['changed by a command']);
    assert.deepEqual(words(markRisks(file('a.ts'), { deletions: 0, edited })), []);
    assert.deepEqual(words(markRisks(whole('new.ts', 'old.ts'), { deletions: 0, edited })), []);
    assert.deepEqual(words(markRisks(file('b.ts'), { deletions: 0, edited: null })), []);
  });

  it('marks many deletions at once', () => {
    const gone = (deletions: number): string[] =>
      words(markRisks(changed('a.ts', 'a\n', null), { deletions, edited: null }));
    assert.deepEqual([gone(4), gone(12)], [[], ['one of 12 deleted files']]);
  });

  it('puts what needs an approval of its own first, then the gravest', () => {
    const marked = [
      changed('plain.ts', 'a\n', 'b\n'),
      changed('yarn.lock', 'a\n', 'b\n'),
      changed('a.test.ts', "it('a', f);\n", "it.skip('a', f);\n"),
      { ...changed('.npmrc', 'a\n', 'b\n'), protectedFor: 'changes what npm runs' },
    ].map(file => markRisks(file, nothing));
    assert.deepEqual(
      inReviewOrder(marked).map(({ path }) => path),
      ['.npmrc', 'a.test.ts', 'yarn.lock', 'plain.ts'],
    );
  });

  it('takes no time for what is long, and odd', () => {
    const long = `${'it.a.b.c '.repeat(2000)}${' '.repeat(20_000)}${'expect.a'.repeat(2000)}${'['.repeat(5000)}\n`;
    const before = Array.from({ length: 20_000 }, (_, i) => `assert.equal(value${i}, ${i}); // line\n`).join('');
    const files = [changed('a.test.ts', 'a\n', long.repeat(50)), changed('b.test.ts', before, null)];
    const start = performance.now();
    files.forEach(file => markRisks(file, nothing));
    const took = performance.now() - start;
    assert.ok(took < 100, `took ${took} ms`);
  });
});
