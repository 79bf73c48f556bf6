import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TimelineDriver } from '../helpers/vscode/timeline';
import { createVerseRepository } from '../helpers/verseRepository';
import { useEditor } from './editor';
import { editLine, eventually, plays, textsOf } from './story';
import { takePictures } from './takePictures';

describe('e2e/remarks', () => {
  const editor = useEditor({ createRepository: createVerseRepository });

  it('takes remarks at hunks, shows and sends them with rejections as one turn, and reviews what is new since', async () => {
    const { window, model } = editor();
    const { page } = window;
    const timeline = new TimelineDriver(window);
    const prompt = 'Change it for remarks';
    const request = 'Please mind the remarks';
    model.load({
      lanes: [
        plays(request, [editLine('poem.txt', 'line three', 'line drei'), editLine('poem.txt', 'line 9', 'line nine')]),
        plays(prompt, [
          editLine('poem.txt', 'line 3', 'line three'),
          editLine('poem.txt', 'line 9', 'line nine'),
          editLine('song.txt', 'line 5', 'line five'),
        ]),
      ],
    });
    await timeline.open();
    await timeline.submit(prompt);
    await timeline.reach(prompt, 'Ready for review');
    const task = timeline.task(prompt);
    await task.locator('.review button.path', { hasText: 'poem.txt' }).click();
    const lenses = window.lenses('.editor.modified');
    await lenses.filter({ hasText: 'Comment' }).nth(1).waitFor();

    await window.clickLens('Comment', 0);
    const widget = page.locator('.review-widget');
    await widget.locator('.monaco-editor').waitFor();
    await page.keyboard.type('In German, please');
    await widget.getByRole('button', { name: 'Add Remark' }).click();
    await widget.filter({ hasText: 'Goes to Claude with Request Changes' }).waitFor();
    await widget.getByText('In German, please').waitFor();
    await page
      .locator('.editor.modified .codelens-decoration a', { hasText: /Reject$/ })
      .nth(1)
      .click();
    await page.locator('.tab.active', { hasText: 'song.txt' }).waitFor(); // a decision moves on

    await timeline.open();
    await task.locator('.review', { hasText: '1 open remark' }).waitFor();
    await timeline.press(prompt, 'Request Changes');
    const attached = task.locator('.form pre.output');
    await attached.waitFor();
    const text = await attached.innerText();
    assert.match(text, /1\. `poem\.txt`, line 3: `line three`\n {3}In German, please/);
    assert.match(text, /- `poem\.txt`, line 9\n {6}- line 9\n {6}\+ line nine/);
    await timeline.fillForm(prompt, request, 'Request Changes');
    await task.locator('.turn-head', { hasText: 'Changes requested' }).waitFor();
    await timeline.reach(prompt, 'Ready for review');
    assert.ok(model.requests.some(({ prompts }) => prompts.join().includes('In German, please')));

    await timeline.press(prompt, 'Review Changes');
    await page.locator('.tab.active', { hasText: `Review since I looked: ${prompt} (1 file)` }).waitFor();
    await window.lenses().filter({ hasText: 'you rejected it before' }).first().waitFor();
    await page.locator('.editor-actions .action-label[aria-label^="Show Whole Task or Since I Looked"]').click();
    await page.locator('.tab.active', { hasText: `Review: ${prompt} (2 files)` }).waitFor();
    await eventually(() => page.locator('.tab', { hasText: 'since I looked' }).count(), 0);

    await timeline.open();
    await task.locator('.review button.path', { hasText: 'poem.txt' }).click();
    await widget.filter({ hasText: 'Claude saw it in turn 2 and changed the line' }).waitFor();
    await widget.getByRole('button', { name: 'Resolve' }).click();
    await eventually(() => page.locator('.review-widget').count(), 0); // what is resolved folds
    await timeline.open();
    await eventually(() => task.locator('.review', { hasText: 'open remark' }).count(), 0);
    await timeline.press(prompt, 'Reject');
    await timeline.fillForm(prompt, '', 'Reject and Revert');
    await timeline.reach(prompt, 'Rejected');
    await window.runCommand('View: Close All Editors');
  });

  it('brings back what was rejected before a further turn: from the diff that shows it, and from the list', async () => {
    const { window, model, repository } = editor();
    const { page } = window;
    const timeline = new TimelineDriver(window);
    const prompt = 'Change it for a second thought';
    const requests = ['Look at the song', 'Look at the song again'];
    model.load({
      lanes: [
        plays(requests[1] ?? '', [editLine('song.txt', 'line 3', 'line three')]),
        plays(requests[0] ?? '', [editLine('song.txt', 'line 2', 'line two')]),
        plays(prompt, [editLine('poem.txt', 'line 4', 'line four'), editLine('song.txt', 'line 9', 'line nine')]),
      ],
    });
    const poem = (): string => readFileSync(join(repository, 'poem.txt'), 'utf8');
    await timeline.open();
    await timeline.submit(prompt);
    await timeline.reach(prompt, 'Ready for review');
    const [before, changed] = [poem().replace('line four', 'line 4'), poem()];
    const task = timeline.task(prompt);
    const entries = page.locator('.quick-input-list .monaco-list-row');

    const rejectThenGoOn = async (request: string): Promise<void> => {
      await task.locator('.review button.path', { hasText: 'poem.txt' }).click();
      await window.lenses('.editor.modified').filter({ hasText: 'Reject File' }).waitFor();
      await page.locator('.editor.modified .codelens-decoration a', { hasText: 'Reject File' }).click();
      await eventually(poem, before);
      await timeline.open();
      await timeline.press(prompt, 'Request Changes');
      await timeline.fillForm(prompt, request, 'Request Changes');
      await task.locator('.turn-head', { hasText: request }).waitFor();
      await timeline.reach(prompt, 'Ready for review');
      await window.runCommand('Autobot: Show Rejected Hunks…');
      await window.quickInput.pick(prompt);
      await eventually(() => textsOf(entries.locator('.label-name')), ['poem.txt', 'rejected before an earlier turn']);
    };

    await rejectThenGoOn(requests[0] ?? '');
    await page.keyboard.press('Enter');
    await page.locator('.tab.active', { hasText: 'poem.txt (rejected earlier)' }).waitFor();
    const lens = page.locator('.editor.modified .codelens-decoration a', { hasText: 'Rejected earlier · Bring Back' });
    await lens.waitFor();
    await takePictures(editor(), 'rejected-earlier', {});
    await lens.click();
    await eventually(poem, changed);
    await lens.waitFor({ state: 'hidden' });

    await timeline.open();
    await rejectThenGoOn(requests[1] ?? '');
    await entries.first().hover();
    await entries.first().locator('.action-label[aria-label="Bring Back"]').click();
    await eventually(poem, changed);
    await entries.first().waitFor({ state: 'hidden' }); // nothing is left to bring back
    await timeline.open();
    await task.locator('.review button.path', { hasText: 'poem.txt' }).waitFor();
  });
});
