import assert from 'node:assert/strict';
import { join } from 'node:path';
import { TimelineBrowser } from '../helpers/timelinePage';
import { noon, stateOf, taskOf, turnOf } from '../helpers/timelineStates';

describe('e2e/reviewPage', function () {
  this.timeout(60_000);
  let browser: TimelineBrowser;
  before(async () => {
    browser = await TimelineBrowser.start();
  });
  after(() => browser.dispose());

  const file = { from: null, change: 'modified', added: 12, removed: 4 } as const;
  const task = taskOf({
    status: 'waiting_approval',
    statusText: 'Ready for review',
    turns: [turnOf({ endedAt: noon, outcome: 'success' })],
    actions: ['review', 'approve', 'reject', 'undoReject'],
    files: [
      { ...file, path: 'src/price/total.ts', hunks: { total: 4, approved: 1, committed: 0, rejected: 2, pending: 1 } },
      { ...file, path: 'src/price/cents.ts', hunks: { total: 2, approved: 0, committed: 0, rejected: 0, pending: 2 } },
      {
        ...file,
        path: 'media/logo.png',
        added: null,
        removed: null,
        hunks: { total: 1, approved: 0, committed: 0, rejected: 1, pending: 0 },
      },
    ],
    rejected: [
      {
        id: 'h1',
        path: 'src/price/total.ts',
        line: 12,
        before: '  return sum;\n',
        after: '  console.log(sum);\n  return Math.round(sum * 100) / 100;\n',
        reason: 'no logging, please',
      },
      { id: 'h2', path: 'src/price/total.ts', line: 40, before: 'const rate = 0.19;\n', after: '', reason: null },
      { id: 'h3', path: 'media/logo.png', line: null, before: '', after: '', reason: 'not ours to change' },
    ],
  });

  for (const theme of ['light', 'dark', 'highContrast'] as const) {
    for (const width of [900, 360]) {
      it(`shows what was rejected, and what is left to decide, in ${theme}, ${width} wide`, async () => {
        const timeline = await browser.open({ theme, width });
        await timeline.snapshot(stateOf([task]));
        const { page } = timeline;
        await page.locator('[data-fold$="/rejected"]').click();
        const hunks = page.locator('.taken-hunk');
        assert.deepEqual(
          (await hunks.allInnerTexts()).map(text => text.replaceAll(/\s+/g, ' ').trim()),
          [
            'src/price/total.ts:12 no logging, please Bring Back - return sum; + console.log(sum); + return Math.round(sum * 100) / 100;',
            'src/price/total.ts:40 Bring Back -const rate = 0.19;',
            'media/logo.png not ours to change Bring Back',
          ],
        );
        const pictures = process.env['AUTOBOT_TEST_PICTURES'];
        if (pictures) {
          await page.screenshot({ path: join(pictures, `review-page-${theme}-${width}.png`) });
        }
        const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
        assert.equal(isTooWide, false);
        assert.deepEqual(timeline.errors, []);
        await timeline.close();
      });
    }
  }

  it('opens and brings back what was rejected, and decides the rest of a file and of the task', async () => {
    const timeline = await browser.open({ theme: 'light', width: 900 });
    await timeline.snapshot(stateOf([task]));
    const { page } = timeline;
    await page.locator('[data-fold$="/rejected"]').click();
    await page.locator('.taken-hunk .path').first().click();
    await page.locator('.taken-hunk vscode-button').nth(2).click();
    assert.equal(await page.getByRole('button', { name: 'Approve the rest of' }).count(), 1);
    await page.getByRole('button', { name: 'Approve the rest of src/price/total.ts' }).click();
    await page.getByRole('button', { name: 'Reject the rest', exact: true }).click();
    const posted = (await timeline.posts()).filter(({ type }) => type !== 'ready');
    assert.deepEqual(posted, [
      { type: 'openRejected', task: 't1', path: 'src/price/total.ts', hunk: 'h1' },
      { type: 'bringBack', task: 't1', path: 'media/logo.png', hunk: 'h3' },
      { type: 'approveRest', task: 't1', path: 'src/price/total.ts' },
      { type: 'rejectRest', task: 't1', path: null },
    ]);
    await timeline.close();
  });
});
