import assert from 'node:assert/strict';
import type { StreamItem } from '../../src/protocol/streamItem';
import { TimelineBrowser, type TimelinePage } from '../helpers/timelinePage';
import { fullState, stateOf, taskOf, textItem, toolItem, turnOf } from '../helpers/timelineStates';

const at = { task: 't1', turn: 'turn1' };
const long = Array.from({ length: 4_000 }, (_, i): StreamItem =>
  i % 2 === 0 ? textItem(`text:${i}`, `Step **${i}** of many.`) : toolItem(`tool:${i}`, { output: `result ${i}\n` }),
);
const session = stateOf([taskOf()], [{ ...at, items: long }]);

describe('e2e/timelineSearch', function () {
  this.timeout(60_000);
  let browser: TimelineBrowser;
  let timeline: TimelinePage;

  before(async () => {
    browser = await TimelineBrowser.start();
  });
  after(() => browser.dispose());
  beforeEach(async () => {
    timeline = await browser.open();
  });
  afterEach(async () => {
    assert.deepEqual(timeline.errors, []);
    await timeline.close();
  });

  const input = () => timeline.page.getByRole('textbox', { name: 'Find' });
  const press = (key: string) => timeline.page.keyboard.press(key);
  const count = (words: string) => timeline.page.locator('.search .count', { hasText: words }).waitFor();
  /** The text of the hit that is shown, once it is in sight. */
  const shown = async (): Promise<string> => {
    const handle = await timeline.page.waitForFunction(() => {
      const log = document.getElementById('log')?.getBoundingClientRect();
      const range = [...(CSS.highlights.get('found-now') ?? [])][0];
      const box = range instanceof Range ? range.getBoundingClientRect() : undefined;
      const isSeen = log && box && box.height > 0 && box.top >= log.top && box.bottom <= log.bottom;
      return (
        isSeen &&
        range instanceof Range &&
        (range.startContainer.parentElement?.closest('[data-part]')?.textContent ?? '')
      );
    });
    return String(await handle.jsonValue()).trim();
  };
  const search = async (query: string): Promise<void> => {
    await timeline.command('find');
    await type(query);
  };
  const type = async (query: string): Promise<void> => {
    await input().fill(query);
    await timeline.drawn(); // until then the count is that of what was typed before
  };

  it('finds what is folded and what is not drawn, and brings it into sight', async () => {
    await timeline.snapshot(session);
    await search('result 1001');
    await count('1 of 1');
    assert.equal(await shown(), 'result 1001');
    assert.equal(await timeline.page.evaluate(() => CSS.highlights.get('found')?.size), 1);
    await type('STEP 42 of');
    await count('1 of 1');
    assert.equal(await shown(), 'Step 42 of many.');
  });

  it('walks through the hits by keys and buttons, around at the ends', async () => {
    await timeline.snapshot(fullState());
    await search('cent');
    await count('13 of 13'); // the end is in sight: the last is the nearest
    await press('Enter');
    await count('1 of 13');
    assert.equal(await shown(), 'Round prices to cents');
    await press('Shift+Enter');
    await count('13 of 13');
    await timeline.page.getByRole('button', { name: 'Previous match' }).click();
    await count('12 of 13');
    assert.match(await shown(), /rounds half a cent up/);
    await timeline.page.getByRole('button', { name: 'Next match' }).press('F3');
    await count('13 of 13');
    assert.match(await shown(), /^cents\.ts/);
  });

  it('marks every hit that is drawn, counts what streams in, and leaves the place alone', async () => {
    await timeline.snapshot(stateOf([taskOf()], [{ ...at, items: [textItem('a', 'needle **nee**dle')] }]));
    await search('needle');
    await count('2 of 2');
    const marked = () => timeline.page.evaluate(() => CSS.highlights.get('found')?.size);
    assert.equal(await marked(), 2);
    await timeline.change({ type: 'items', ...at, items: [textItem('b', 'one more needle')] });
    await count('2 of 3');
    assert.equal(await marked(), 3);
    await type('nowhere');
    await count('No results');
    assert.equal(await marked(), 0);
  });

  it('Escape closes it and gives the focus back; what was searched for survives a reload', async () => {
    await timeline.snapshot(fullState());
    const prompt = timeline.page.getByRole('textbox', { name: 'Prompt' });
    await prompt.focus();
    await search('cent');
    await count('of 13');
    await timeline.page.waitForFunction(() => sessionStorage.getItem('state')?.includes('"search":"cent"'));
    await timeline.page.reload();
    await timeline.snapshot(fullState());
    await count('13 found');
    assert.equal(await input().inputValue(), 'cent');

    await prompt.focus();
    await timeline.command('find');
    await press('Escape');
    await input().waitFor({ state: 'detached' });
    assert.ok(
      await prompt.evaluate(
        element =>
          element === document.activeElement?.shadowRoot?.activeElement || element.contains(document.activeElement),
      ),
    );
    assert.equal(await timeline.page.evaluate(() => CSS.highlights.has('found')), false);
  });

  it('searching a long session blocks nothing', async () => {
    const many = Array.from({ length: 10_000 }, (_, i) =>
      textItem(`text:${i}`, `Step **${i}** of [many](src/a.ts:${i + 1}). ${'Words and more words. '.repeat(10)}`),
    );
    await timeline.snapshot(stateOf([taskOf()], [{ ...at, items: many }]));
    await timeline.command('find');
    await timeline.page.evaluate(() => {
      new PerformanceObserver(list =>
        list.getEntries().forEach(({ duration }) => (document.title = String(duration))),
      ).observe({ type: 'longtask' });
      document.title = '0';
    });
    await input().fill('no such words');
    await count('No results');
    const longest = Number(await timeline.page.title());
    assert.ok(longest < 100, `a task of ${longest} ms`);
  });

  it('jumps between turns, from the end to the start and back', async () => {
    const turns = [1, 2, 3].map(number =>
      turnOf({ id: `turn${number}`, number, kind: 'message', endedAt: 1, prompt: `Message ${number}` }),
    );
    const streams = turns.map(({ id }) => ({ task: 't1', turn: id, items: long.slice(0, 200) }));
    const { page } = timeline;
    await timeline.snapshot(stateOf([taskOf({ turns })], streams));
    const focused = () =>
      page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.tagName);
    const top = () =>
      page.evaluate(() => {
        const log = document.getElementById('log');
        return Math.round(
          (document.activeElement?.getBoundingClientRect().top ?? 0) - (log?.getBoundingClientRect().top ?? 0),
        );
      });
    const story: unknown[] = [];
    const go = async (command: 'previousTurn' | 'nextTurn'): Promise<void> => {
      await timeline.command(command);
      await timeline.drawn();
      story.push([await focused(), Math.abs(await top()) < 8]);
    };
    await go('previousTurn');
    await go('previousTurn');
    await go('previousTurn');
    await go('nextTurn');
    await page.getByRole('button', { name: 'Next turn' }).click();
    await timeline.drawn();
    await timeline.command('nextTurn');
    await timeline.drawn();
    assert.deepEqual(story, [
      ['Turn 3', true],
      ['Turn 2', true],
      ['ARTICLE', true],
      ['Turn 2', true],
    ]);
    assert.equal(await page.getByRole('button', { name: 'Jump to end' }).count(), 0, 'past the last turn is the end');
  });

  it('Home and End go to the ends, by keyboard alone', async () => {
    await timeline.snapshot(session);
    const { page } = timeline;
    await page.locator('#log').focus();
    await press('Home');
    await page.waitForFunction(() => document.getElementById('log')?.scrollTop === 0);
    await press('End');
    await page.waitForFunction(() => {
      const log = document.getElementById('log');
      return log && log.scrollTop + log.clientHeight >= log.scrollHeight - 2;
    });
  });
});
