import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { seriousIn } from '../helpers/axe';
import { commitMessages } from '../helpers/model/blocks';
import { createVerseRepository, verseWith } from '../helpers/verseRepository';
import { TimelineDriver } from '../helpers/vscode/timeline';
import { useEditor } from './editor';
import { editLine, eventually, plays } from './story';

describe('e2e/keyboard', () => {
  const editor = useEditor({ createRepository: createVerseRepository });
  const prompt = 'Spell two numbers';
  const press = (keys: string): Promise<void> => editor().window.press(keys);

  /** Press Tab, forwards or backwards, until what has the focus in the timeline is called this. */
  async function tabTo(name: string, keys: 'Tab' | 'Shift+Tab'): Promise<void> {
    const frame = await editor().window.scriptFrame();
    for (let more = 60; more > 0; more--) {
      const focused = await frame.evaluate(() => {
        const { activeElement: element } = document;
        return (element?.getAttribute('aria-label') ?? element?.textContent ?? '').trim();
      });
      if (focused === name) {
        return;
      }
      await press(keys);
    }
    throw new Error(`nothing called "${name}" takes the focus`);
  }

  it('leads from a prompt through the review to the commit, and axe finds nothing serious on the way', async function () {
    this.timeout(240_000);
    const { window, model, repository } = editor();
    const { page } = window;
    const timeline = new TimelineDriver(window);
    const serious: string[] = [];
    const look = async (): Promise<void> => void serious.push(...(await seriousIn(await window.scriptFrame())));
    model.load({
      lanes: [
        commitMessages('Spell a number'),
        plays(prompt, [editLine('poem.txt', 'line 3', 'line three'), editLine('poem.txt', 'line 9', 'line nine')]),
      ],
    });
    await window.openViewContainer('Autobot');
    await page.locator('.part.sidebar .welcome-view').getByText('Say what you want done').waitFor();
    await press('ControlOrMeta+Alt+KeyN');
    await window.quickInput.widget.getByText('What should Claude do').first().waitFor();
    await page.keyboard.type(prompt);
    await press('Enter');
    await timeline.reach(prompt, 'Ready for review');
    await look();

    await tabTo('Review Changes', 'Shift+Tab');
    await press('Alt+F6');
    await page.locator('.tab.active', { hasText: 'poem.txt (Autobot)' }).waitFor();
    await window.lenses('.editor.modified').filter({ hasText: 'Approve' }).first().waitFor();
    await press('Control+Alt+KeyY');
    await press('Control+Alt+Backspace'); // at once: a decision moves on before the next one is made
    await eventually(
      () => execFileSync('git', ['diff', '--unified=0'], { cwd: repository, encoding: 'utf8' }).match(/^[-+]\w.*$/gm),
      ['-line 3', '+line three'],
    );

    await timeline.open(); // by the palette
    await tabTo('Approve Task', 'Shift+Tab');
    await press('Enter');
    await timeline.reach(prompt, 'Approved');
    const commit = timeline.task(prompt).locator('.commit-panel vscode-button:not([disabled])');
    await commit.filter({ hasText: /^\s*Commit\s*$/ }).waitFor();
    await look();
    await tabTo('Commit', 'Tab');
    await press('Enter');
    await timeline.reach(prompt, 'Completed');
    await look();
    const committed = execFileSync('git', ['show', 'HEAD:poem.txt'], { cwd: repository, encoding: 'utf8' });
    assert.equal(committed, verseWith({ 3: 'line three\n' }));
    assert.deepEqual(serious, []);
  });
});
