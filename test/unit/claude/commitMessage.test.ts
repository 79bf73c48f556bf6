import assert from 'node:assert/strict';
import { UserError } from '../../../src/base/errors';
import { capDiff } from '../../../src/claude/capDiff';
import { cleanMessage, writeCommitMessage } from '../../../src/claude/commitMessage';
import type { CommitMessageRequest } from '../../../src/core/agentKind';
import { FakeClaude } from '../../helpers/fakeClaude/fakeClaude';

const file = (name: string, lines: number): string =>
  `diff --git a/${name} b/${name}\n--- a/${name}\n+++ b/${name}\n${'+line\n'.repeat(lines)}`;

/** Prints as long as somebody reads. */
const flood = `const flood = () => { while (process.stdout.write('y'.repeat(1000))); process.stdout.once('drain', flood); }; flood();`;

describe('claude/commitMessage', () => {
  const fakes: FakeClaude[] = [];
  afterEach(() => fakes.splice(0).forEach(fake => fake.dispose()));

  async function write(behaviour: string, more: Partial<CommitMessageRequest> = {}): Promise<string> {
    const fake = new FakeClaude('').write(`#!${process.execPath}\n${behaviour}\n`);
    fakes.push(fake);
    const request = {
      program: fake.path,
      cwd: fake.folder,
      diff: file('a.txt', 1),
      recentSubjects: ['Add b', 'Fix c'],
    };
    try {
      return await writeCommitMessage({ ...request, ...more });
    } catch (error) {
      assert.ok(UserError.is(error), String(error));
      return `${error.reason}: ${error.message}`;
    }
  }
  const answers = (result: object): string => `console.log(JSON.stringify(${JSON.stringify(result)}));`;

  it('asks with the diff on stdin, without tools, attachments or settings of the repository', async () => {
    const echo = `
      const text = require('node:fs').readFileSync(0, 'utf8');
      const asked = { args: process.argv.slice(2), attachments: process.env.CLAUDE_CODE_DISABLE_ATTACHMENTS, text };
      console.log(JSON.stringify({ type: 'result', subtype: 'success', is_error: false, result: JSON.stringify(asked) }));`;
    const conventions = [{ file: '.commitlintrc', text: 'extends: conventional' }];
    const asked = JSON.parse(await write(echo, { conventions })) as {
      args: string[];
      attachments: string;
      text: string;
    };
    const system = asked.args.pop() ?? '';
    assert.match(system, /^--system-prompt=You write git commit messages/);
    assert.deepEqual(asked.args, [
      '-p',
      '--output-format=json',
      '--model=haiku',
      '--tools=',
      '--no-session-persistence',
      '--setting-sources=user',
      '--strict-mcp-config',
      '--disable-slash-commands',
    ]);
    assert.equal(asked.attachments, '1');
    assert.equal(
      asked.text,
      'Write the commit message for the diff below.\n\nRecent subjects of this repository, newest first:\n' +
        `- Add b\n- Fix c\n\n.commitlintrc of this repository says how messages are to be:\nextends: conventional\n\nThe diff:\n${file('a.txt', 1)}`,
    );
  });

  it('says which files were cut from a long diff', async () => {
    const length = `
      const text = require('node:fs').readFileSync(0, 'utf8');
      console.log(JSON.stringify({ type: 'result', subtype: 'success', is_error: false, result: (text.length < 400000) + ' ' + /shown of: .*/.exec(text) }));`;
    const diff = file('small.txt', 3) + file('big one.txt', 1_000_000);
    assert.equal(await write(length, { diff }), 'true shown of: big one.txt');
  });

  it('says in words what went wrong', async () => {
    const cases: [string, RegExp][] = [
      [
        answers({ subtype: 'success', is_error: true, result: 'Not logged in · Please run /login' }),
        /^not_signed_in: .*\/login/,
      ],
      [answers({ subtype: 'success', is_error: true, api_error_status: 401, result: 'no' }), /^api_key_refused: /],
      [answers({ subtype: 'success', is_error: false, result: ' \n' }), /^empty: Claude gave no commit message/],
      [`console.log('hello')`, /^garbage: .* did not answer like the Claude CLI/],
      [`console.error('boom'); process.exit(5)`, /^process_died: .*exit code 5.*boom/],
      [flood, /^garbage: .* prints without end/],
    ];
    for (const [behaviour, expected] of cases) {
      assert.match(await write(behaviour), expected);
    }
  });

  it('can be cancelled', async () => {
    const signal = AbortSignal.timeout(200);
    assert.match(await write(`setInterval(() => {}, 1000)`, { signal }), /^cancelled: /);
  });

  it('takes off what models put around an answer', () => {
    const plain: [string, string][] = [
      ['Add a\n\nBecause.\n', 'Add a\n\nBecause.'],
      ['```\nAdd a\n```', 'Add a'],
      ['```text\nAdd a\n\nBecause.\n```\n', 'Add a\n\nBecause.'],
      ['"Add a"', 'Add a'],
      ['`Add a`', 'Add a'],
      ['"Add" and "remove"', '"Add" and "remove"'],
      ['Use `a`', 'Use `a`'],
    ];
    assert.deepEqual(
      plain.map(([answer]) => cleanMessage(answer)),
      plain.map(([, message]) => message),
    );
  });
});

describe('claude/capDiff', () => {
  it('leaves a diff that fits as it is', () => {
    const diff = file('a', 10) + file('b', 10);
    assert.deepEqual(capDiff(diff, 1000), { text: diff, cut: [] });
  });

  it('cuts the largest files and keeps the small ones whole', () => {
    const capped = capDiff(file('small', 5) + file('large', 1000) + file('ä larger', 2000), 1000);
    assert.deepEqual(capped.cut, ['large', 'ä larger']);
    assert.ok(capped.text.startsWith(file('small', 5)));
    assert.ok(Buffer.byteLength(capped.text) < 1100);
  });

  it('stays within its limit however many files there are', () => {
    const diff = Array.from({ length: 10_000 }, (_, i) => file(`some/long/path/${i}`, 2)).join('');
    assert.ok(Buffer.byteLength(capDiff(diff, 10_000).text) < 12_100);
  });
});
