import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { Locator } from 'playwright-core';
import { commitMessages, editFile } from '../helpers/model/blocks';
import { TimelineDriver } from '../helpers/vscode/timeline';
import { useEditor } from './editor';
import { eventually, outlineOf, plays, textsOf } from './story';
import { pictureSize, takePictures } from './takePictures';

const settings = { 'autobot.gates.autoFixAttempts': 2 };

describe('e2e/gates', () => {
  const editor = useEditor({ ...pictureSize, settings });
  const pictures = (name: string): Promise<void> => takePictures(editor(), `gates-${name}`, settings);

  it('broken by Claude, sent back, fixed, green; stale after an edit, green again, committed', async function () {
    this.timeout(300_000);
    const { window, model, repository } = editor();
    const timeline = new TimelineDriver(window);
    const prompt = 'Sell bananas, and print the total in upper case';
    const sentBack = Promise.withResolvers<undefined>();
    model.load({
      lanes: [
        commitMessages('Sell bananas'),
        {
          name: 'fix',
          when: { prompt: 'These checks of your change failed' },
          turns: [
            {
              content: [editFile('src/receipt.ts', "row('TOTAL'", "row('total'")],
              meanwhile: () => sentBack.promise,
            },
            { content: ['The total is as it was: a test wants it so.'] },
          ],
        },
        plays(prompt, [
          editFile('src/receipt.ts', "row('total'", "row('TOTAL'"),
          editFile('src/prices.ts', '  apple: 40,\n', '  apple: 40,\n  banana: 25,\n'),
        ]),
      ],
    });
    const task = timeline.task(prompt);
    const gates = (): Promise<string[]> => withoutTimes(task.locator('.gates .fold-line'));
    const inSidebar = (): Promise<string[]> =>
      outlineOf(window.sidebarRows.filter({ hasText: /^(?:lint|types|tests)/ }));
    const verdicts = task.locator('.verdicts');
    const green = ['lint passed', 'types passed', 'tests passed 4 tests'];

    await window.openViewContainer('Autobot');
    await timeline.open();
    await timeline.submit(prompt);

    const fixTurn = task.locator('.turn-head', { hasText: 'Fix what the checks found' });
    await fixTurn.filter({ hasText: 'tests failed (exit code 1)' }).waitFor();
    await eventually(gates, ['lint passed stale', 'types passed stale', 'tests failed stale 4 tests 1 finding']);
    await pictures('1-sent-back');

    sentBack.resolve(undefined);
    await timeline.reach(prompt, 'Ready for review');
    await task.locator('.detail', { hasText: 'Fixed by itself after one try.' }).waitFor();
    assert.deepEqual(await gates(), green);
    await eventually(inSidebar, ['4 lint passed · T s', '4 types passed · T s', '4 tests passed · T s']);
    await eventually(() => textsOf(verdicts), ['Gates on these files: lint passed; types passed; tests passed.']);
    await pictures('2-green');

    await window.openFile('src/prices.ts');
    await window.page.locator('.editor-instance .view-line', { hasText: 'apple' }).click();
    await window.press('End');
    await window.page.keyboard.type(' // mine');
    await window.press('ControlOrMeta+KeyS');
    await timeline.open();
    const stale = 'lint passed, stale; types passed, stale; tests passed, stale.';
    await eventually(() => textsOf(verdicts), [`Gates on these files: ${stale}`]);
    await eventually(inSidebar, [
      '4 lint passed · stale · T s',
      '4 types passed · stale · T s',
      '4 tests passed · stale · T s',
    ]);
    await pictures('3-stale');

    await timeline.press(prompt, 'Run QA Gates');
    await eventually(
      () => textsOf(verdicts),
      ['Gates on these files: lint passed; types passed; tests passed.'],
      60_000,
    );
    assert.deepEqual(await gates(), green);
    await pictures('4-green-again');

    await timeline.press(prompt, 'Approve Task');
    await timeline.reach(prompt, 'Approved');
    await task.locator('.commit-check', { hasText: 'not what is in the work tree: src/prices.ts.' }).waitFor();
    assert.deepEqual(await textsOf(task.locator('.commit-gates li')), ['lint passed', 'types passed', 'tests passed']);
    await pictures('5-approved');

    await timeline.commit(prompt);
    await timeline.reach(prompt, 'Completed');
    await pictures('6-completed');
    const committed = execFileSync('git', ['show', '--format=%s', '--unified=0'], {
      cwd: repository,
      encoding: 'utf8',
    });
    assert.match(committed, /^Sell bananas\n/);
    assert.deepEqual(committed.match(/^[+-] .*$/gm), ['+  banana: 25,']);
  });
});

/** What these rows say, without how long something took. */
async function withoutTimes(rows: Locator): Promise<string[]> {
  return (await textsOf(rows)).map(text =>
    text
      .replace(/\b\d+(?:\.\d+)? ?m?s\b/g, '')
      .replaceAll(/[\s·]+/g, ' ')
      .trim(),
  );
}
