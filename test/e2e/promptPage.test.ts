import assert from 'node:assert/strict';
import { TimelineBrowser, type TimelinePage } from '../helpers/timelinePage';
import { stateOf } from '../helpers/timelineStates';

describe('e2e/promptPage', () => {
  let browser: TimelineBrowser;
  let timeline: TimelinePage;
  before(async () => {
    browser = await TimelineBrowser.start();
  });
  beforeEach(async () => {
    timeline = await browser.open();
    await timeline.snapshot(stateOf([]));
  });
  afterEach(async () => {
    assert.deepEqual(timeline.errors, []);
    await timeline.close();
  });
  after(() => browser.dispose());

  const prompt = () => timeline.page.getByRole('textbox', { name: 'Prompt' });
  const type = async (text: string): Promise<void> => {
    await prompt().focus();
    await timeline.page.keyboard.type(text);
    await timeline.drawn();
  };
  const file = (label: string) => ({ kind: 'file' as const, label, detail: '', insert: `@${label}` });
  const found = (query: string, ...names: string[]) =>
    timeline.change({ type: 'completions', query, items: names.map(file) });
  const options = () => timeline.page.locator('.completions [role=option]').allInnerTexts();

  it('takes what the host puts into it once, though it is told so again', async () => {
    await type('Look at');
    const insert = { id: 5, text: '@a.ts', how: 'insert' as const };
    await timeline.change({ type: 'insert', insert });
    await timeline.snapshot({ ...stateOf([]), inserts: [insert] });
    assert.equal(await prompt().inputValue(), 'Look at @a.ts ');
    await timeline.page.reload();
    await timeline.snapshot({ ...stateOf([]), inserts: [insert, { id: 6, text: 'Another', how: 'replace' }] });
    await timeline.drawn();
    assert.equal(await prompt().inputValue(), 'Another');
    assert.deepEqual((await timeline.posts()).slice(-2), [
      { type: 'inserted', id: 5 },
      { type: 'inserted', id: 6 },
    ]);
  });

  it('asks again for earlier prompts where the host starts anew before it has answered', async () => {
    const asked = async (): Promise<number> =>
      (await timeline.posts()).filter(post => post.type === 'recallPrompts').length;
    const before = await asked();
    await prompt().fill('');
    await prompt().press('ArrowUp');
    await timeline.snapshot(stateOf([]));
    assert.equal(await asked(), before + 2);
    await timeline.change({ type: 'prompts', prompts: ['The newest'] });
    assert.equal(await prompt().inputValue(), 'The newest');
    await prompt().fill('');
  });

  it('names the list and its chosen option to screen readers, and closes it with Escape until another begins', async () => {
    await type('See @a');
    await found('@a', 'a.ts', 'ab.ts');
    assert.deepEqual(await options(), ['a.ts', 'ab.ts']);
    const chosen = async (): Promise<string | null> => {
      const id = await prompt().getAttribute('aria-activedescendant');
      return id === null ? null : timeline.page.locator(`#${id}`).innerText();
    };
    assert.equal(await chosen(), 'a.ts');
    await timeline.page.keyboard.press('ArrowUp');
    await timeline.drawn();
    assert.equal(await chosen(), 'ab.ts');
    assert.equal(await timeline.page.getByRole('status').innerText(), '2 suggestions');

    await timeline.page.keyboard.press('Escape');
    await type('b');
    await found('@ab', 'ab.ts');
    assert.deepEqual([await options(), await chosen()], [[], null]);
    await type(' @');
    await found('@', 'a.ts');
    assert.deepEqual(await options(), ['a.ts']);
    await prompt().blur();
    await timeline.drawn();
    assert.deepEqual(await options(), []);
  });

  it('hands dropped files to the host, and leaves dropped text alone', async () => {
    const drop = (type: string, text: string): Promise<boolean> =>
      prompt().evaluate(
        (input, [name = '', value = '']) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.setData(name, value);
          const [over, dropped] = ['dragover', 'drop'].map(
            event => new DragEvent(event, { dataTransfer, bubbles: true, cancelable: true }),
          );
          input.dispatchEvent(over ?? new Event(''));
          return !input.dispatchEvent(dropped ?? new Event(''));
        },
        [type, text],
      );
    assert.equal(await drop('text/uri-list', '# two\r\nfile:///a%20b.ts\r\nfile:///c.ts\r\n'), true);
    assert.equal(await drop('text/plain', 'words'), false);
    assert.deepEqual((await timeline.posts()).at(-1), {
      type: 'dropFiles',
      uris: ['file:///a%20b.ts', 'file:///c.ts'],
    });
  });

  it('takes nothing that was found for an older query, also when Enter comes before the answer', async () => {
    await type('@a');
    await found('@a', 'a.ts');
    await type('b');
    await timeline.page.keyboard.press('Enter');
    await found('@a', 'a.ts', 'aa.ts');
    assert.equal(await prompt().inputValue(), '@ab');
    await found('@ab', 'ab.ts');
    assert.equal(await prompt().inputValue(), '@ab.ts ');
    assert.deepEqual(await options(), []);
  });
});
