import assert from 'node:assert/strict';
import type { TimelineChange } from '../../src/protocol/messages';
import type { StreamItem } from '../../src/protocol/streamItem';
import { TimelineBrowser, type TimelinePage } from '../helpers/timelinePage';
import { textsOf } from './story';
import { fullState, gateOf, previewOf, stateOf, taskOf, textItem, toolItem, turnOf } from '../helpers/timelineStates';
import { themes } from '../helpers/timelineThemes';

const at = { task: 't1', turn: 'turn1' };
const items = (...put: StreamItem[]): TimelineChange => ({ type: 'items', ...at, items: put });
const paragraphs = (count: number): StreamItem[] =>
  Array.from({ length: count }, (_, i) => textItem(`text:${i}`, `Paragraph ${i} of the story.`));

describe('e2e/timelinePage', function () {
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

  const button = (name: string | RegExp) => timeline.page.getByRole('button', { name });
  const atEnd = () =>
    timeline.page.locator('#log').evaluate(log => log.scrollTop + log.clientHeight >= log.scrollHeight - 2);

  it('asks for a snapshot and says what to do first', async () => {
    await timeline.snapshot(stateOf([]));
    assert.deepEqual(await timeline.posts(), [{ type: 'ready' }]);
    await timeline.page.getByRole('heading', { name: 'What should Claude do in shop-api?' }).waitFor();
  });

  it('shows a whole session', async () => {
    await timeline.snapshot(fullState());
    const { page } = timeline;
    assert.deepEqual(await page.getByRole('heading', { level: 2 }).allTextContents(), [
      'Add a health endpoint',
      'Round prices to cents',
      'Document the price module',
    ]);
    assert.deepEqual(await page.locator('.task .status').allTextContents(), [
      'Committed',
      'Gates failed',
      'Claude is working',
    ]);
    assert.match(
      await page.locator('.session').innerText(),
      /shop-api\s+main\s+Active\s+12m 3\ds\s+\$0\.42\s+128k tokens/,
    );
    assert.match(
      await page.locator('.findings').innerText(),
      /expected 10\.3, got 10\.31\s+test\/price\/total\.test\.ts:21/,
    );
  });

  it('draws what streams in, and grows text in its place', async () => {
    await timeline.snapshot(stateOf([taskOf()]));
    await timeline.change(
      items(textItem('text:1', 'Totals are **int', false)),
      { type: 'text', ...at, item: 'text:1', text: 'eger** cents.' },
      items(toolItem('tool:1', { state: 'running', output: null })),
      {
        type: 'task',
        task: taskOf({ statusText: 'Gates run', gates: [gateOf({ status: 'running', verdict: null })] }),
      },
      { type: 'gateOutput', task: 't1', gate: 'eslint', text: 'checking a.ts\n' },
    );
    assert.equal(
      await timeline.page.locator('.prose').innerHTML().then(withoutComments),
      '<p>Totals are <strong>integer</strong> cents.</p>',
    );
    await button(/eslint/).click();
    await timeline.page.getByText('checking a.ts').waitFor();
    assert.equal(await timeline.page.locator('[role=status]').last().textContent(), 'Round prices to cents: Gates run');
  });

  it('says of a further turn what its message is about, and of a fix which checks failed', async () => {
    const prompts: Record<string, [kind: 'fix' | 'message', prompt: string]> = {
      'tests failed (exit code 1), lint failed': [
        'fix',
        'These failed.\n\n## tests failed (exit code 1)\n- a.ts:1: error: no\n\n## lint failed',
      ],
      'Fix the lint': ['fix', 'Fix the lint\nand no more'],
      'Shorter, please': ['message', '# Shorter, please\n\nAs before.'],
    };
    const turns = Object.values(prompts).map(([kind, prompt], i) =>
      turnOf({ id: `turn${i + 2}`, number: i + 2, kind, endedAt: 1, prompt }),
    );
    await timeline.snapshot(stateOf([taskOf({ turns })]));
    assert.deepEqual(await timeline.page.locator('.turn-head .summary').allInnerTexts(), Object.keys(prompts));
  });

  it('asks again when a message is missing, once, and goes on from the new snapshot', async () => {
    await timeline.snapshot(stateOf([taskOf()]));
    timeline.skip();
    await timeline.change(items(textItem('1', 'lost')), items(textItem('2', 'lost too')));
    assert.deepEqual(await timeline.posts(), [{ type: 'ready' }, { type: 'ready' }]);
    await timeline.snapshot(stateOf([taskOf()], [{ ...at, items: paragraphs(1) }]));
    await timeline.change(items(textItem('3', 'after')));
    assert.deepEqual(await timeline.page.locator('.prose').allInnerTexts(), ['Paragraph 0 of the story.', 'after']);
  });

  it('follows the end until the user scrolls up, and again after Jump to end', async () => {
    await timeline.snapshot(stateOf([taskOf()], [{ ...at, items: paragraphs(60) }]));
    assert.ok(await atEnd());
    await timeline.change(items(textItem('new', 'x\n\n'.repeat(30))));
    assert.ok(await atEnd());

    await timeline.page.locator('#log').hover();
    await timeline.page.mouse.wheel(0, -600);
    await button('Jump to end').waitFor();
    const place = () => timeline.page.locator('#log').evaluate(log => log.scrollTop);
    const before = await place();
    await timeline.change(items(textItem('newer', 'y\n\n'.repeat(30))));
    assert.equal(await place(), before);

    await button('Jump to end').click();
    await timeline.drawn();
    assert.ok(await atEnd());
    assert.equal(await button('Jump to end').count(), 0);
  });

  it('lets go of the end however little the user scrolls up, while more streams in', async () => {
    await timeline.snapshot(stateOf([taskOf()], [{ ...at, items: paragraphs(60) }]));
    const log = timeline.page.locator('#log');
    await log.hover();
    await timeline.page.mouse.wheel(0, -10);
    await button('Jump to end').waitFor();
    const before = await log.evaluate(({ scrollTop }) => scrollTop);
    await timeline.change(items(textItem('new', 'x\n\n'.repeat(30))));
    assert.equal(await log.evaluate(({ scrollTop }) => scrollTop), before);
  });

  it('runs nothing that a model, a tool or a file name holds', async () => {
    const evil =
      '<img src=x onerror="window.hit=1"><script>window.hit=1</script>[a](javascript:window.hit=1) [b](command:workbench.action.quit) ' +
      '[c](data:text/html,x) [d](vscode://x/y) ![e](https://evil.example/x.png) <javascript:window.hit=1> [f](<"onclick="window.hit=1>)\n\n' +
      '```"><script>window.hit=1</script>\n</code><img src=x onerror=window.hit=1>\n```\n\n`"><img src=x onerror=window.hit=1>/a.ts`';
    const state = stateOf(
      [
        taskOf({
          prompt: evil,
          detail: evil,
          error: evil,
          gates: [gateOf({ name: evil, verdict: 'failed', output: evil })],
          files: [
            {
              path: '"><img src=x onerror=window.hit=1>.ts',
              from: null,
              change: 'added',
              hunks: { total: 1, approved: 0, committed: 0, rejected: 0, pending: 1 },
              added: 1,
              removed: 0,
            },
          ],
        }),
      ],
      [
        {
          ...at,
          items: [
            textItem('1', evil),
            { kind: 'thinking', id: '2', parent: null, text: evil, done: true, omitted: 0 },
            toolItem('3', { name: evil, summary: evil, output: evil, input: evil }),
            toolItem('4', {
              name: 'Edit',
              summary: evil,
              file: { path: evil, line: 1 },
              edits: [{ before: evil, after: 'x', cut: false }],
            }),
            { kind: 'raw', id: '5', parent: null, line: evil, why: evil },
            { kind: 'error', id: '6', parent: null, reason: null, text: evil },
          ],
        },
      ],
    );
    await timeline.snapshot(state);
    const { page } = timeline;
    for (const fold of await page.locator('.chunk .fold-button').all()) {
      await fold.click();
    }
    await timeline.drawn();
    assert.equal(await page.evaluate(() => 'hit' in window), false);
    assert.equal(await page.locator('#timeline :is(script, img, iframe, object, embed, style)').count(), 0);
    const links = await page.locator('.prose a').evaluateAll(all => all.map(a => a.getAttribute('href')));
    assert.deepEqual([...new Set(links)], ['https://evil.example/x.png']);
    const handlers = await page.evaluate(() =>
      [...document.querySelectorAll('#timeline *')].flatMap(e => e.getAttributeNames()).filter(n => n.startsWith('on')),
    );
    assert.deepEqual(handlers, []);
  });

  it('a prompt is written and started with the keyboard alone; its draft is told to the host', async () => {
    await timeline.snapshot(stateOf([]));
    await timeline.page.getByRole('textbox', { name: 'Prompt' }).focus();
    await timeline.page.keyboard.type('Fix the tests');
    await timeline.page.keyboard.press('Enter');
    await timeline.page.keyboard.type('all of them');
    await timeline.page.keyboard.press('Control+Enter');
    assert.deepEqual(await timeline.posts(), [
      { type: 'ready' },
      {
        type: 'submitPrompt',
        prompt: 'Fix the tests\nall of them',
        mode: null,
        model: null,
        budgetUsd: null,
        skipGates: false,
        images: [],
      },
    ]);
    await timeline.drawn();
    assert.equal(await timeline.page.getByRole('textbox', { name: 'Prompt' }).inputValue(), '');
    await timeline.page.keyboard.press('Control+Enter');
    assert.equal((await timeline.posts()).length, 2, 'an empty prompt starts nothing');
  });

  it('keeps the draft, the folds and the place over a reload', async () => {
    const state = stateOf([taskOf()], [{ ...at, items: [...paragraphs(200), toolItem('tool:1')] }]);
    await timeline.snapshot(state);
    await timeline.page.getByRole('textbox', { name: 'Prompt' }).fill('half a pr');
    await button(/Bash/).click();
    await timeline.page.locator('#log').evaluate(log => (log.scrollTop = 1_000));
    const topParagraph = () =>
      timeline.page.evaluate(() => {
        const top = document.getElementById('log')?.getBoundingClientRect().top ?? 0;
        const texts = [...document.querySelectorAll('.prose')];
        return texts.find(element => element.getBoundingClientRect().bottom > top)?.textContent.trim();
      });
    await timeline.page.waitForFunction(() =>
      (sessionStorage.getItem('state') ?? '').includes('"follow":false,"anchor":{'),
    );
    await timeline.drawn();
    const before = await topParagraph();
    await timeline.page.reload();
    await timeline.snapshot(state);
    await timeline.drawn();
    assert.equal(await timeline.page.getByRole('textbox', { name: 'Prompt' }).inputValue(), 'half a pr');
    assert.equal(await topParagraph(), before);
    await button('Jump to end').click();
    await timeline.page.getByText('12 passing').waitFor();
  });

  it('answers a permission request', async () => {
    await timeline.snapshot(fullState());
    await timeline.page.getByRole('textbox', { name: 'What Claude should do instead' }).fill('use make -n');
    await button('Deny').click();
    assert.deepEqual((await timeline.posts()).at(-1), {
      type: 'answerPermission',
      task: 't3',
      request: 'p1',
      answer: 'deny',
      message: 'use make -n',
    });
  });

  it('approves a task whose gates failed only with a reason', async () => {
    await timeline.snapshot(fullState());
    await button('Approve Anyway…').click();
    await timeline.drawn();
    await timeline.page.keyboard.press('Control+Enter');
    await timeline.page.keyboard.type('the test is wrong');
    await timeline.page.keyboard.press('Control+Enter');
    assert.deepEqual(
      (await timeline.posts()).filter(post => post.type !== 'ready'),
      [{ type: 'approveTask', task: 't2', reason: 'the test is wrong' }],
    );
  });

  it('commits with the proposed message as the user edited it', async () => {
    const task = taskOf({
      status: 'approved',
      turns: [],
      actions: ['commit', 'reject'],
      commitPreview: previewOf(),
      commitMessage: { text: 'Round prices', generating: false },
    });
    await timeline.snapshot(stateOf([task]));
    const message = timeline.page.getByRole('textbox', { name: 'Commit message' });
    assert.equal(await message.inputValue(), 'Round prices');
    await message.fill('Round prices to cents');
    await timeline.change({ type: 'task', task: { ...task, statusText: 'Approved' } });
    await button('Commit').click();
    assert.deepEqual((await timeline.posts()).at(-1), {
      type: 'commitTask',
      task: 't1',
      message: 'Round prices to cents',
    });
  });

  it('says before a commit what it would hold, what gates tell of that, and what the message will end with', async () => {
    const file = { from: null, change: 'modified', added: 9, removed: 4 } as const;
    const task = taskOf({
      status: 'waiting_approval',
      turns: [],
      actions: ['commit', 'fix', 'reject'],
      openRemarks: 2,
      refused: 'songs need a licence',
      files: [
        {
          ...{ ...file, path: 'src/cents.ts', hunks: { total: 3, approved: 2, committed: 0, rejected: 0, pending: 1 } },
          commits: { hunks: 2, added: 5, removed: 1 },
        },
        { ...file, path: 'src/other.ts', hunks: { total: 1, approved: 0, committed: 0, rejected: 1, pending: 0 } },
      ],
      commitPreview: previewOf({
        gates: [
          { name: 'lint', words: 'passed', tone: 'good' },
          { name: 'tests', words: 'passed, stale', tone: 'stale' },
        ],
        differs: 'What would be committed is not what is in the work tree: src/cents.ts.',
        canJudge: true,
        trailers: [
          { key: 'Autobot-Task', value: 't1' },
          { key: 'Autobot-Reason', value: 'It is right' },
        ],
      }),
      commitMessage: { text: 'Round prices\n\nAutobot-Reason: Mine', generating: false },
    });
    await timeline.snapshot(stateOf([task]));
    const panel = timeline.page.locator('.commit-panel');
    assert.deepEqual(await textsOf(panel.locator('.fold-line, .file, .commit-gates li, .commit-check p, pre')), [
      '1 file +5 −1 2 approved hunks 1 not decided, left out 1 rejected',
      'src/cents.ts 1 hunk left out +5 −1',
      'lint passed',
      'tests passed, stale',
      'What would be committed is not what is in the work tree: src/cents.ts.',
      'songs need a licence',
      'Autobot-Task: t1',
    ]);
    await panel.getByText('2 open remarks').waitFor();
    assert.equal(await timeline.page.locator('vscode-button', { hasText: 'Fix with Claude' }).count(), 1);
    await panel.locator('vscode-button', { hasText: 'Fix with Claude' }).click();
    await panel.locator('vscode-button', { hasText: 'Judge Exactly This Commit' }).click();
    await panel.locator('vscode-button', { hasText: 'Regenerate Message' }).click();
    assert.deepEqual((await timeline.posts()).slice(1), [
      { type: 'fixTask', task: 't1' },
      { type: 'runGatesOnCommit', task: 't1' },
      { type: 'generateMessage', task: 't1' },
    ]);

    await timeline.change({ type: 'task', task: { ...task, commitPreview: previewOf({ isBeingMade: true }) } });
    await panel.getByText('Git is committing').waitFor();
    assert.equal(await panel.locator('vscode-button[disabled]').count(), 2);
  });

  describe('keys that come faster than the page is drawn', () => {
    /** Write the text and press Ctrl+Enter before anything can be drawn. */
    const writeAndSubmit = (name: string, text: string): Promise<void> =>
      timeline.page.getByRole('textbox', { name }).evaluate((box: HTMLTextAreaElement, written: string) => {
        box.value = written;
        box.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
        const keys = { key: 'Enter', ctrlKey: true, bubbles: true, composed: true, cancelable: true };
        box.dispatchEvent(new KeyboardEvent('keydown', keys));
      }, text);

    it('approve with the whole reason', async () => {
      await timeline.snapshot(fullState());
      await button('Approve Anyway…').click();
      await writeAndSubmit('Why is it right although gates failed?', 'the test is wrong');
      assert.deepEqual((await timeline.posts()).slice(1), [
        { type: 'approveTask', task: 't2', reason: 'the test is wrong' },
      ]);
    });

    it('commit with the whole message', async () => {
      const commitMessage = { text: 'Round prices', generating: false };
      const task = taskOf({
        status: 'approved',
        turns: [],
        actions: ['commit'],
        commitPreview: previewOf(),
        commitMessage,
      });
      await timeline.snapshot(stateOf([task]));
      await writeAndSubmit('Commit message', 'Round prices to cents');
      assert.deepEqual((await timeline.posts()).slice(1), [
        { type: 'commitTask', task: 't1', message: 'Round prices to cents' },
      ]);
    });

    it('do not send a prompt that has just become too long', async () => {
      await timeline.snapshot(stateOf([]));
      await writeAndSubmit('Prompt', 'x'.repeat(200_001));
      assert.deepEqual(
        (await timeline.posts()).map(post => post.type),
        ['ready'],
      );
    });
  });

  it('opens files and diffs, and copies code', async () => {
    await timeline.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await timeline.snapshot(fullState());
    const { page } = timeline;
    await page.getByRole('link', { name: 'src/price/cents.ts:3' }).click();
    await button('test/price/total.test.ts:21').click();
    await button(/legacy\.ts/).click();
    assert.deepEqual((await timeline.posts()).slice(1), [
      { type: 'openFile', task: 't2', path: 'src/price/cents.ts', line: 3 },
      { type: 'openFile', task: 't2', path: 'test/price/total.test.ts', line: 21 },
      { type: 'openDiff', task: 't2', path: 'src/price/legacy.ts' },
    ]);
    await button('Copy code').click();
    assert.equal(
      await page.evaluate(() => navigator.clipboard.readText()),
      'const cents = items.reduce((sum, item) => sum + Math.round(item.price * 100), 0);\n',
    );
  });

  it('a blocked pre-flight offers its fixes', async () => {
    const check = { check: 'claude', label: 'Not signed in', outcome: 'block', detail: null, canWaive: true } as const;
    const task = taskOf({
      status: 'pre_flight',
      turns: [],
      preFlight: [{ ...check, fix: { id: 'signIn', label: 'Sign In' } }],
    });
    await timeline.snapshot(stateOf([task]));
    await button('Sign In').click();
    await button('Go On Anyway').click();
    await button('Check Again').click();
    assert.deepEqual((await timeline.posts()).slice(1), [
      { type: 'fixPreFlight', task: 't1', fix: 'signIn' },
      { type: 'waivePreFlight', task: 't1', check: 'claude' },
      { type: 'recheck', task: 't1' },
    ]);
  });

  it('never takes the focus while things stream in', async () => {
    await timeline.snapshot(fullState());
    await timeline.page.getByRole('textbox', { name: 'Prompt' }).focus();
    await timeline.page.keyboard.type('abc');
    await timeline.change({ type: 'items', task: 't3', turn: 'd', items: paragraphs(50) });
    await timeline.page.keyboard.type('def');
    assert.equal(await timeline.page.getByRole('textbox', { name: 'Prompt' }).inputValue(), 'abcdef');
  });

  it('stays usable with a prompt of 100 kB', async () => {
    await timeline.snapshot(stateOf([taskOf({ prompt: 'word '.repeat(20_000) })]));
    assert.ok((await timeline.page.getByRole('heading', { level: 2 }).innerText()).length <= 160);
    await button('Whole prompt').click();
    await timeline.page.locator('.prompt').waitFor();
    await timeline.page.getByRole('textbox', { name: 'Prompt' }).fill('x '.repeat(50_000));
    await timeline.page.getByRole('textbox', { name: 'Prompt' }).press('Control+Enter');
    const last = (await timeline.posts()).at(-1);
    assert.equal(last?.type === 'submitPrompt' && last.prompt.length, 99_999);

    await timeline.page.getByRole('textbox', { name: 'Prompt' }).fill('x'.repeat(200_001));
    await timeline.page.getByRole('textbox', { name: 'Prompt' }).press('Control+Enter');
    await timeline.page.getByText('Too long by 1 character.').waitFor();
    assert.deepEqual((await timeline.posts()).at(-1), last, 'and what is too long is not lost');
  });

  it('10,000 items: follows the end while more stream in, and draws the middle when the user goes there', async () => {
    const many = Array.from({ length: 10_000 }, (_, i) =>
      i % 3 === 0 ? textItem(`text:${i}`, `Step **${i}** of [many](src/a.ts:${i + 1}).`) : toolItem(`tool:${i}`),
    );
    const { page } = timeline;
    await timeline.snapshot(stateOf([taskOf({ turns: [turnOf()] })], [{ ...at, items: many }]));
    assert.ok(await atEnd());
    for (let i = 0; i < 100; i++) {
      await timeline.change(items(textItem(`more:${i}`, `More ${i}`)));
    }
    assert.ok(await atEnd());
    await page.locator('#log').evaluate(log => (log.scrollTop = log.scrollHeight / 2));
    await timeline.drawn();
    await page.waitForFunction(() => {
      const log = document.getElementById('log')?.getBoundingClientRect();
      return [...document.querySelectorAll('.chunk .item')].some(item => {
        const box = item.getBoundingClientRect();
        return log && box.top > log.top && box.bottom < log.bottom;
      });
    });
  });

  for (const theme of themes) {
    for (const width of [320, 1_600]) {
      it(`nothing sticks out at ${width} pixels in ${theme}`, async () => {
        await timeline.close();
        timeline = await browser.open({ theme, width });
        await timeline.snapshot(fullState());
        const { page } = timeline;
        const wide = await page.evaluate(() =>
          [...document.querySelectorAll('.log, .session, .foot, .task, .card, .fold-line, .file')]
            .filter(element => element.scrollWidth > element.clientWidth + 1)
            .map(element => element.className),
        );
        assert.deepEqual(wide, []);
      });
    }
  }
});

/** Without the markers that lit leaves. */
function withoutComments(html: string): string {
  return html.replaceAll(/<!--.*?-->/gs, '').trim();
}
