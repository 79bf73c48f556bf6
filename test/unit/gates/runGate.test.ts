import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Gate } from '../../../src/core/gate';
import { getProcess } from '../../../src/os/processTree';
import { GateCancelled, runGate, type GateRun, type RunGateOptions } from '../../../src/gates/runGate';
import { GateFolder, gateOf } from './gateFolder';

const node = JSON.stringify(process.execPath);

describe('gates/runGate', () => {
  let folder: GateFolder;
  let logFile: string;

  beforeEach(() => {
    folder = new GateFolder();
    logFile = join(folder.path, 'logs', 'gate.log');
  });
  afterEach(() => folder.remove());

  const run = (command: string, gate: Partial<Gate> = {}, options: Partial<RunGateOptions> = {}): Promise<GateRun> =>
    runGate({ gate: gateOf(command, gate), cwd: folder.path, logFile, ...options });

  const log = (): string => readFileSync(logFile, 'utf8');
  const summary = ({ verdict, exitCode, message }: GateRun): unknown[] => [verdict, exitCode, message];

  /** The id that a child wrote into a file, once it is there: its latch. */
  const pidIn = async (name: string): Promise<number> => {
    for (;;) {
      const text = await readFile(join(folder.path, name), 'utf8').catch(() => '');
      if (text.endsWith('\n')) {
        return Number(text);
      }
      await new Promise(resolve => setTimeout(resolve, 5));
    }
  };

  const isGone = async (name: string): Promise<boolean> => (await getProcess(await pidIn(name))) === undefined;

  describe('verdicts', () => {
    it('passes with exit code 0, both outputs kept in their order', async () => {
      const { duration, ...rest } = await run('echo one; echo two >&2; echo three; exit 0');
      assert.deepEqual(rest, {
        ...{ verdict: 'passed', exitCode: 0, output: 'one\ntwo\nthree\n' },
        ...{ findings: [], findingsCut: false, tests: null },
      });
      assert.ok(duration > 0);
      assert.equal(log(), 'one\ntwo\nthree\n');
    });

    it('fails with any other', async () => {
      assert.deepEqual(summary(await run('exit 3')), ['failed', 3, 'Exit code 3.']);
    });

    it('reads findings by the problem matchers of the gate, and by nothing else', async () => {
      const { findings } = await run('echo "a.c:1:2: error: x"; echo "a.ts(3,4): error TS1: y"; exit 1', {
        problemMatcher: { pattern: { regexp: '^(.+?)\\((\\d+),(\\d+)\\): (.*)$', message: 4 } },
      });
      assert.deepEqual(findings, [
        { file: 'a.ts', line: 3, column: 4, severity: 'error', message: 'error TS1: y', rule: null },
      ]);
    });

    it('says which problem matcher cannot be used, and reads the findings itself', async () => {
      const { verdict, message, findings } = await run('echo "a.c:1:2: error: x"', { problemMatcher: '$none' });
      assert.deepEqual(
        [verdict, message, findings.length],
        [
          'passed',
          'Findings may be missing: there is no problem matcher "$none" (is the extension that brings it installed?).',
          1,
        ],
      );
    });

    it('shows findings of a command that passed all the same', async () => {
      const { verdict, findings } = await run('echo "a.c:1:2: warning: unused"');
      const finding = { file: 'a.c', line: 1, column: 2, severity: 'warning', message: 'unused', rule: null };
      assert.deepEqual([verdict, findings], ['passed', [finding]]);
    });

    it('is errored for a command that does not exist', async () => {
      const { verdict, exitCode, message } = await run('no-such-tool --check');
      assert.deepEqual([verdict, exitCode], ['errored', 127]);
      assert.match(message ?? '', /^The command could not be run: .*no-such-tool.*not found/);
    });

    it('is errored for a line that the shell cannot read', async () => {
      assert.equal((await run('if then (')).verdict, 'errored');
    });

    it('is errored for a file that cannot be executed', async () => {
      folder.write({ 'check.sh': 'exit 0\n' });
      assert.deepEqual(summary(await run('./check.sh')).slice(0, 2), ['errored', 126]);
    });

    it('is errored for a folder that is not there', async () => {
      const cwd = join(folder.path, 'nowhere');
      assert.deepEqual(summary(await run('true', {}, { cwd })), ['errored', null, `The folder ${cwd} does not exist.`]);
    });

    it('is errored for a command that is killed', async () => {
      const message = 'The command was ended by SIGKILL before it could judge.';
      assert.deepEqual(summary(await run('kill -9 $$')), ['errored', null, message]);
      assert.deepEqual(summary(await run("sh -c 'kill -9 $$'; exit $?")), ['errored', 137, message]);
    });

    it('is errored for a command that no process can be given', async () => {
      const { verdict, message } = await run(`true ${'x'.repeat(3_000_000)}`);
      assert.equal(verdict, 'errored');
      assert.match(message ?? '', /^The command could not be started: .*E2BIG/);
    });
  });

  describe('surroundings', () => {
    it('gives no input, no terminal, no CI and nothing of the editor', async () => {
      process.env['CI'] = 'true';
      process.env['ELECTRON_RUN_AS_NODE'] = '1';
      try {
        const command =
          'pwd; cat; echo "[$CI$ELECTRON_RUN_AS_NODE$FORCE_COLOR]"; (: < /dev/tty) 2> /dev/null || echo no terminal';
        assert.equal((await run(command)).output, `${folder.path}\n[]\nno terminal\n`);
      } finally {
        delete process.env['CI'];
        delete process.env['ELECTRON_RUN_AS_NODE'];
      }
    });

    it("uses the user's shell if it is one for such commands", async () => {
      const { SHELL: before } = process.env;
      try {
        process.env['SHELL'] = '/bin/bash';
        assert.equal((await run('[[ -n $BASH_VERSION ]] && echo bash')).output, 'bash\n');
        process.env['SHELL'] = '/usr/bin/fish';
        assert.equal((await run('echo $0')).output, '/bin/sh\n');
      } finally {
        process.env['SHELL'] = before;
      }
    });
  });

  describe('output', () => {
    it('keeps the end, logs the whole, and hands on batches', async () => {
      const batches: string[] = [];
      const command = `${node} -e 'for (let i = 0; i < 300000; i++) console.log("line " + i)'`;
      const { verdict, output } = await run(command, {}, { onOutput: text => batches.push(text) });
      const whole = Array.from({ length: 300_000 }, (_, i) => `line ${i}\n`).join('');
      assert.equal(verdict, 'passed');
      assert.equal(output, whole.slice(-64 * 1024));
      assert.equal(log(), whole);
      assert.ok(batches.length < 200, `${batches.length} batches`);
      assert.ok(batches.join('').endsWith('line 299999\n'));
      assert.ok(batches.every(batch => batch.length <= 66 * 1024));
    });

    it('hands output on before the command has ended', async () => {
      const { promise: first, resolve: onOutput } = Promise.withResolvers<string>();
      const done = run('echo early; until [ -e go ]; do sleep 0.01; done; echo late', {}, { onOutput });
      assert.equal(await first, 'early\n');
      writeFileSync(join(folder.path, 'go'), '');
      assert.equal((await done).output, 'early\nlate\n');
    });

    it('reads all of it, also what the kept end no longer has', async () => {
      const { findings, output } = await run('echo "a.c:1:2: first"; head -c 200000 /dev/zero | tr "\\0" x; exit 1');
      assert.deepEqual([findings[0]?.message, output], ['first', 'x'.repeat(64 * 1024)]);
    });

    it('keeps escape sequences, and reads findings without them', async () => {
      const { output, findings } = await run(
        `printf '\\033[1ma.c\\033[0m:1:\\033[33m2\\033[0m: \\033[31mbad\\033[0m\\n'`,
      );
      assert.equal(output, '\u001b[1ma.c\u001b[0m:1:\u001b[33m2\u001b[0m: \u001b[31mbad\u001b[0m\n');
      assert.deepEqual(findings, [{ file: 'a.c', line: 1, column: 2, severity: 'error', message: 'bad', rule: null }]);
    });

    it('survives bytes that are no text, and keeps them in the log', async () => {
      const { verdict, output } = await run(`printf 'ü\\377\\000end'`);
      assert.deepEqual([verdict, output], ['passed', 'ü\uFFFD\0end']);
      assert.deepEqual(readFileSync(logFile), Buffer.from([0xc3, 0xbc, 0xff, 0, 0x65, 0x6e, 0x64]));
    });

    it('judges also where the log cannot be written, and says so', async () => {
      folder.write({ file: '' });
      const { verdict, output, message } = await run('echo fine', {}, { logFile: join(folder.path, 'file', 'x.log') });
      assert.deepEqual([verdict, output], ['passed', 'fine\n']);
      assert.match(message ?? '', /^The full log could not be written: ENOTDIR/);
    });

    it('judges also where the disk of the log is full', async () => {
      if (!existsSync('/dev/full')) {
        return;
      }
      symlinkSync('/dev/full', join(folder.path, 'full.log'));
      const result = await run('head -c 3000000 /dev/zero; echo end', {}, { logFile: join(folder.path, 'full.log') });
      assert.deepEqual([result.verdict, result.output.slice(-4)], ['passed', 'end\n']);
      assert.match(result.message ?? '', /^The full log could not be written: .*ENOSPC/);
    });
  });

  describe('the end of everything that was started', () => {
    const stubborn = (name: string): string =>
      `sh -c 'exec 2> ${name}.said; trap "" TERM; echo $$ > ${name}; while :; do sleep 0.1; done'`;

    it('kills the whole tree when the time is up, also children in a session of their own', async () => {
      const command = `setsid ${stubborn('own')} & ${stubborn('plain')} & (setsid ${stubborn('orphan')} &) ; echo up; wait`;
      const { verdict, exitCode, output, message } = await run(command, { timeout: 300 });
      assert.deepEqual(
        [verdict, exitCode, output, message],
        ['timed_out', null, 'up\n', 'The command took longer than 0.3 s and was ended.'],
      );
      assert.deepEqual([await isGone('own'), await isGone('plain'), await isGone('orphan')], [true, true, true]);
    });

    it('kills the whole tree when cancelled, and has no verdict', async () => {
      const controller = new AbortController();
      const done = run(`setsid ${stubborn('own')} & wait`, {}, { signal: controller.signal });
      await pidIn('own');
      controller.abort();
      await assert.rejects(done, { name: 'AbortError', reason: 'cancelled' });
      assert.equal(await isGone('own'), true);
    });

    it('starts nothing when cancelled before', async () => {
      await assert.rejects(run('echo $$ > pid', {}, { signal: AbortSignal.abort() }), GateCancelled);
      assert.equal(existsSync(join(folder.path, 'pid')), false);
    });

    it('is not held up by a background child that keeps the output open', async () => {
      const started = performance.now();
      const { verdict, output } = await run(
        'sh -c "echo \\$\\$ > left; sleep 60" & until [ -s left ]; do :; done; echo done',
      );
      assert.deepEqual([verdict, output], ['passed', 'done\n']);
      assert.ok(performance.now() - started < 5000);
      assert.equal(await isGone('left'), true);
    });

    it('ends a background child that has let go of the output', async () => {
      await run('sh -c "echo \\$\\$ > left; exec sleep 60" > /dev/null 2>&1 & until [ -s left ]; do :; done');
      assert.equal(await isGone('left'), true);
    });

    it('leaves a service alone that has put itself into a session of its own', async () => {
      await run('setsid sh -c "echo \\$\\$ > left; exec sleep 60" > /dev/null 2>&1 & until [ -s left ]; do :; done');
      const pid = await pidIn('left');
      assert.notEqual(await getProcess(pid), undefined);
      process.kill(pid);
    });

    it('leaves no listener on the signal', async () => {
      const { signal } = new AbortController();
      await run('true', {}, { signal });
      assert.deepEqual(getEventListeners(signal, 'abort'), []);
    });
  });

  describe('real tools', () => {
    const testFile = (body: string): string => `const { test } = require('node:test');\n${body}\n`;

    for (const reporter of ['spec', 'tap']) {
      const command = `${node} --test --test-reporter=${reporter}`;

      it(`node:test (${reporter}) that passes`, async () => {
        folder.write({ 'a.test.js': testFile("test('adds', () => {});") });
        assert.deepEqual(summary(await run(command)), ['passed', 0, undefined]);
      });

      it(`node:test (${reporter}) that fails, with the place`, async () => {
        folder.write({ 'test/a.test.js': testFile("test('adds', () => { throw new Error('boom'); });") });
        const { verdict, findings } = await run(command);
        const places = findings.map(({ file, line, column, message }) => [
          file,
          line,
          column,
          message.replace(': Error:', ':'),
        ]);
        assert.deepEqual([verdict, places], ['failed', [['test/a.test.js', 2, 1, 'adds: boom']]]);
      });

      it(`node:test (${reporter}) without a test`, async () => {
        assert.equal((await run(command)).verdict, 'ran_nothing');
      });
    }

    it('node:test as it is called by npm', async () => {
      folder.write({ 'package.json': '{ "scripts": { "test": "node --test" } }' });
      assert.equal((await run('npm test')).verdict, 'ran_nothing');
    });

    it('npx without the tool, and npm without the script', async () => {
      folder.write({ 'package.json': '{ "name": "empty" }' });
      const runs = [
        await run('npx --loglevel=error --no-install eslint .'),
        await run('npm run --loglevel=error lint'),
      ];
      assert.deepEqual(
        runs.map(({ verdict }) => verdict),
        ['errored', 'errored'],
      );
    });

    it('mocha without a passing test and with a failing one', async () => {
      const mocha = `${node} ${JSON.stringify(resolve('node_modules/mocha/bin/mocha.js'))} a.js`;
      folder.write({ 'a.js': "describe('none', () => {});\n" });
      assert.equal((await run(mocha)).verdict, 'ran_nothing');
      folder.write({ 'a.js': "it('fails', () => { throw new Error('boom'); });\n" });
      assert.deepEqual(summary(await run(mocha)), ['failed', 1, 'Exit code 1.']);
    });

    it('eslint', async () => {
      folder.write({
        'eslint.config.mjs': "export default [{ rules: { 'no-unused-vars': 'error', 'no-console': 'warn' } }];\n",
        'src/a b.js': 'const unused = 1;\nconsole.log(2);\n',
      });
      const { verdict, findings } = await run(
        `${node} ${JSON.stringify(resolve('node_modules/eslint/bin/eslint.js'))} .`,
      );
      assert.equal(verdict, 'failed');
      assert.deepEqual(findings, [
        {
          file: 'src/a b.js',
          line: 1,
          column: 7,
          severity: 'error',
          message: "'unused' is assigned a value but never used",
          rule: 'no-unused-vars',
        },
        {
          file: 'src/a b.js',
          line: 2,
          column: 1,
          severity: 'warning',
          message: 'Unexpected console statement',
          rule: 'no-console',
        },
      ]);
    });

    it('eslint without a configuration', async () => {
      folder.write({ 'a.js': '' });
      assert.equal(
        (await run(`${node} ${JSON.stringify(resolve('node_modules/eslint/bin/eslint.js'))} .`)).verdict,
        'errored',
      );
    });

    for (const pretty of ['false', 'true']) {
      it(`tsc --pretty ${pretty}`, async () => {
        folder.write({
          'tsconfig.json': '{ "compilerOptions": { "types": [], "lib": ["es5"] }, "files": ["src/a.ts"] }',
          'src/a.ts': 'export const a: number =\n  "text";\n',
        });
        const tsc = `${node} ${JSON.stringify(resolve('node_modules/typescript/bin/tsc'))}`;
        const { verdict, findings } = await run(`${tsc} --noEmit --pretty ${pretty}`);
        assert.equal(verdict, 'failed');
        assert.deepEqual(findings, [
          {
            file: 'src/a.ts',
            line: 1,
            column: 14,
            severity: 'error',
            message: "Type 'string' is not assignable to type 'number'.",
            rule: 'TS2322',
          },
        ]);
      });
    }

    it('pytest, where it is installed', async () => {
      const pytest = 'PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 python3 -m pytest';
      const installed = await promisify(execFile)('python3', ['-m', 'pytest', '--version']).catch(() => undefined);
      if (!installed) {
        return;
      }
      assert.equal((await run(pytest)).verdict, 'ran_nothing');
      folder.write({ 'tests/test_a.py': 'def test_bad():\n    assert 1 == 2\n' });
      const { verdict, findings } = await run(pytest);
      assert.deepEqual([verdict, findings.map(({ file, line }) => [file, line])], ['failed', [['tests/test_a.py', 2]]]);
    });
  });

  it('writes a log that only the user can read', async () => {
    await run('echo secret');
    assert.equal(statSync(logFile).mode & 0o777, 0o600);
  });
});
