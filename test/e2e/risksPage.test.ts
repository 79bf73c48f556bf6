import assert from 'node:assert/strict';
import { join } from 'node:path';
import { TimelineBrowser } from '../helpers/timelinePage';
import { noon, stateOf, taskOf, turnOf } from '../helpers/timelineStates';
import { themes } from '../helpers/timelineThemes';

describe('e2e/risksPage', function () {
  this.timeout(60_000);
  let browser: TimelineBrowser;
  before(async () => {
    browser = await TimelineBrowser.start();
  });
  after(() => browser.dispose());

  const hunks = { total: 2, approved: 0, committed: 0, rejected: 0, pending: 2 };
  const file = { from: null, change: 'modified', hunks, added: 12, removed: 4 } as const;
  const risks = [
    { what: 'test skipped', line: 3 },
    { what: '2 assertions removed', line: 9 },
    { what: 'changed by a command', line: null },
  ];
  const task = taskOf({
    status: 'waiting_approval',
    statusText: 'Ready for review',
    turns: [turnOf({ endedAt: noon, outcome: 'success' })],
    actions: ['review', 'approve', 'reject'],
    files: [
      { ...file, path: 'test/price/total.test.ts', risks },
      { ...file, path: 'package-lock.json', risks: [{ what: 'lock file', line: null }] },
      { ...file, path: 'src/price/total.ts' },
    ],
  });

  for (const theme of themes) {
    for (const width of [900, 360]) {
      it(`says what to look at closely, in ${theme}, ${width} wide`, async () => {
        const timeline = await browser.open({ theme, width });
        await timeline.snapshot(stateOf([task]));
        const { page } = timeline;
        const said = page.locator('.file .risk');
        const words = (await said.allInnerTexts()).map(text => text.trim());
        assert.deepEqual(words, ['test skipped, 2 assertions removed +1', 'lock file']);
        assert.equal(
          await said.first().getAttribute('title'),
          'test skipped (line 3)\n2 assertions removed (line 9)\nchanged by a command',
        );
        await page.locator('.fold-line', { hasText: '2 files to look at closely' }).waitFor();
        const pictures = process.env['AUTOBOT_TEST_PICTURES'];
        if (pictures) {
          await page.screenshot({ path: join(pictures, `risks-${theme}-${width}.png`) });
        }
        assert.deepEqual(timeline.errors, []);
        await timeline.close();
      });
    }
  }
});
