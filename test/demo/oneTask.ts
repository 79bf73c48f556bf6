import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { Locator } from 'playwright-core';
import { anyPrompt } from './anyPrompt';
import { type DemoOptions, inDemoWindow } from './demoWindow';
import { GitFacts } from './gitFacts';
import { say } from './say';

export interface OneTaskOptions extends DemoOptions {
  readonly repository: string;
  readonly prompt: string;
}

/** One task on a copy of any repository, from prompt to commit; prints the commit and its files. */
export async function runOneTask(options: OneTaskOptions): Promise<void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'autobot-demo-')));
  try {
    const copy = join(folder, basename(resolve(options.repository)));
    cpSync(resolve(options.repository), copy, { recursive: true, verbatimSymlinks: true });
    keepIdentity(options.repository, copy);
    await inDemoWindow(options, copy, async ({ model, timeline, step }) => {
      model.load(anyPrompt);
      const git = new GitFacts(copy);
      const before = git.git('for-each-ref', '--format=%(objectname)', 'refs/heads');
      const title = options.prompt.trim().split('\n')[0]?.slice(0, 60) ?? '';
      await timeline.open();
      await timeline.submit(options.prompt);
      const status = await untilDone(timeline.task(title));
      await step(`Claude is done: ${status}.`, 'task');
      if (status === 'Completed') {
        say('Claude changed nothing.');
        return;
      }
      if (status === 'Gates failed') {
        await timeline.press(title, 'Approve Anyway');
        await timeline.fillForm(title, 'The demo commits in any case', 'Approve Task');
      } else {
        assert.equal(status, 'Ready for review', await timeline.task(title).innerText());
        await timeline.press(title, 'Approve Task');
      }
      await timeline.reach(title, 'Approved');
      await timeline.commit(title);
      await timeline.reach(title, 'Completed', 120_000);
      assert.notEqual(git.git('for-each-ref', '--format=%(objectname)', 'refs/heads'), before, 'a commit was made');
      await step(`Committed as ${git.head}.`, 'commit');
      say(`commit ${git.head}`);
      say(git.git('log', '-1', '--format=%B').trim());
      git.committedFiles().forEach(line => say(line));
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The window has a home folder of its own: the copy must know itself who commits. */
function keepIdentity(repository: string, copy: string): void {
  for (const [key, otherwise] of [
    ['user.name', 'Autobot Demo'],
    ['user.email', 'demo@example.com'],
  ] as const) {
    const known = spawnSync('git', ['config', key], { cwd: repository, encoding: 'utf8' }).stdout.trim();
    new GitFacts(copy).git('config', key, known || otherwise);
  }
}

/** Nobody is there to be asked: what Claude wants to do in the copy is allowed. Resolves with how it ended. */
async function untilDone(task: Locator): Promise<string> {
  const status = task.locator('.task-head .status');
  const done = status.filter({ hasText: /Ready for review|Gates failed|Completed|Failed|Interrupted|Cancelled/ });
  const allow = task.locator('vscode-button', { hasText: 'Allow Once' }).first();
  for (;;) {
    await done.or(allow).first().waitFor({ timeout: 900_000 });
    if (!(await allow.isVisible())) {
      return (await status.innerText()).trim();
    }
    await allow.click();
    await allow.waitFor({ state: 'hidden' });
  }
}
