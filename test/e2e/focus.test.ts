import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bash } from '../helpers/model/blocks';
import { TimelineDriver } from '../helpers/vscode/timeline';
import { createVerseRepository, forbiddenWord } from '../helpers/verseRepository';
import { useEditor } from './editor';
import { editLine, eventually, textsOf } from './story';

/** The developer's own file, longer than the window. */
const notes = Array.from({ length: 200 }, (_, i) => `note ${i + 1}`).join('\n');

describe('e2e/focus', () => {
  const editor = useEditor({
    createRepository: folder => {
      createVerseRepository(folder);
      writeFileSync(join(folder, 'notes.txt'), notes);
    },
  });

  /** Type until something is so; nothing but the editor may have had the focus meanwhile. Gives what was typed. */
  async function typeUntil(isSo: () => Promise<boolean>): Promise<string> {
    const { page } = editor().window;
    let typed = '';
    for (let more = 5; more > 0; more -= (await isSo()) ? 1 : 0) {
      const word = ` w${typed.length}`;
      await page.keyboard.type(word);
      typed += word;
      assert.ok(typed.length < 10_000, 'it does not become so');
    }
    return typed;
  }

  /** Where the developer is: tab, position, first line in view, and whether keys go to the editor. */
  async function whereabouts(): Promise<Record<string, unknown>> {
    const { page } = editor().window;
    const numbers = (await textsOf(page.locator('.editor-instance .line-numbers'))).map(Number).filter(n => n > 0);
    return {
      tab: await page.locator('.tab.active .label-name').innerText(),
      tabs: await page.locator('.tab').count(),
      line: /Ln \d+/.exec(await page.locator('.statusbar-item', { hasText: /^Ln \d+/ }).innerText())?.[0],
      top: Math.min(...numbers),
      stolen: await page.evaluate(() => (globalThis as unknown as { stolen: string[] }).stolen),
    };
  }

  async function goToEnd(): Promise<void> {
    const { window } = editor();
    await window.press('ControlOrMeta+End');
    await window.page.locator('.editor-instance .line-numbers', { hasText: /^200$/ }).waitFor(); // it is drawn later
  }

  it('stays with who types while a task runs, asks, is judged and ends', async function () {
    this.timeout(240_000);
    const { window, model } = editor();
    const { page } = window;
    const timeline = new TimelineDriver(window);
    const prompt = 'Change it while I type';
    const typing = Promise.withResolvers<undefined>();
    const begin = (): Promise<undefined> => typing.promise;
    model.load({
      lanes: [
        {
          name: prompt,
          when: { prompt },
          turns: [
            { meanwhile: begin, content: [editLine('poem.txt', 'line 3', `line ${forbiddenWord}`)] },
            { content: [editLine('song.txt', 'line 5', 'line five')] },
            { content: [bash('chmod +x poem.txt')] },
          ],
          onExhausted: { content: ['Done.'] },
        },
      ],
    });
    await window.openViewContainer('Autobot');
    await timeline.open();
    await timeline.submit(prompt);
    await window.openFile('notes.txt');
    await page.locator('.editor-instance .view-lines').click();
    await goToEnd();
    await page.evaluate(() => {
      const stolen: string[] = [];
      Object.assign(globalThis, { stolen });
      const note = ({ target }: Event): void => {
        const isEditor = target instanceof Element && target.closest('.editor-instance .monaco-editor') !== null;
        if (!isEditor) {
          stolen.push(target instanceof Element ? target.className : 'window');
        }
      };
      document.addEventListener('focusin', note);
      globalThis.addEventListener('blur', note);
    });
    const start = await whereabouts();
    const row = window.sidebarRows.filter({ hasText: prompt });
    const says = (words: RegExp) => async (): Promise<boolean> => words.test(await row.innerText());

    typing.resolve(undefined);
    await typeUntil(says(/Waiting for your permission/));
    assert.deepEqual(await whereabouts(), start);

    await timeline.open(); // the developer's own doing, for the answer
    await timeline.press(prompt, 'Allow Once');
    await window.openFile('notes.txt');
    await page.locator('.editor-instance .view-lines').click();
    await goToEnd();
    await page.evaluate(() => (globalThis as unknown as { stolen: string[] }).stolen.splice(0));
    const typed = await typeUntil(says(/Gates failed/));
    assert.deepEqual(await whereabouts(), start);
    const text = async (): Promise<string> => (await textsOf(page.locator('.editor-instance .view-line'))).join('\n');
    await eventually(async () => (await text()).endsWith(typed.slice(-40).trim()), true);
  });
});
