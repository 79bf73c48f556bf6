import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createVerseRepository } from '../helpers/verseRepository';
import { TimelineDriver } from '../helpers/vscode/timeline';
import { useEditor } from './editor';
import { eventually } from './story';
import { takePictures } from './takePictures';

describe('e2e/prompt', () => {
  const editor = useEditor({
    createRepository: folder => {
      createVerseRepository(folder);
      writeFileSync(join(folder, 'odd name.json'), '{\n  "price": ,\n  "name": "tea"\n}\n');
    },
  });

  it('begins with what is selected in an editor, or with a problem, and sends nothing by itself', async () => {
    const { window, model } = editor();
    const { page } = window;
    const timeline = new TimelineDriver(window);
    const prompt = window.frame().locator('#prompt textarea');
    await timeline.open();
    await prompt.fill('Look at');

    await window.openFile('poem.txt');
    await page.locator('.view-line', { hasText: 'line 2' }).first().click();
    await window.press('Home');
    await window.press('Shift+ArrowDown');
    await window.press('Shift+ArrowDown');
    await page.locator('.view-line', { hasText: 'line 2' }).first().click({ button: 'right' });
    await page.locator('.monaco-menu').getByText('Ask Autobot About This Selection').click();
    await eventually(() => prompt.inputValue(), 'Look at @poem.txt#L2-3 ');
    await eventually(() => prompt.evaluate(input => input.matches(':focus')), true);

    await window.openFile('song.txt');
    await page.locator('.view-line', { hasText: 'line 5' }).first().click();
    await window.press('End');
    await page.keyboard.type(' of mine');
    await window.runCommand('Autobot: Ask Autobot About This Selection');
    const quoted = '@song.txt, line 5, as it stands in the editor, not saved:\n\n```plaintext\nline 5 of mine\n```\n\n';
    await eventually(() => prompt.inputValue(), `Look at @poem.txt#L2-3 \n\n${quoted}`);

    await prompt.fill('');
    await window.openFile('odd name.json');
    await page.locator('.squiggly-error').first().waitFor();
    await page.locator('.view-line', { hasText: 'price' }).first().click();
    await window.press('ControlOrMeta+.');
    await page.locator('.action-widget').getByText('Fix with Autobot').click();
    await prompt.waitFor();
    await eventually(async () => (await prompt.inputValue()).split(':')[0], 'Fix this problem');
    assert.match(await prompt.inputValue(), /- @"odd name\.json#L2" error \[json \(\d+\)\]: Value expected/);
    await takePictures(editor(), 'prompt-problem', {});
    assert.deepEqual(model.requests, []);
    await prompt.fill('');
  });
});
