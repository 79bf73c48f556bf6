import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { Locator } from 'playwright-core';
import { commitMessages } from '../helpers/model/blocks';
import { TimelineDriver } from '../helpers/vscode/timeline';
import { createVerseRepository } from '../helpers/verseRepository';
import { useEditor } from './editor';
import { editLine, eventually, plays, textsOf } from './story';

describe('e2e/commands', () => {
  const editor = useEditor({ createRepository: createVerseRepository });
  const prompt = 'Change two lines';
  const request = 'And the ninth';
  const row = (text: string): Locator => editor().window.sidebarRows.filter({ hasText: text });
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: editor().repository, encoding: 'utf8' }).trim();
  const press = async (where: Locator, button: string): Promise<void> => {
    await where.hover();
    await where.getByRole('button', { name: button, exact: true }).click();
  };

  it('of a session are not offered before there is one', async () => {
    const { window } = editor();
    await new TimelineDriver(window).open(); // the extension is there
    await window.press('F1');
    await window.quickInput.input.fill('>Autobot: New Task');
    await window.quickInput.rows.filter({ hasText: 'New Task' }).first().waitFor();
    await window.quickInput.input.fill('>Autobot: Approve Task');
    await window.quickInput.rows.filter({ hasText: 'Approve Task' }).waitFor({ state: 'hidden' });
    await window.quickInput.close();
  });

  it('arrange sessions: pin, group, filter, reopen', async () => {
    const { window, model } = editor();
    const timeline = new TimelineDriver(window);
    model.load({
      lanes: [
        commitMessages('Change two lines'),
        plays(request, [editLine('poem.txt', 'line 9', 'line nine')]),
        plays(prompt, [
          editLine('poem.txt', 'line 3', 'line three'),
          editLine('song.txt', 'line 5', 'line five'),
          Array.from({ length: 60 }, (_, i) => `Thought ${i + 1}.`).join('\n\n'), // more than the window shows
        ]),
      ],
    });
    await window.openViewContainer('Autobot');
    await timeline.open();
    await timeline.submit(prompt);
    await timeline.reach(prompt, 'Ready for review');

    await window.runCommand('Autobot: Group Sessions by Date');
    await row('Today').waitFor();
    await window.runCommand('Autobot: Group Sessions by Repository');
    await row('Today').waitFor({ state: 'hidden' });
    await row('corner-shop').waitFor();

    await window.runCommand('Autobot: Pin Session');
    await row('pinned').waitFor();
    await window.runCommand('Autobot: Unpin Session');
    await row('pinned').waitFor({ state: 'hidden' });

    await window.runCommand('Autobot: End Session');
    await window.clickDialog(/^End/);
    await row('completed').waitFor();
    await window.runCommand('Autobot: Filter Sessions…');
    await window.quickInput.pick('Open sessions');
    await row('completed').waitFor({ state: 'hidden' });
    await window.runCommand('Autobot: Filter Sessions…');
    await window.quickInput.pick('All sessions');
    await row('completed').waitFor();
    await window.runCommand('Autobot: Reopen Session');
    await row('active').waitFor();
  });

  it('go through the timeline, and bring an earlier prompt back', async () => {
    const { window } = editor();
    const timeline = new TimelineDriver(window);
    await timeline.open();
    const frame = window.frame();
    await timeline.press(prompt, 'Request Changes');
    await timeline.fillForm(prompt, request, 'Request Changes');
    await timeline.task(prompt).locator('.turn-head', { hasText: 'Changes requested' }).waitFor();
    await timeline.reach(prompt, 'Ready for review');
    await window.runCommand('Autobot: Previous Turn in Timeline');
    await frame.locator('.task:focus').waitFor(); // where the first turn begins
    await window.runCommand('Autobot: Next Turn in Timeline');
    await frame.locator('.turn:focus').waitFor();

    await window.runCommand('Autobot: Reuse a Prompt…');
    await window.quickInput.pick(prompt);
    await eventually(() => frame.locator('#prompt textarea').inputValue(), prompt);
    await frame.locator('#prompt textarea').fill('');
  });

  it('keep gates: add, edit, run, delete, reset', async () => {
    const { window } = editor();
    const { quickInput } = window;
    await window.openViewContainer('Autobot');
    const view = await window.unfoldView('QA Gates');
    const gate = (name: string): Locator => view.locator('.monaco-list-row', { hasText: name });
    const answer = async (asked: string, text?: string): Promise<void> => {
      const inBox = quickInput.widget.getByPlaceholder(asked);
      await quickInput.widget.getByText(asked).or(inBox).first().waitFor();
      if (text !== undefined) {
        await quickInput.input.fill(text);
      }
      await quickInput.input.press('Enter');
    };
    const describeGate = async (command: string): Promise<void> => {
      await answer('Command line for your shell', command);
      await answer('Time limit in seconds');
      await answer('What a gate that does not pass means');
      await answer('Order: lower ones run first');
      await answer('problem');
    };
    await gate('lint').waitFor();
    await window.runCommand('Autobot: Add QA Gate…');
    await answer('Name of the gate', 'spelling');
    await describeGate('echo spelt well');
    await gate('spelling').waitFor();

    await press(gate('spelling'), 'Edit Gate…');
    await describeGate('echo spelt very well');
    await gate('echo spelt very well').waitFor();

    await press(gate('spelling'), 'Run This Gate');
    for (const folded of [row('1 task'), row(prompt)]) {
      await folded.waitFor();
      if ((await folded.getAttribute('aria-expanded')) === 'false') {
        await folded.locator('.monaco-tl-twistie').click();
      }
    }
    const result = row('spelling').filter({ hasText: 'passed' });
    await result.waitFor();
    await result.click({ button: 'right' });
    await window.page.getByRole('menuitem', { name: 'Open Full Output' }).hover();
    await window.press('Enter'); // a menu that has just opened lets a click pass by
    await window.page.locator('.tab.active', { hasText: 'spelling' }).waitFor();
    await window.page.locator('.view-line', { hasText: 'spelt very well' }).first().waitFor();
    await press(result, 'Run This Gate Again');
    await result.waitFor();

    await press(gate('spelling').filter({ hasText: 'echo' }), 'Delete Gate');
    await window.clickDialog('Delete');
    await gate('echo spelt').waitFor({ state: 'hidden' });

    await window.runCommand('Autobot: Reset QA Gates to Detected…');
    await window.clickDialog('Reset');
    await gate('lint').waitFor();
  });

  it('change remarks, and what became of them', async () => {
    const { window } = editor();
    const { page } = window;
    const timeline = new TimelineDriver(window);
    await timeline.open();
    await timeline.task(prompt).locator('.review button.path', { hasText: 'poem.txt' }).click();
    await window.lenses('.editor.modified').filter({ hasText: 'Comment' }).first().waitFor();
    await page.locator('.editor.modified .view-line').first().click();
    await window.runCommand('Autobot: Comment on Hunk');
    const widget = page.locator('.review-widget');
    await widget.locator('.monaco-editor').waitFor();
    await page.keyboard.type('In German');
    await widget.getByRole('button', { name: 'Add Remark' }).click();
    await widget.getByText('In German').waitFor();

    await widget.getByText('Remark for Claude…').click();
    await page.keyboard.type('And in prose');
    await widget.getByRole('button', { name: 'Add Remark' }).click();
    const comments = widget.locator('.review-comment');
    await comments.filter({ hasText: 'And in prose' }).waitFor();
    await press(comments.filter({ hasText: 'And in prose' }), 'Delete Remark');
    await eventually(() => comments.count(), 1);

    await press(comments, 'Edit Remark');
    await widget.locator('.edit-container .monaco-editor.focused').waitFor();
    await page.keyboard.press('ControlOrMeta+KeyA');
    await page.keyboard.type('In Latin');
    await widget.getByRole('button', { name: 'Save' }).click();
    await widget.getByText('In Latin').waitFor();

    await widget.getByRole('button', { name: 'Resolve' }).click();
    await eventually(() => page.locator('.review-widget').count(), 0);
    await page.locator('.editor.modified .view-line').first().click();
    await window.press('ControlOrMeta+Home'); // a scrolled editor's shadow covers its first line
    await page.locator('.comment-range-glyph.comment-thread').click();
    await widget.getByRole('button', { name: 'Reopen' }).click();
    await widget.getByRole('button', { name: 'Delete Remarks' }).click();
    await eventually(() => page.locator('.review-widget').count(), 0);
  });

  it('take a commit back, and show the log', async () => {
    const { window } = editor();
    const timeline = new TimelineDriver(window);
    const before = git('rev-parse', 'HEAD');
    await timeline.open();
    await timeline.press(prompt, 'Approve Task');
    await timeline.reach(prompt, 'Approved');
    await timeline.commit(prompt);
    await timeline.reach(prompt, 'Completed');
    assert.notEqual(git('rev-parse', 'HEAD'), before);
    await window.runCommand('Autobot: Take Back Commit');
    await eventually(() => git('rev-parse', 'HEAD'), before);
    await timeline.reach(prompt, 'Ready for review');

    await window.runCommand('Autobot: Show Log');
    await window.page.locator('.part.panel .output-view, .part.panel .pane-body').first().waitFor();
    await eventually(async () => (await textsOf(window.page.locator('.part.panel .view-line'))).length > 0, true);
  });
});
