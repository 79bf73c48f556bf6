import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TimelineDriver } from '../helpers/vscode/timeline';
import { createVerseRepository } from '../helpers/verseRepository';
import { useEditor } from './editor';
import { editLine, eventually, plays, textsOf } from './story';
import { takePictures } from './takePictures';

describe('e2e/ownEdits', () => {
  const editor = useEditor({ createRepository: createVerseRepository });
  const rewrite = (from: string, to: string): void => {
    const file = join(editor().repository, 'poem.txt');
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
  };

  /** What stands behind lines of the right side. */
  const notes = (): Promise<string[]> =>
    editor()
      .window.page.locator('.editor.modified .view-line span')
      .evaluateAll(spans =>
        spans
          .map(span => getComputedStyle(span, '::after').content)
          .filter(content => content.startsWith('"') && content !== '""')
          .map(content => content.slice(1, -1)),
      );

  it('marks own lines and white space, and asks about what has changed since it was shown or approved', async function () {
    this.timeout(240_000); // pictures take their time
    const { window, model } = editor();
    const { page } = window;
    const timeline = new TimelineDriver(window);
    const prompt = 'Change it and let me edit';
    model.load({
      lanes: [
        plays(prompt, [editLine('poem.txt', 'line 3', 'line three'), editLine('song.txt', 'line 5', '    line 5')]),
      ],
    });
    await timeline.open();
    await timeline.submit(prompt);
    await timeline.reach(prompt, 'Ready for review');
    const task = timeline.task(prompt);
    const lenses = async (): Promise<string[]> =>
      (await textsOf(window.lenses('.editor.modified')))
        .map(text => text.replaceAll(/[^\w:,|·() ]/g, '').trim())
        .slice(1);

    await task.locator('.review button.path', { hasText: 'song.txt' }).click();
    await eventually(lenses, ['Approve (white space) | Reject | Comment']);
    await eventually(notes, ['white space only']);
    await takePictures(editor(), 'white-space', {});

    await timeline.open();
    await task.locator('.review button.path', { hasText: 'poem.txt' }).click();
    await eventually(lenses, ['Approve | Reject | Comment']);
    await window.runCommand('View: Close All Editors');
    rewrite('line three', 'line drei');
    rewrite('line 10\n', 'line 10\nmine\n');

    await timeline.open();
    await timeline.press(prompt, 'Approve Task');
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.getByText('What you decide on has changed since you looked at it.').waitFor();
    await dialog.getByText('poem.txt, line 3').waitFor();
    await takePictures(editor(), 'changed-since-shown', {});
    await window.clickDialog('Look at It');
    await page.locator('.tab.active', { hasText: 'poem.txt (Autobot)' }).waitFor();
    await eventually(lenses, ['Approve (with your edit) | Reject | Comment']);
    const own = ['yours, with this hunk', 'yours, not Claude’s'];
    await eventually(notes, own);
    await takePictures(editor(), 'own-edits', {});

    await page
      .locator('.editor.modified .codelens-decoration a', { hasText: /Approve/ })
      .nth(1)
      .click();
    await page.locator('.tab.active', { hasText: 'song.txt (Autobot)' }).waitFor(); // a decision moves on
    rewrite('line drei', 'line tres');
    await timeline.open();
    await task.locator('.review .file', { hasText: 'poem.txt' }).filter({ hasText: '1 hunk' }).waitFor();
    await task.locator('.review button.path', { hasText: 'poem.txt' }).click();
    await eventually(lenses, ['Approve (changed since you approved it, with your edit) | Reject | Comment']);
    await timeline.open();
    await timeline.press(prompt, 'Reject');
    await timeline.fillForm(prompt, '', 'Reject and Revert');
    await timeline.reach(prompt, 'Rejected');
    const left = readFileSync(join(editor().repository, 'poem.txt'), 'utf8');
    assert.ok(left.includes('line 3\n') && left.includes('mine\n'));
  });
});
