import assert from 'node:assert/strict';
import type { StreamItem } from '../../src/protocol/streamItem';
import type { TimelineState } from '../../src/protocol/view';
import { seriousIn } from '../helpers/axe';
import { TimelineBrowser, type TimelinePage } from '../helpers/timelinePage';
import { fullState, stateOf, taskOf, textItem, turnOf } from '../helpers/timelineStates';
import { themes } from '../helpers/timelineThemes';

const question: StreamItem = {
  kind: 'question',
  id: 'question:q1',
  parent: null,
  request: 'q1',
  questions: [
    {
      question: 'Which rounding?',
      header: 'Rounding',
      several: false,
      options: [
        { label: 'Half up', description: 'As in the shop today' },
        { label: 'Half even', description: 'As banks do' },
      ],
    },
  ],
  state: 'asked',
  answers: {},
  message: null,
};
const plan: StreamItem = {
  kind: 'plan',
  id: 'plan:p1',
  parent: null,
  request: 'p1',
  plan: '## Plan\n\n1. Cents\n2. Tests',
  state: 'asked',
  message: null,
};

const asking = (item: StreamItem): TimelineState =>
  stateOf([taskOf()], [{ task: 't1', turn: 'turn1', items: [textItem('text:1', 'Look here.'), item] }]);
const check = { check: 'claude', label: 'Claude CLI', detail: 'Nobody is signed in.', canWaive: true } as const;
const blocked = taskOf({
  status: 'pre_flight',
  statusText: 'Blocked',
  turns: [],
  preFlight: [
    { ...check, outcome: 'block', fix: { id: 'signIn', label: 'Sign In' } },
    { ...check, check: 'disk', label: 'Disk space', outcome: 'warn', fix: null },
  ],
});

/** What a user meets, and how they get there from the first drawing. */
const scenes: Record<
  string,
  { readonly state: TimelineState; readonly go?: (timeline: TimelinePage) => Promise<void> }
> = {
  'an empty session': { state: stateOf([]) },
  'a whole session': { state: fullState() },
  'a whole session, everything unfolded': {
    state: fullState(),
    go: async timeline => {
      const closed = timeline.page.locator('.fold-button[aria-expanded=false]');
      while ((await closed.count()) > 0) {
        await closed.first().click();
        await timeline.drawn();
      }
    },
  },
  'a question of Claude': { state: asking(question) },
  'a plan to approve': { state: asking(plan) },
  'a blocked pre-flight': { state: stateOf([blocked]) },
  'a form': {
    state: stateOf([
      taskOf({ status: 'waiting_approval', statusText: 'Review', actions: ['requestChanges', 'reject'] }),
    ]),
    go: ({ page }) => page.getByRole('button', { name: 'Request Changes' }).click(),
  },
  'a commit message to write': {
    state: stateOf([
      taskOf({
        status: 'approved',
        statusText: 'Approved',
        commitMessage: { text: 'Round prices\n\nTo cents.', generating: false },
        actions: ['commit'],
      }),
    ]),
  },
  'an open search': {
    state: fullState(),
    go: async timeline => {
      await timeline.command('find');
      await timeline.page.keyboard.type('cents');
      await timeline.page.locator('.search').getByText(/of \d/).waitFor();
    },
  },
  'the options of a task': {
    state: stateOf([taskOf({ turns: [turnOf()] })]),
    go: ({ page }) => page.getByRole('button', { name: 'Options' }).click(),
  },
};

describe('e2e/accessibility', function () {
  this.timeout(60_000);
  let browser: TimelineBrowser;

  before(async () => {
    browser = await TimelineBrowser.start();
  });
  after(() => browser.dispose());

  it('shows all of a session at 200 percent, without scrolling sideways', async () => {
    const timeline = await browser.open({ width: 450, height: 400 }); // a window of 900 by 800, twice as large
    await timeline.snapshot(fullState());
    await timeline.drawn();
    const { page } = timeline;
    assert.equal(await page.locator('#log').evaluate(log => log.scrollWidth <= log.clientWidth), true);
    assert.equal(await page.getByRole('button', { name: 'Start', exact: true }).isVisible(), true);
    await timeline.close();
  });

  it('nothing turns or moves when the user wants less motion', async () => {
    const timeline = await browser.open();
    await timeline.page.emulateMedia({ reducedMotion: 'reduce' });
    await timeline.snapshot(fullState());
    await timeline.drawn();
    const running = await timeline.page.evaluate(
      () => document.getAnimations().filter(({ playState }) => playState === 'running').length,
    );
    assert.equal(running, 0);
    await timeline.close();
  });

  it('says one thing at a time, and lets a stream be read without being told each word', async () => {
    const timeline = await browser.open();
    await timeline.snapshot(fullState());
    await timeline.drawn();
    const live = await timeline.page
      .locator('[role=status], [role=alert], [aria-live]')
      .evaluateAll(elements => elements.filter(({ textContent }) => textContent.trim() !== '').length);
    assert.equal(live, 0); // nothing has changed yet, so there is nothing to tell
    await timeline.close();
  });

  for (const [name, { state, go }] of Object.entries(scenes)) {
    it(`axe finds nothing serious in ${name}, in any theme`, async () => {
      const found: string[] = [];
      for (const theme of themes) {
        const timeline = await browser.open({ theme });
        await timeline.snapshot(state);
        await timeline.drawn();
        await go?.(timeline);
        await timeline.drawn();
        found.push(...(await seriousIn(timeline.page)).map(each => `${theme}: ${each}`));
        await timeline.close();
      }
      assert.deepEqual(found, []);
    });
  }
});
