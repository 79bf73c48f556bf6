import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { locate } from '../helpers/watchedPrograms';
import { getTools } from '../helpers/tools';
import { TimelineDriver } from '../helpers/vscode/timeline';
import { createVerseRepository } from '../helpers/verseRepository';
import { useEditor } from './editor';
import { editLine, plays } from './story';
import { takePictures } from './takePictures';

describe('e2e/pre-flight', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pre-flight-'));
  const flag = (name: string): string => join(folder, name);
  const raise = (name: string): void => writeFileSync(flag(name), '');
  const lower = (name: string): void => rmSync(flag(name), { force: true });
  before(() => {
    mkdirSync(flag('bin'));
    const git = `#!/bin/sh
[ -e '${flag('old')}' ] && [ "$1" = --version ] && echo git version 2.20.1 && exit
[ -e '${flag('old')}' ] && case "$*" in *--version) echo git version 2.20.1; exit;; esac
[ -e '${flag('foreign')}' ] && export GIT_TEST_ASSUME_DIFFERENT_OWNER=1
exec '${locate('git')}' "$@"
`;
    // Signs in when it is started by itself.
    const claude = `#!/bin/sh
[ -e '${flag('signedOut')}' ] && case "$1" in
  auth) echo '{"loggedIn":false,"authMethod":"none"}'; exit 1;;
  '') rm '${flag('signedOut')}'; exit;;
esac
exec '${getTools().claude}' "$@"
`;
    Object.entries({ git, claude }).forEach(([name, text]) => {
      writeFileSync(flag(`bin/${name}`), text);
      chmodSync(flag(`bin/${name}`), 0o755);
    });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const settings = { 'autobot.claude.path': flag('bin/claude') };
  const editor = useEditor(() => ({
    createRepository: createVerseRepository,
    env: { PATH: `${flag('bin')}:${process.env['PATH'] ?? ''}` },
    settings,
  }));

  let asked = 0;
  /** A task that changes a line, blocked by something. */
  async function blockedBy(label: string, says: string): Promise<{ prompt: string; check: Locator }> {
    const { window, model } = editor();
    asked += 1;
    const prompt = `Change line ${asked}`;
    model.load({ lanes: [plays(prompt, [editLine('song.txt', `line ${asked}`, `line number ${asked}`)])] });
    const timeline = new TimelineDriver(window);
    await timeline.open();
    await timeline.submit(prompt);
    const check = timeline.task(prompt).locator('.pre-flight .check', { hasText: label });
    await check.filter({ hasText: says }).first().waitFor();
    return { prompt, check };
  }
  const click = (check: Locator, button: string): Promise<void> =>
    check.locator('vscode-button', { hasText: button }).click();
  /** The task runs, and is taken back, so that the next one has the repository for itself. */
  async function goesOn(prompt: string): Promise<void> {
    const timeline = new TimelineDriver(editor().window);
    await timeline.open();
    await timeline.reach(prompt, 'Ready for review');
    await timeline.press(prompt, 'Reject');
    await timeline.fillForm(prompt, '', 'Reject and Revert');
    await timeline.reach(prompt, 'Rejected');
  }
  /** The developer writes at the top of the poem, and does not save it. */
  async function typeMine(): Promise<void> {
    const { window } = editor();
    await window.openFile('poem.txt');
    await window.page.locator('.monaco-editor .view-lines').first().click();
    await window.press('Control+Home');
    await window.page.keyboard.type('mine ');
  }
  const git = (...args: string[]): string =>
    execFileSync(locate('git'), args, { cwd: editor().repository, encoding: 'utf8', stdio: 'pipe' });

  it('saves unsaved editors', async () => {
    const { repository } = editor();
    await typeMine();
    const { prompt, check } = await blockedBy('Unsaved editors', 'unsaved changes in poem.txt');
    await takePictures(editor(), 'pre-flight', settings);
    await click(check, 'Save All');
    await goesOn(prompt);
    assert.match(readFileSync(join(repository, 'poem.txt'), 'utf8'), /^mine line 1\n/);
    git('checkout', '--quiet', 'poem.txt');
  });

  it('goes on with unsaved editors when the user says so', async () => {
    const { window, repository } = editor();
    await typeMine();
    const { prompt, check } = await blockedBy('Unsaved editors', 'unsaved changes in poem.txt');
    await click(check, 'Go On Anyway');
    await goesOn(prompt);
    assert.match(readFileSync(join(repository, 'poem.txt'), 'utf8'), /^line 1\n/);
    await window.openFile('poem.txt');
    await window.runCommand('File: Revert File');
  });

  it('aborts a merge, but only when that is confirmed, and shows its conflicts', async () => {
    const { window, repository } = editor();
    git('checkout', '--quiet', '-b', 'other');
    writeFileSync(join(repository, 'poem.txt'), 'other\n');
    git('commit', '--quiet', '--all', '--message', 'other');
    git('checkout', '--quiet', 'main');
    writeFileSync(join(repository, 'poem.txt'), 'main\n');
    git('commit', '--quiet', '--all', '--message', 'main');
    assert.throws(() => git('merge', 'other'));
    const { prompt, check } = await blockedBy('Operation under way', 'A merge is under way');
    const timeline = new TimelineDriver(window);
    await click(timeline.task(prompt).locator('.pre-flight .check', { hasText: 'Conflicts' }), 'Open Files');
    await window.page.locator('.tab.active', { hasText: 'poem.txt' }).first().waitFor();
    await timeline.open();
    await click(check, 'Abort merge');
    await window.clickDialog('Cancel');
    assert.ok(existsSync(join(repository, '.git/MERGE_HEAD')));
    await click(check, 'Abort merge');
    await window.clickDialog('Abort merge');
    await goesOn(prompt);
    assert.equal(git('status', '--porcelain'), '');
  });

  it('waits for another git, with a terminal to look; meanwhile makes a branch and shows the gates', async () => {
    const { window, repository, server } = editor();
    const lock = join(repository, '.git/index.lock');
    git('checkout', '--quiet', '--detach');
    server.changeSettings({ ...settings, 'autobot.qaGates': [{ name: 'spelling', command: 'no-such-speller' }] });
    writeFileSync(lock, '');
    const { prompt, check } = await blockedBy('Index lock', 'Another git is using this repository');
    const lines = new TimelineDriver(window).task(prompt).locator('.pre-flight .check');
    await lines.filter({ hasText: 'spelling: no-such-speller was not found on the PATH' }).waitFor();
    await click(lines.filter({ hasText: 'QA gates' }), 'Configure Gates');
    await window.page.locator('.quick-input-widget').getByText('spelling').first().waitFor();
    await window.press('Escape');
    server.changeSettings(settings);
    await click(lines.filter({ hasText: 'HEAD is detached' }), 'Create Branch');
    await window.typeInQuickInput('topic');
    await lines.filter({ hasText: 'HEAD is detached' }).waitFor({ state: 'detached' });
    assert.equal(git('branch', '--show-current').trim(), 'topic');
    await click(check, 'Open Terminal');
    await window.page.locator('.part.panel .terminal-wrapper').first().waitFor();
    assert.ok(existsSync(lock));
    rmSync(lock);
    await goesOn(prompt);
  });

  it('trusts a repository of somebody else, but only when that is confirmed', async () => {
    const { window } = editor();
    raise('foreign');
    const { prompt, check } = await blockedBy('Repository', 'Git does not trust this repository');
    await click(check, 'Trust This Repository');
    await window.clickDialog('Trust Repository');
    await goesOn(prompt);
    lower('foreign');
  });

  it('signs in to Claude in a terminal', async () => {
    const { window } = editor();
    raise('signedOut');
    await window.runCommand('Autobot: Check Setup');
    const { prompt, check } = await blockedBy('Signed in', 'Claude is not signed in');
    await click(check, 'Sign In…');
    await goesOn(prompt);
    assert.ok(!existsSync(flag('signedOut')));
  });

  it('leads to a newer git', async () => {
    const { window } = editor();
    raise('old');
    await window.runCommand('Autobot: Check Setup');
    await window.notifications.filter({ hasText: 'Git 2.20.1 is too old' }).waitFor();
    await window.runCommand('Notifications: Clear All Notifications');
    const { prompt, check } = await blockedBy('Git', 'Git 2.20.1 is too old: Autobot needs 2.25 or newer');
    await click(check, 'Get Git');
    await window.page.locator('.monaco-dialog-box').getByText('git-scm.com').first().waitFor();
    await window.clickDialog('Cancel');
    lower('old');
    await goesOn(prompt);
  });

  it('a task that waits for another starts on top of it, or once it is cancelled', async () => {
    const { window, model } = editor();
    const timeline = new TimelineDriver(window);
    const [first, second, third] = ['Begin', 'Build on it', 'Come after'];
    model.load({
      lanes: [
        plays(first, [editLine('poem.txt', 'main', 'begun')]),
        { name: second, when: { prompt: second }, turns: [{ broken: 'hang' }] },
        plays(third, [editLine('song.txt', 'line 12', 'the end')]),
      ],
    });
    await timeline.open();
    await timeline.submit(first);
    await timeline.reach(first, 'Ready for review');
    await timeline.submit(second);
    const waits = (prompt: string): Locator => timeline.task(prompt).locator('.pre-flight .check');
    await click(waits(second).filter({ hasText: `“${first}” is still to be reviewed` }), 'Start on Top');
    await timeline.reach(second, 'Claude is working');
    await timeline.submit(third);
    await click(waits(third).filter({ hasText: `“${second}” is running in this repository` }), 'Cancel the Other');
    await window.clickDialog('Cancel the Other Task');
    await timeline.reach(second, 'Cancelled');
    await click(waits(third).filter({ hasText: `“${first}” is still to be reviewed` }), 'Start on Top');
    await timeline.reach(third, 'Ready for review');
  });
});
