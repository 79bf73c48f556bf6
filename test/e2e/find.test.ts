import { readFile } from '../helpers/model/blocks';
import { TimelineDriver } from '../helpers/vscode/timeline';
import { createVerseRepository } from '../helpers/verseRepository';
import { useEditor } from './editor';
import { eventually } from './story';
import { takePictures } from './takePictures';

/** Finding and jumping in the timeline by VS Code's keys; with AUTOBOT_TEST_PICTURES also in pictures. */
describe('e2e/find', function () {
  this.timeout(200_000);
  const settings = { 'autobot.claude.permissionMode': 'default' };
  const editor = useEditor({ createRepository: createVerseRepository, settings });

  it('Ctrl+F finds what a folded tool call holds, Alt+PageUp goes to the turn before', async () => {
    const { window, model } = editor();
    const timeline = new TimelineDriver(window);
    const prompt = 'Read the poem';
    const story = `It is a poem.\n\n${'Verse after verse.\n\n'.repeat(60)}`;
    model.load({
      lanes: [{ name: 'read', when: { prompt }, turns: [{ content: [readFile('poem.txt')] }, { content: [story] }] }],
    });
    await timeline.open();
    await timeline.submit(prompt);
    await timeline.reach(prompt, 'Completed');

    const frame = window.frame();
    await frame.locator('#log').click();
    await window.press('Control+f');
    const input = frame.getByRole('textbox', { name: 'Find' });
    await input.waitFor();
    await window.page.keyboard.type('LINE 12');
    const count = frame.locator('.search .count');
    await eventually(() => count.innerText(), '1 of 1');
    await timeline.task(prompt).locator('.tool .output', { hasText: 'line 12' }).waitFor();
    await takePictures(editor(), 'find', settings);
    await window.press('Escape');
    await input.waitFor({ state: 'detached' });

    await frame.locator('#log').click();
    await window.press('End');
    await window.press('Alt+PageUp');
    await eventually(() => frame.locator('article.task').evaluate(task => task === document.activeElement), true);
    await window.runCommand('Autobot: Find in Timeline');
    await input.waitFor();
    await window.press('Escape');
  });
});
