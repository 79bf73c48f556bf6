import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { fileSays } from '../helpers/fileSays';
import { useHost } from '../helpers/host';
import { bash, editFile, writeFile } from '../helpers/model/blocks';
import type { Block } from '../helpers/model/scenario';

const question: Block = {
  tool: 'AskUserQuestion',
  input: {
    questions: [
      {
        question: 'Which one?',
        header: 'Number',
        multiSelect: false,
        options: [
          { label: 'two', description: '' },
          { label: 'three', description: '' },
        ],
      },
    ],
  },
};

describe('host/conversation', () => {
  const host = useHost();
  const claudeSettings = (): unknown => {
    const file = join(process.env['CLAUDE_CONFIG_DIR'] ?? '', 'settings.json');
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  };
  /** Resolves once Claude has asked something for the `n`th time in this task. */
  const asked = async (task: string, n = 1): Promise<void> => {
    const often = new RegExp(Array<string>(n).fill('"subtype\\\\?":\\\\?"can_use_tool').join('[^]*'));
    await fileSays(join(host.storage, 'transcripts'), `${task}.ndjson`, often);
  };
  const answer = async (task: string, n: number, argument: object): Promise<void> => {
    await asked(task, n);
    await host.run('autobot.answerRequest', { task, ...argument });
  };

  it('allows a command once, for the task, and denies one with a reason that Claude hears', async () => {
    const repository = await host.repository();
    await host.set('claude.permissionMode', 'default');
    host.script(
      { content: [bash('touch once.txt')] },
      { content: [bash('touch task.txt')] },
      { content: [bash('touch task.txt')] },
      { content: [bash('chmod 600 a.txt')] },
      { content: ['Done.'] },
    );
    const id = await host.newTask(repository);
    await answer(id, 1, { answer: 'allow' });
    await host.model.waitForRequest(2);
    await answer(id, 2, { answer: 'allowForTask' });
    await host.model.waitForRequest(4); // the third was not asked for
    await answer(id, 3, { answer: 'deny', message: 'leave its mode alone' });
    await host.reach(id, 'waiting_approval');
    assert.match(host.model.requests.at(-1)?.toolResults.at(-1)?.text ?? '', /leave its mode alone/);
    assert.deepEqual([repository.git('status', '--porcelain'), claudeSettings()], ['?? once.txt\n?? task.txt\n', {}]);
  });

  it('allows always by a rule in the developer’s own settings, and nowhere in the repository', async () => {
    const repository = await host.repository();
    await host.set('claude.permissionMode', 'default');
    host.play([bash('chmod 600 a.txt')], [bash('chmod 600 a.txt')]);
    const id = await host.newTask(repository);
    await answer(id, 1, { answer: 'allowAlways' });
    await host.reach(id, 'completed');
    const { permissions } = claudeSettings() as { permissions: { allow: string[] } };
    assert.match(permissions.allow.join(), /^Bash\(chmod/);
    assert.equal(repository.git('status', '--porcelain', '--ignored'), '');
    await host.run('autobot.sendMessage', { task: id, message: 'And again' });
    await host.reach(id, 'completed');
    host.allowBash(); // puts the settings right at the end of the test
  });

  it('hands the user’s answer to a question of Claude’s', async () => {
    const repository = await host.repository();
    host.script({ content: [question] }, { content: [editFile('a.txt', 'one', 'three')] }, { content: ['Done.'] });
    const id = await host.newTask(repository);
    await answer(id, 1, { answers: { 'Which one?': 'three' } });
    await host.reach(id, 'waiting_approval');
    assert.match(host.model.requests[1]?.toolResults.at(-1)?.text ?? '', /three/);
  });

  it('plans first, and carries out the plan that the user has edited', async () => {
    const repository = await host.repository();
    const planned: Block = { tool: 'ExitPlanMode', input: { plan: '# Plan\n\n1. Write two' } };
    host.script({ content: [planned] }, { content: [editFile('a.txt', 'one', 'two')] }, { content: ['Done.'] });
    const id = (await host.run('autobot.newTask', {
      repository: repository.path,
      prompt: 'Plan it',
      mode: 'plan',
    })) as string;
    await asked(id);
    await host.run('autobot.openPlan', id);
    const document = vscode.window.activeTextEditor?.document;
    assert.match(document?.getText() ?? '', /1\. Write two/);
    await vscode.window.activeTextEditor?.edit(edit => edit.insert(new vscode.Position(0, 0), 'EDITED '));
    await host.run('autobot.approvePlan', id);
    await host.reach(id, 'waiting_approval');
    assert.match(host.model.requests[1]?.toolResults.at(-1)?.text ?? '', /EDITED # Plan/);
    assert.equal(repository.read('a.txt'), 'two\n');
  });

  it('queues messages while Claude works, and sends them one after the other', async () => {
    const repository = await host.repository();
    let [release] = [(): void => undefined];
    const meanwhile = (): Promise<void> => new Promise(resolve => (release = resolve));
    host.script(
      { content: [editFile('a.txt', 'one', 'two')], meanwhile },
      { content: ['Done.'] },
      { content: [writeFile('b.txt', 'b\n')] },
      { content: ['Done.'] },
    );
    const id = await host.newTask(repository);
    await host.model.waitForRequest(1);
    await host.run('autobot.sendMessage', { task: id, message: 'Now b' });
    release();
    await host.reach(id, 'waiting_approval');
    assert.deepEqual(host.model.requests.at(-1)?.prompts.slice(-1), ['Now b']);
    assert.deepEqual([repository.read('a.txt'), repository.read('b.txt')], ['two\n', 'b\n']);
  });

  it('parks at a usage limit, and goes on by itself when the user agreed', async () => {
    const repository = await host.repository();
    host.setEnvironment('ANTHROPIC_API_KEY', undefined);
    host.setEnvironment('CLAUDE_CODE_OAUTH_TOKEN', 'sk-ant-oat01-not-real');
    const reset = String(Math.ceil(Date.now() / 1000) + 6);
    const limit = 'anthropic-ratelimit-unified';
    host.script(
      {
        error: { status: 429, type: 'rate_limit_error', message: 'limit' },
        headers: {
          ...{ [`${limit}-status`]: 'rejected', [`${limit}-reset`]: reset, [`${limit}-5h-reset`]: reset },
          ...{ [`${limit}-representative-claim`]: 'five_hour', 'x-should-retry': 'false' },
        },
        times: 2,
        when: () => Date.now() < Number(reset) * 1000,
      },
      { content: [editFile('a.txt', 'one', 'two')] },
      { content: ['Done.'] },
    );
    const { id, error } = await host.task(repository, 'interrupted');
    assert.match(error ?? '', /usage limit of your plan is reached/);
    await host.run('autobot.resumeAtReset', id);
    await host.reach(id, 'waiting_approval');
    assert.equal(repository.read('a.txt'), 'two\n');
  });

  it('stops at the budget, keeps the work, and goes on when it is raised', async () => {
    const repository = await host.repository();
    await host.set('claude.maxBudgetUsd', 0.01);
    host.script(
      { content: [editFile('a.txt', 'one', 'two')] },
      { content: [editFile('a.txt', 'two', 'three')] },
      { content: ['Done.'] },
    );
    const { id, error, cost } = await host.task(repository);
    assert.match(error ?? '', /budget of this task is used up\. What was done is kept/);
    assert.ok((cost ?? 0) >= 0.01);
    const before = repository.read('a.txt');
    await host.set('claude.maxBudgetUsd', 5);
    await host.run('autobot.sendMessage', { task: id, message: 'Go on' });
    await host.reach(id, 'waiting_approval');
    assert.notEqual(before, 'one\n');
  });

  it('runs the user’s own command when they are needed', async () => {
    const repository = await host.repository();
    await host.set(
      'notifications.command',
      'printf "%s|%s" "$AUTOBOT_TASK" "$AUTOBOT_MESSAGE" > "$AUTOBOT_REPOSITORY/.git/told"',
    );
    host.play([editFile('a.txt', 'one', 'two')]);
    const { id } = await host.task(repository);
    await fileSays(join(repository.path, '.git'), 'told', /review/);
    assert.equal(repository.read('.git/told'), `${id}|“Change it” is ready for review.`);
  });
});
