import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { TimelineDriver } from '../helpers/vscode/timeline';
import { createVerseRepository } from '../helpers/verseRepository';
import { useEditor } from './editor';
import { editLine, eventually, outlineOf, plays, textsOf } from './story';

describe('e2e/sidebar', () => {
  const editor = useEditor({ createRepository: createVerseRepository });

  it('shows the views of Autobot, and what to do first', async () => {
    const { window } = editor();
    await window.openViewContainer('Autobot');
    const headers = window.page.locator('.part.sidebar .pane-header .title');
    await headers.first().waitFor();
    assert.deepEqual(await headers.allInnerTexts(), ['Sessions', 'QA Gates']);
    await window.page.locator('.part.sidebar .welcome-view').getByText('Say what you want done').waitFor();
  });

  it('shows a task with its files and gates, and a badge while it awaits the user', async () => {
    const { window, model } = editor();
    const timeline = new TimelineDriver(window);
    model.load({ lanes: [plays('Change a line', [editLine('poem.txt', 'line 3', 'line three')])] });
    await window.openViewContainer('Autobot');
    await timeline.open();
    await timeline.submit('Change a line');
    await timeline.reach('Change a line', 'Ready for review');

    await window.sidebarRows.filter({ hasText: 'tests' }).waitFor();
    await eventually(
      () => outlineOf(window.sidebarRows),
      [
        '1 corner-shop main · uncommitted changes',
        '2 DATE active · 1 task',
        '3 Change a line Ready for review · 0 of 1 decided',
        '4 poem.txt 0 of 1 decided',
        '4 lint passed · T s',
        '4 tests passed · T s',
      ],
    );
    const badge = window.page.locator('.activitybar .action-item', {
      has: window.page.locator('[aria-label^="Autobot"]'),
    });
    await eventually(() => badge.locator('.badge-content').innerText(), '1');

    await window.sidebarRows.filter({ hasText: 'poem.txt' }).click();
    await window.page.locator('.tab.active', { hasText: 'poem.txt (Autobot)' }).waitFor();
    await window.lenses('.editor.modified').filter({ hasText: 'Approve' }).first().waitFor();

    await timeline.open();
    await timeline.press('Change a line', 'Reject');
    await timeline.fillForm('Change a line', '', 'Reject and Revert');
    await timeline.reach('Change a line', 'Rejected');
    await badge.locator('.badge-content').waitFor({ state: 'hidden' });
  });

  it('a gate that is switched off by its checkbox does not run with the next task', async () => {
    const { window, model } = editor();
    const timeline = new TimelineDriver(window);
    model.load({ lanes: [plays('Run one gate', [editLine('poem.txt', 'line 3', 'line three')])] });
    await window.openViewContainer('Autobot');
    const view = await window.unfoldView('QA Gates');
    const box = (gate: string): Locator =>
      view.locator('.monaco-list-row', { hasText: gate }).locator('.custom-view-tree-node-item-checkbox');
    await eventually(() => box('lint').getAttribute('aria-checked'), 'true');
    await box('lint').click();
    await eventually(() => box('lint').getAttribute('aria-checked'), 'false');

    await timeline.open();
    await timeline.submit('Run one gate');
    await timeline.reach('Run one gate', 'Ready for review');
    const gates = timeline.task('Run one gate').locator('.gates .name');
    assert.deepEqual(await textsOf(gates), ['tests']);

    await box('lint').click();
    await eventually(() => box('lint').getAttribute('aria-checked'), 'true');
    await timeline.press('Run one gate', 'Run QA Gates');
    await eventually(async () => (await textsOf(gates)).toSorted(), ['lint', 'tests']);
    await timeline.reach('Run one gate', 'Ready for review');
    await timeline.press('Run one gate', 'Reject');
    await timeline.fillForm('Run one gate', '', 'Reject and Revert');
    await timeline.reach('Run one gate', 'Rejected');
    await view.locator('.pane-header').click();
  });

  it('orders the gates as they are dragged', async () => {
    const { window } = editor();
    await window.openViewContainer('Autobot');
    const view = await window.unfoldView('QA Gates');
    const rows = view.locator('.monaco-list-row[aria-level="2"]');
    const names = (): Promise<string[]> => textsOf(rows.locator('.label-name'));
    const gate = (name: string): Locator => rows.filter({ hasText: name });
    await eventually(names, ['lint', 'tests']);
    await gate('tests').dragTo(gate('lint'));
    await eventually(names, ['tests', 'lint']);
    await view.locator('.pane-header').click();
  });

  it('takes no key away from the editor in which the user types while a task runs to its end', async () => {
    const { window, model } = editor();
    const timeline = new TimelineDriver(window);
    const typed = Promise.withResolvers<undefined>();
    const [first, second] = ['the quick brown fox ', 'jumps over the lazy dog'];
    model.load({
      lanes: [
        {
          name: 'slow',
          when: { prompt: 'Work in the background' },
          turns: [
            { content: ['I begin.', editLine('poem.txt', 'line 3', 'line three')] },
            { content: ['Done.'], meanwhile: () => typed.promise },
          ],
        },
      ],
    });
    await window.openViewContainer('Autobot');
    await timeline.open();
    await timeline.submit('Work in the background');
    await window.openFile('song.txt');
    const lines = window.page.locator('.editor-instance .view-lines').filter({ visible: true }).first();
    await lines.click();
    await window.press('ControlOrMeta+Home');
    await window.page.keyboard.type(first, { delay: 20 });
    await model.waitForRequest(2);
    typed.resolve(undefined);
    const ready = window.sidebarRows.filter({ hasText: 'Ready for review' }).first();
    for (const key of second) {
      await window.page.keyboard.type(key, { delay: 100 });
    }
    await ready.waitFor();
    await window.page.keyboard.type('!');
    await eventually(
      async () => (await textsOf(lines.locator('.view-line'))).filter(text => text.endsWith('line 1')),
      [`${first}${second}!line 1`],
    );
    await window.page.locator('.tab.active', { hasText: 'song.txt' }).waitFor();
  });
});
