import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useHost } from '../helpers/host';
import { bash, editFile } from '../helpers/model/blocks';
import type { Turn } from '../helpers/model/scenario';

describe('host/Claude failures', () => {
  const host = useHost();
  const folder = mkdtempSync(join(tmpdir(), 'programs-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** A program in Claude's place. */
  const program = (name: string, script: string): string => {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return file;
  };
  const greets = `case "$*" in
    *--version*) echo "2.1.330 (Claude Code)"; exit;;
    *auth*) echo '{"loggedIn": true, "authMethod": "api_key"}'; exit;;
  esac`;

  it('an API that refuses the key fails the task, in words, and it can be tried again', async () => {
    const repository = await host.repository();
    const refused = { status: 401, type: 'authentication_error', message: 'invalid x-api-key' };
    host.script({ error: refused, times: 'forever' });
    const { id, error, files } = await host.task(repository, 'failed');
    assert.match(error ?? '', /The API refused the key.*Check ANTHROPIC_API_KEY/);
    assert.deepEqual(files, []);
    host.play([editFile('a.txt', 'one', 'two')]);
    await host.run('autobot.retryTask', id);
    await host.reach(id, 'waiting_approval');
    assert.equal(host.get(id).error, null);
  });

  it('an API that cannot be reached fails the task, in words', async () => {
    const repository = await host.repository();
    host.setEnvironment('ANTHROPIC_BASE_URL', 'http://127.0.0.1:9');
    const { error } = await host.task(repository, 'failed');
    assert.match(error ?? '', /The API could not be reached\. Check the network/);
    assert.equal(repository.git('status', '--porcelain'), '');
  });

  const failing: [string, Turn, RegExp][] = [
    [
      'a rate limit',
      { error: { status: 429, type: 'rate_limit_error', message: 'slow down' } },
      /takes no more requests from you at the moment\. Wait a little/,
    ],
    [
      'an overloaded API',
      { error: { status: 529, type: 'overloaded_error', message: 'Overloaded' } },
      /The API is overloaded\. This is usually over in a few minutes/,
    ],
    [
      'an API that fails',
      { error: { status: 500, type: 'api_error', message: 'boom' } },
      /The API failed\. This is usually over soon/,
    ],
    [
      'a broken stream',
      { broken: { raw: 'event: message_start\ndata: {"type":"mess' } },
      /Claude reported an error|The API (failed|could not be reached)/,
    ],
    ['a connection that drops', { broken: 'drop' }, /The API could not be reached|Claude reported an error/],
  ];
  for (const [name, turn, words] of failing) {
    it(`${name} fails the task, in words, and it goes on when that is over`, async () => {
      const repository = await host.repository();
      host.script({ ...turn, times: 'forever' });
      const { id, error } = await host.task(repository, 'failed');
      assert.match(error ?? '', words);
      assert.equal(repository.git('status', '--porcelain'), '');
      host.play([editFile('a.txt', 'one', 'two')]);
      await host.run('autobot.resumeTask', id);
      await host.reach(id, 'waiting_approval');
      assert.equal(repository.read('a.txt'), 'two\n');
    });
  }

  it('a Claude that is killed in the middle of its work leaves that work for review', async () => {
    const repository = await host.repository();
    host.allowBash();
    host.play([editFile('a.txt', 'one', 'half'), bash('kill -9 $PPID')]);
    const { id, error } = await host.task(repository, 'failed');
    assert.match(error ?? '', /ended by SIGKILL.*What it had done is kept/);
    await host.run('autobot.keepForReview', id);
    assert.deepEqual(
      host.get(id).files.map(({ path }) => path),
      ['a.txt'],
    );
    await host.run('autobot.rejectTask', { task: id });
    assert.equal(repository.read('a.txt'), 'one\n');
  });

  it('a program that greets like Claude and then talks nonsense fails the task, in words', async () => {
    const repository = await host.repository();
    await host.set('claude.path', program('babbles', `${greets}\nwhile :; do echo nonsense; done`));
    const { error } = await host.task(repository, 'failed');
    assert.match(error ?? '', /does not answer like the Claude CLI/);
  });

  it('a program that greets like Claude and then dies fails the task, in words', async () => {
    const repository = await host.repository();
    await host.set('claude.path', program('dies', `${greets}\necho "out of luck" >&2; exit 7`));
    const { error } = await host.task(repository, 'failed');
    assert.match(error ?? '', /exit code 7.*out of luck/);
  });

  it('a program that cannot be Claude keeps the task in pre-flight, in words, until the setting is right', async () => {
    const repository = await host.repository();
    const programs: [string, RegExp][] = [
      [program('garbage', 'echo hello'), /does not answer like the Claude CLI: "hello"/],
      [program('other', 'echo "git version 2.39.5"'), /is not the Claude CLI/],
      [program('exits', 'exit 1'), /ended with exit code 1 without telling its version/],
      [program('hangs', 'exec sleep 1000'), /did not tell its version within 5 s/],
      [program('old', 'echo "1.0.5 (Claude Code)"'), /1\.0\.5 is too old/],
      [join(folder, 'nowhere'), /was not found \(looked for .*nowhere\)/],
    ];
    host.play([editFile('a.txt', 'one', 'two')]);
    await host.set('claude.path', programs[0]?.[0]);
    const id = await host.newTask(repository);
    for (const [path, words] of programs) {
      await host.set('claude.path', path);
      await host.until(id, task => words.test(task.error ?? ''), String(words));
      assert.equal(host.get(id).status, 'pre_flight');
    }
    await host.set('claude.path', undefined);
    await host.reach(id, 'waiting_approval');
    assert.equal(host.get(id).error, null);
  });

  it('a task that waits in pre-flight can be cancelled', async () => {
    const repository = await host.repository();
    await host.set('claude.path', join(folder, 'nowhere'));
    const id = await host.newTask(repository);
    await host.until(id, task => task.error !== null, 'a report');
    await host.run('autobot.cancelTask', id);
    assert.equal(host.get(id).status, 'cancelled');
  });

  it('nobody signed in keeps the task in pre-flight until somebody is', async () => {
    const repository = await host.repository();
    host.setEnvironment('ANTHROPIC_API_KEY', undefined);
    assert.equal(await host.run('autobot.checkSetup'), false);
    host.play([editFile('a.txt', 'one', 'two')]);
    const id = await host.newTask(repository);
    const { error } = await host.until(id, task => task.error !== null, 'a report');
    assert.match(error ?? '', /Claude is not signed in\. Sign in: run `claude` in a terminal/);
    host.setEnvironment('ANTHROPIC_API_KEY', 'sk-not-a-real-key');
    await host.reach(id, 'waiting_approval');
    assert.equal(await host.run('autobot.checkSetup'), true);
  });
});
