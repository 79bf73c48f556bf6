import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { Locator } from 'playwright-core';
import { TimelineDriver } from '../helpers/vscode/timeline';
import { createVerseRepository } from '../helpers/verseRepository';
import { useEditor } from './editor';
import { editLine, eventually, plays, textsOf } from './story';
import { takePictures } from './takePictures';

describe('e2e/sessions', () => {
  const editor = useEditor({ createRepository: createVerseRepository });
  const pictures = (name: string): Promise<void> => takePictures(editor(), `sessions-${name}`, {});
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: editor().repository, encoding: 'utf8' }).trim();

  /** A task of a session of its own, rejected, so that its session can end. */
  async function haveSession(prompt: string, name: string): Promise<void> {
    const { window, model } = editor();
    const timeline = new TimelineDriver(window);
    model.load({ lanes: [plays(prompt, [editLine('poem.txt', 'line 3', 'line three')])] });
    await timeline.open();
    await timeline.submit(prompt);
    await timeline.reach(prompt, 'Ready for review');
    await window.runCommand('Autobot: Rename Session…');
    await window.quickInput.type(name);
    await row(name).waitFor();
  }
  const row = (text: string): Locator => editor().window.sidebarRows.filter({ hasText: text });

  it('end only when the user says so while something is in review', async () => {
    const { window } = editor();
    await window.openViewContainer('Autobot');
    await haveSession('Write the third line', 'Poetry');
    await window.runCommand('Autobot: End Session');
    const dialog = window.page.locator('.monaco-dialog-box');
    await dialog.getByText('One task is still in review. End the session all the same?').waitFor();
    await pictures('end');
    await window.clickDialog('Cancel');
    const timeline = new TimelineDriver(window);
    await timeline.open();
    await timeline.press('Write the third line', 'Reject');
    await timeline.fillForm('Write the third line', '', 'Reject and Revert');
    await timeline.reach('Write the third line', 'Rejected');
    await window.runCommand('Autobot: End Session');
    await row('completed').waitFor();
  });

  it('lie in the archive, and come back from it', async () => {
    const { window } = editor();
    await window.runCommand('Autobot: Archive Session');
    await row('Archived').click();
    await row('Poetry').waitFor();
    await pictures('archive');
    await eventually(() => textsOf(window.sidebarRows.locator('.label-name')), ['corner-shop', 'Archived', 'Poetry']);
    await window.runCommand('Autobot: Bring Session Back from the Archive');
    await row('Archived').waitFor({ state: 'hidden' });
    await row('Poetry').waitFor();
  });

  it('are deleted for good only after a clear question; a backup brings them back, and that can be undone', async () => {
    const { window } = editor();
    await window.runCommand('Autobot: Back Up History');
    await window.page.locator('.notification-toast', { hasText: 'history is backed up as' }).waitFor();
    assert.notEqual(git('for-each-ref', 'refs/autobot'), '');

    await window.runCommand('Autobot: Delete Session…');
    await window.page.locator('.monaco-dialog-box', { hasText: 'This deletes 1 task for good' }).waitFor();
    await pictures('delete');
    await window.clickDialog('Delete');
    await row('Poetry').waitFor({ state: 'hidden' });
    await eventually(() => git('for-each-ref', 'refs/autobot'), '');

    await window.runCommand('Autobot: Restore History…');
    const { quickInput } = window;
    await quickInput.rows.filter({ hasText: '1 session' }).first().waitFor();
    await pictures('restore');
    await quickInput.rows.filter({ hasText: '1 session' }).first().click();
    await row('Poetry').waitFor();
    await pictures('restored');
    await window.clickNotification('Undo');
    await row('Poetry').waitFor({ state: 'hidden' });
  });
});
