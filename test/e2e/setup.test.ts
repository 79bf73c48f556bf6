import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getTools } from '../helpers/tools';
import { TimelineDriver } from '../helpers/vscode/timeline';
import { createVerseRepository } from '../helpers/verseRepository';
import { useEditor } from './editor';
import { eventually } from './story';
import { takePictures } from './takePictures';

describe('e2e/setup', () => {
  const nowhere = '/nowhere/claude';
  const folder = mkdtempSync(join(tmpdir(), 'setup-'));
  const toBeInstalled = join(folder, 'claude');
  const editor = useEditor({
    createRepository: createVerseRepository,
    settings: { 'autobot.claude.path': toBeInstalled },
  });

  after(() => rmSync(folder, { recursive: true }));

  const welcome = (text: string): Promise<void> =>
    editor().window.page.locator('.part.sidebar .welcome-view').getByText(text).waitFor();

  it('notices by itself that the Claude CLI was installed', async () => {
    await editor().window.openViewContainer('Autobot');
    await welcome('The Claude CLI was not found');
    symlinkSync(getTools().claude, toBeInstalled);
    await welcome('Say what you want done');
  });

  it('says how it works, step by step and with pictures', async () => {
    const { window } = editor();
    await window.page.locator('.part.sidebar .welcome-view').getByRole('button', { name: 'How It Works' }).click();
    const steps = window.page.locator('.gettingStartedContainer').getByRole('button');
    for (const step of ['Check the setup', 'Give Claude a task', 'Choose the QA gates', 'Review and commit']) {
      await steps.filter({ hasText: step }).first().click();
      const picture = window.frame().locator('img');
      await eventually(
        // The frame of the step before may just be going.
        () => picture.evaluateAll(all => all.map(img => (img as HTMLImageElement).naturalWidth > 200)).catch(() => []),
        [true],
      );
      await takePictures(editor(), `walkthrough-${step.split(' ')[0]}`, {});
    }
    await window.page.keyboard.press('Control+W');
  });

  it('says in words that the Claude CLI is missing, and goes on by itself once it is there', async () => {
    const { window, model, server } = editor();
    const timeline = new TimelineDriver(window);
    const prompt = 'Answer a question';
    model.load({ lanes: [{ name: 'answer', when: { prompt }, turns: [{ content: ['The answer is 42.'] }] }] });
    server.changeSettings({ 'autobot.claude.path': nowhere });
    await welcome('The Claude CLI was not found');
    await window.runCommand('Autobot: Check Setup');
    await window.notifications.filter({ hasText: `The Claude CLI was not found (looked for ${nowhere})` }).waitFor();
    await window.runCommand('Notifications: Clear All Notifications');

    await timeline.open();
    await timeline.submit(prompt);
    await timeline.reach(prompt, 'Checking');
    const check = timeline.task(prompt).locator('.pre-flight .check', { hasText: 'Claude CLI' });
    await check.filter({ hasText: 'Install it with npm install -g @anthropic-ai/claude-code' }).waitFor();
    await check.locator('vscode-button', { hasText: 'Set Path…' }).click();
    const settings = window.page.locator('.settings-editor');
    await settings
      .locator('.settings-group-container, .setting-item')
      .getByText('Absolute path of the Claude CLI')
      .first()
      .waitFor();
    await settings.locator('.settings-header').press('Escape');
    await settings.waitFor({ state: 'hidden' });
    assert.deepEqual(model.requests, []);

    server.changeSettings({ 'autobot.claude.path': getTools().claude });
    await timeline.open();
    await timeline.reach(prompt, 'Completed');
    await window.runCommand('Autobot: Check Setup');
    await window.notifications.filter({ hasText: 'Autobot is ready: git' }).waitFor();
  });
});
