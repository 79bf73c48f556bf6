import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createVerseRepository } from '../helpers/verseRepository';
import { TimelineDriver } from '../helpers/vscode/timeline';
import { useEditor } from './editor';
import { eventually, plays, textsOf } from './story';
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
    await page.locator('.monaco-menu').getByText('Ask Autobot About This Selection').hover();
    await window.press('Enter'); // a menu that has just opened lets a click pass by
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
    await window.openFile('song.txt');
    await window.runCommand('File: Revert File');
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

  it('completes files, folders, the selection and problems after an @, with the keyboard alone', async () => {
    const { window, repository, model } = editor();
    const { page } = window;
    const timeline = new TimelineDriver(window);
    const prompt = window.frame().locator('#prompt textarea');
    const options = window.frame().locator('.completions [role=option]');
    const chosen = window.frame().locator('.completions [aria-selected=true]');
    mkdirSync(join(repository, 'verses'));
    writeFileSync(join(repository, 'verses', 'my "odd" one.txt'), 'a\n');
    writeFileSync(join(repository, 'verses', 'my song.txt'), 'a\n');
    await window.openFile('odd name.json');
    await page.locator('.squiggly-error').first().waitFor();
    await window.openFile('poem.txt');
    await page.locator('.view-line', { hasText: 'line 2' }).first().click();
    await window.press('Shift+Home');
    await timeline.open();
    await prompt.click();
    await page.keyboard.type('Compare @');
    await options.filter({ hasText: 'Selection' }).waitFor();
    assert.deepEqual((await textsOf(options)).slice(0, 2), ['Selection poem.txt:2', 'Problems 1 in the repository']);
    await takePictures(editor(), 'prompt-mention', {});
    await prompt.click();
    await window.press('End');
    await chosen.filter({ hasText: 'Selection' }).waitFor();
    await window.press('Enter');
    await eventually(() => prompt.inputValue(), 'Compare @poem.txt#L2 ');

    await page.keyboard.type('with @mysong');
    await chosen.filter({ hasText: 'my song.txt' }).waitFor();
    await window.press('Tab');
    await eventually(() => prompt.inputValue(), 'Compare @poem.txt#L2 with @"verses/my song.txt" ');
    await page.keyboard.type('and @odd');
    await options.filter({ hasText: 'my "odd" one.txt' }).waitFor();
    await window.press('ArrowDown');
    await chosen.filter({ hasText: 'my "odd" one.txt' }).waitFor();
    await window.press('Enter');
    const odd = 'and the file "verses/my \\"odd\\" one.txt" ';
    await eventually(() => prompt.inputValue(), `Compare @poem.txt#L2 with @"verses/my song.txt" ${odd}`);

    await page.keyboard.type('@value exp');
    await window.press('Escape');
    await eventually(() => options.count(), 0);
    await prompt.fill('Explain @poem');
    await chosen.filter({ hasText: 'poem.txt' }).waitFor();
    await window.press('Enter');
    await eventually(() => prompt.inputValue(), 'Explain @poem.txt ');
    model.load({ lanes: [plays('Explain')] });
    await window.press('ControlOrMeta+Enter');
    await timeline.reach('Explain', 'Completed');
    assert.match(JSON.stringify(model.requests.at(-1)), /line 12/); // the CLI has read the mention as one

    await prompt.evaluate((input, folder) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.setData('text/uri-list', [`${folder}/verses`, `${folder}/odd%20name.json`].join('\r\n'));
      input.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    }, `file://${repository}`);
    await eventually(() => prompt.inputValue(), '@verses/ @"odd name.json" ');
    await prompt.fill('');

    await page.keyboard.type('/compa');
    await chosen.filter({ hasText: '/compact' }).waitFor(); // as the CLI named it when the turn began
    await window.press('Enter');
    await eventually(() => prompt.inputValue(), '/compact ');
    await prompt.fill('');
  });

  it('has a model, a budget and gates of its own for one task, and says so', async () => {
    const { window, model } = editor();
    const timeline = new TimelineDriver(window);
    const frame = window.frame();
    model.load({ lanes: [plays('A cheap question')] });
    await timeline.open();
    await frame.getByRole('button', { name: 'Options' }).click();
    const field = (name: string) => frame.locator('vscode-text-field', { hasText: name }).locator('input');
    await field('Model').fill('haiku');
    await field('Budget').fill('much');
    await frame.getByRole('alert').filter({ hasText: 'a number of US dollars above 0' }).waitFor();
    await field('Budget').fill('2.5');
    await frame.getByRole('checkbox', { name: 'Run QA gates' }).uncheck();
    await frame.getByRole('button', { name: 'model haiku · at most $2.5 · no QA gates' }).waitFor();
    await takePictures(editor(), 'prompt-options', {});
    await timeline.submit('A cheap question');
    const said = timeline
      .task('A cheap question')
      .getByText('Otherwise than set: model haiku, at most $2.50, no QA gates');
    await said.waitFor();
    await timeline.reach('A cheap question', 'Completed');
    assert.equal(await frame.getByRole('button', { name: 'Options' }).getAttribute('aria-expanded'), 'false');
  });

  it('takes pasted and dropped images, keeps them with the draft, and shows them where they were sent', async () => {
    const { window, model } = editor();
    const timeline = new TimelineDriver(window);
    const frame = window.frame();
    const prompt = frame.locator('#prompt textarea');
    const chips = frame.locator('.attached .chip');
    /** Paste or drop files of the page's own making. */
    type Given = [how: 'paste' | 'drop', ...files: { name: string; type: string; text?: string }[]];
    const give = (...given: Given): Promise<void> => giveTo(prompt, ...given);
    const giveTo = (target: typeof prompt, ...[how, ...files]: Given): Promise<void> =>
      target.evaluate(
        async (input, [event, given]) => {
          const canvas = Object.assign(document.createElement('canvas'), { width: 300, height: 200 });
          const pen = canvas.getContext('2d');
          if (pen) {
            pen.fillStyle = 'teal';
            pen.fillRect(40, 40, 220, 120);
          }
          const drawn = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/png'));
          const data = new DataTransfer();
          for (const { name, type, text } of given) {
            data.items.add(new File([text ?? drawn ?? ''], name, { type }));
          }
          const init = { bubbles: true, cancelable: true, composed: true };
          input.dispatchEvent(
            event === 'paste'
              ? new ClipboardEvent('paste', { ...init, clipboardData: data })
              : new DragEvent('drop', { ...init, dataTransfer: data }),
          );
        },
        [how, files] as const,
      );
    const size = /\d+ kB/;
    const shown = async (): Promise<string[]> => (await textsOf(chips)).map(text => text.replace(size, '').trim());
    await timeline.open();
    await prompt.fill('What is wrong in these?');
    await give('paste', { name: 'Screenshot.png', type: 'image/png' });
    await eventually(shown, ['Screenshot.png']);
    await give('drop', { name: 'mock up.png', type: 'image/png' }, { name: 'old.png', type: 'image/png' });
    await eventually(shown, ['Screenshot.png', 'mock up.png', 'old.png']);
    await give('paste', { name: 'logo.svg', type: 'image/svg+xml', text: '<svg/>' });
    await frame.getByRole('alert').filter({ hasText: '“logo.svg” is not an image that Claude can see' }).waitFor();
    await takePictures(editor(), 'prompt-images', {});
    await frame.getByRole('button', { name: 'Remove old.png' }).click();
    await eventually(shown, ['Screenshot.png', 'mock up.png']);

    await window.openFile('song.txt');
    await prompt.waitFor({ state: 'detached' });
    await window.reload();
    await window.page.locator('.tab', { hasText: 'Autobot: corner-shop' }).click();
    await chips.nth(1).filter({ hasText: 'mock up.png' }).waitFor(); // the page may load twice
    const loaded = (): Promise<boolean[]> =>
      frame
        .locator('.thumbnail img')
        .evaluateAll(all => all.map(img => (img as HTMLImageElement).naturalWidth === 300));
    await eventually(loaded, [true, true]);

    model.load({ lanes: [plays('What is wrong')] });
    await timeline.submit('What is wrong in these?');
    await timeline.reach('What is wrong', 'Completed');
    assert.deepEqual(model.requests.find(request => request.images.length > 0)?.images, ['image/png', 'image/png']);
    assert.equal(await chips.count(), 0);
    const sent = timeline.task('What is wrong').getByRole('list', { name: 'Images with it' });
    await eventually(loaded, [true, true]);
    await takePictures(editor(), 'prompt-images-sent', {});
    await sent.getByRole('button', { name: 'Open mock up.png' }).click();
    await window.page.locator('.tab', { hasText: 'mock up.png' }).waitFor();

    await timeline.open();
    await timeline.press('What is wrong', 'Send Message');
    const form = timeline.task('What is wrong').getByRole('group', { name: 'Send' });
    await giveTo(form.locator('textarea'), 'paste', { name: 'Now.png', type: 'image/png' });
    await form.locator('.chip', { hasText: 'Now.png' }).waitFor();
    await form.locator('textarea').fill('It looks like this now');
    await takePictures(editor(), 'message-images', {});
    model.load({ lanes: [plays('It looks like this now')] });
    await form.getByRole('button', { name: 'Send' }).click();
    await timeline.task('What is wrong').locator('.turn-head').getByRole('button', { name: 'Open Now.png' }).waitFor();
    await timeline.reach('What is wrong', 'Completed');
    const said = model.requests.findLast(request => request.images.length > 0);
    assert.deepEqual(said?.images, ['image/png']);
    assert.match(said.prompts.at(-1) ?? '', /^It looks like this now\n/); // then the CLI says where it has the image
    assert.equal(await chips.count(), 0);
    await takePictures(editor(), 'message-images-sent', {});
  });

  it('goes through what was sent, in older sessions too, and keeps what is being written, also in a closed panel', async () => {
    const { window, model } = editor();
    const { page } = window;
    const timeline = new TimelineDriver(window);
    const prompt = window.frame().locator('#prompt textarea');
    model.load({ lanes: [plays('The first question'), plays('The second question')] });
    await timeline.open();
    await prompt.fill('The first question\nin two lines');
    await window.frame().locator('#submit').click();
    await timeline.reach('The first question', 'Completed');
    await window.runCommand('Autobot: End Session');
    await timeline.open();
    await timeline.submit('The second question');
    await timeline.reach('The second question', 'Completed');

    await prompt.fill('Half a prompt');
    const shows = async (keys: string, text: string): Promise<void> => {
      await prompt.press(keys);
      await eventually(() => prompt.inputValue(), text);
    };
    await prompt.press('Home');
    await shows('ArrowUp', 'The second question');
    await shows('ArrowUp', 'The first question\nin two lines');
    await prompt.press('ArrowDown'); // from its first line to its second
    await prompt.press('End');
    await shows('ArrowDown', 'The second question');
    await shows('ArrowDown', 'Half a prompt');

    await window.frame().locator('vscode-button[aria-label^="Reuse"]').click();
    await window.quickInput.input.fill('two lines');
    await takePictures(editor(), 'prompt-reuse', {});
    await window.quickInput.pick('The first question');
    await eventually(() => prompt.inputValue(), 'The first question\nin two lines');
    await shows('ArrowDown', 'The second question');
    await shows('ArrowDown', 'Half a prompt');

    const tab = page.locator('.tab', { hasText: 'Autobot: corner-shop' });
    await window.openFile('song.txt');
    await prompt.waitFor({ state: 'detached' });
    await window.reload();
    await tab.click();
    await eventually(() => prompt.inputValue(), 'Half a prompt');
    await prompt.press('End');
    await page.keyboard.type(' and more');
    await window.openFile('poem.txt');
    await prompt.waitFor({ state: 'detached' });
    await tab.click();
    // A window that has just opened may start its extension host twice: what was typed went to the first. Tasks are of a host that lives.
    await timeline.task('The second question').waitFor();
    assert.equal(await prompt.inputValue(), 'Half a prompt and more');
    await tab.hover();
    await tab.getByRole('button', { name: /^Close/ }).click();
    await tab.waitFor({ state: 'detached' });
    await timeline.open();
    await eventually(() => prompt.inputValue(), 'Half a prompt and more');
    await prompt.fill('');

    await window.openFile('song.txt');
    await window.reload();
    await timeline.open(); // the one that the window remembers sleeps behind the file
    await eventually(() => tab.count(), 1);
  });
});
