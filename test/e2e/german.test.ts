import assert from 'node:assert/strict';
import { createVerseRepository } from '../helpers/verseRepository';
import { useEditor } from './editor';
import { editLine, eventually, outlineOf, plays, textsOf } from './story';
import { takePicture, wantsPictures } from './takePictures';

describe('e2e/german', () => {
  const editor = useEditor({ createRepository: createVerseRepository, language: 'de' });

  it('speaks German all the way from what to do first to what is decided', async () => {
    const { window, model } = editor();
    const { page } = window;
    const picture = async (name: string): Promise<void> => {
      if (wantsPictures) {
        await takePicture(editor(), name);
      }
    };
    model.load({ lanes: [plays('Ändere eine Zeile', [editLine('poem.txt', 'line 3', 'line three')])] });
    await window.openViewContainer('Autobot');
    const headers = page.locator('.part.sidebar .pane-header .title');
    await eventually(() => headers.allInnerTexts(), ['Sitzungen', 'QA-Gates']);
    await page.locator('.part.sidebar .welcome-view').getByText('Sagen Sie, was getan werden soll').waitFor();

    await window.runCommand('Autobot: Zeitachse öffnen');
    const frame = window.frame();
    const prompt = frame.locator('#prompt textarea');
    await prompt.waitFor();
    assert.match((await prompt.getAttribute('placeholder')) ?? '', /^Beschreiben Sie eine Aufgabe für Claude/);
    assert.equal(await frame.locator('h2').first().innerText(), 'Was soll Claude in corner-shop tun?');
    await prompt.fill('Ändere eine Zeile');
    await frame.locator('#submit').click();
    const task = frame.locator('article.task');
    await task.locator('.task-head .status', { hasText: 'Bereit zum Review' }).waitFor();
    assert.deepEqual(await textsOf(task.locator('h3')), ['QA-GATES', 'ÄNDERUNGEN']);
    await eventually(
      async () => (await outlineOf(window.sidebarRows)).map(row => row.replace(/^2 .*(?= aktiv)/, '2 DATUM')),
      [
        '1 corner-shop main · nicht committete Änderungen',
        '2 DATUM aktiv · 1 Aufgabe',
        '3 Ändere eine Zeile Bereit zum Review · 0 von 1 entschieden',
        '4 poem.txt 0 von 1 entschieden',
        '4 lint bestanden · T s',
        '4 tests bestanden · T s',
      ],
    );
    await picture('german');

    await window.sidebarRows.filter({ hasText: 'poem.txt' }).click();
    await window.lenses('.editor.modified').filter({ hasText: 'Freigeben' }).first().waitFor();
    await picture('german-review');
  });
});
