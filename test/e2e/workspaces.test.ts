import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TimelineDriver } from '../helpers/vscode/timeline';
import type { VsCodeWindow } from '../helpers/vscode/window';
import { getTools } from '../helpers/tools';
import { createVerseRepository } from '../helpers/verseRepository';
import { locate, WatchedPrograms } from '../helpers/watchedPrograms';
import { inWindow, useEditor } from './editor';
import { editLine, plays } from './story';

describe('e2e/workspaces', () => {
  let folder = '';
  let programs: WatchedPrograms;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'workspaces-'));
    programs = new WatchedPrograms(join(folder, 'bin'), { git: locate('git'), claude: getTools().claude });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const editor = useEditor(() => ({
    createRepository: createVerseRepository,
    workspace: null,
    trusted: false,
    env: { PATH: programs.path },
    settings: { 'security.workspace.trust.startupPrompt': 'never' },
  }));

  async function welcomes(window: VsCodeWindow, text: string): Promise<void> {
    await window.openViewContainer('Autobot');
    await window.page.locator('.part.sidebar .welcome-view').getByText(text).waitFor();
  }

  async function trust(window: VsCodeWindow): Promise<void> {
    await welcomes(window, 'Autobot runs nothing in this workspace until you trust it');
    await window.page.locator('.part.sidebar .welcome-view').getByText('Manage Workspace Trust').click();
    await window.page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
    await window.page.locator('.workspace-trust-editor').getByText('You trust this folder').waitFor();
    await window.page.locator('.workspace-trust-editor').press('Escape');
    await window.page.locator('.workspace-trust-editor').waitFor({ state: 'hidden' });
  }

  async function saysOf(window: VsCodeWindow, command: string, text: string): Promise<void> {
    await window.runCommand(command);
    await window.notifications.filter({ hasText: text }).first().waitFor();
    await window.runCommand('Notifications: Clear All Notifications');
    await window.notifications.first().waitFor({ state: 'hidden' });
  }

  it('without a folder says to open one', async () => {
    const { window } = editor();
    await welcomes(window, 'Open a folder with a git repository');
    for (const command of ['New Task…', 'Open Timeline']) {
      await saysOf(window, `Autobot: ${command}`, 'No folder is open.');
    }
  });

  it('in a folder without a repository says so, and finds one that is made', async () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    await inWindow(editor(), { workspace: empty }, async window => {
      await trust(window);
      await welcomes(window, 'There is no git repository in this workspace.');
      await saysOf(window, 'Autobot: New Task…', 'There is no git repository in this workspace. Run “git init”');
      execFileSync('git', ['init', '--quiet'], { cwd: empty });
      await window.runCommand('Autobot: Rescan Repositories');
      await welcomes(window, 'Say what you want done');
    });
  });

  it('in an untrusted folder runs no git and no Claude; once it is trusted, a task runs', async () => {
    const { repository, model } = editor();
    model.load({ lanes: [plays('Change a line', [editLine('poem.txt', 'line 3', 'line three')])] });
    await inWindow(editor(), { workspace: repository }, async window => {
      const before = programs.calls.length;
      await welcomes(window, 'Autobot runs nothing in this workspace until you trust it');
      for (const command of ['New Task…', 'Open Timeline', 'Rescan Repositories', 'Check Setup']) {
        await saysOf(window, `Autobot: ${command}`, 'until you trust it');
      }
      assert.deepEqual(programs.calls.slice(before), []);

      await trust(window);
      await welcomes(window, 'Say what you want done');
      const timeline = new TimelineDriver(window);
      await timeline.open();
      await timeline.submit('Change a line');
      await timeline.reach('Change a line', 'Ready for review');
      assert.ok(programs.calls.includes('claude --version'));
    });
  });
});
