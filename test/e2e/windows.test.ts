import assert from 'node:assert/strict';
import { bash } from '../helpers/model/blocks';
import { TimelineDriver } from '../helpers/vscode/timeline';
import type { VsCodeWindow } from '../helpers/vscode/window';
import { createVerseRepository } from '../helpers/verseRepository';
import { inWindow, useEditor } from './editor';
import { editLine, eventually, plays, textsOf } from './story';

describe('e2e/windows', () => {
  const editor = useEditor({ createRepository: createVerseRepository });

  it('a task of one window shows in the other, which does not start it', async () => {
    const { window, model, repository } = editor();
    const [first, second] = ['Change line three', 'Change line five'];
    model.load({
      lanes: [
        plays(first, [editLine('poem.txt', 'line 3', 'line three')]),
        plays(second, [editLine('poem.txt', 'line 5', 'line five')]),
      ],
    });
    const timeline = new TimelineDriver(window);
    await window.openViewContainer('Autobot');
    await timeline.open();
    await inWindow(editor(), { workspace: repository }, async other => {
      await other.openViewContainer('Autobot');
      await other.page.locator('.part.sidebar .welcome-view').getByText('Say what you want done').waitFor();
      await timeline.submit(first);
      await other.sidebarRows.filter({ hasText: first }).waitFor();
      await timeline.submit(second);
      await other.sidebarRows.filter({ hasText: second }).waitFor();
      await other.sidebarRows.filter({ hasText: first }).filter({ hasText: 'Ready for review' }).waitFor();
      await other.sidebarRows.filter({ hasText: second }).filter({ hasText: 'Waiting' }).waitFor();

      await timeline.press(first, 'Reject');
      await timeline.fillForm(first, '', 'Reject and Revert');
      await other.sidebarRows.filter({ hasText: first }).filter({ hasText: 'Rejected' }).waitFor();
      await other.sidebarRows.filter({ hasText: second }).filter({ hasText: 'Ready for review' }).waitFor();
      assert.equal(model.requests.filter(({ prompts }) => prompts.at(-1) === second).length, 2, 'it ran once');

      const elsewhere = new TimelineDriver(other);
      await elsewhere.open();
      await elsewhere.press(second, 'Reject');
      await elsewhere.fillForm(second, 'From the other window', 'Reject and Revert');
      await timeline.reach(second, 'Rejected');
    });
  });

  it('what Claude says in one window shows live in the other, which cannot answer for it', async () => {
    const { window, model, repository } = editor();
    const prompt = 'Say where you are';
    model.load({ lanes: [plays(prompt, ['I am in the first window.', bash('chmod +x poem.txt')])] });
    const timeline = new TimelineDriver(window);
    await window.openViewContainer('Autobot');
    await timeline.open();
    await inWindow(editor(), { workspace: repository }, async other => {
      const elsewhere = new TimelineDriver(other);
      await other.openViewContainer('Autobot');
      await elsewhere.open();
      await timeline.submit(prompt);
      const question = timeline.task(prompt).getByRole('group', { name: 'Claude asks for permission' });
      await question.waitFor();
      await elsewhere.task(prompt).getByText('I am in the first window.').waitFor();
      await elsewhere.task(prompt).getByText('The window that runs this task can answer.').waitFor();
      assert.equal(await elsewhere.task(prompt).locator('vscode-button', { hasText: 'Allow' }).count(), 0);
      await question.locator('vscode-button', { hasText: 'Allow Once' }).click();
      await elsewhere.task(prompt).getByText('Done.').waitFor();
      await elsewhere.reach(prompt, 'Ready for review');
    });
  });

  it('two windows that save at the same time lose nothing', async () => {
    const { window, model, repository } = editor();
    model.load({ onExhausted: { broken: 'hang' } });
    const names = (of: string): string[] => [1, 2, 3, 4].map(number => `Task ${number} of ${of}`);
    const all = [...names('the other'), ...names('this one')].toSorted();
    const titlesIn = async (shown: VsCodeWindow): Promise<string[]> =>
      (await textsOf(shown.frame().locator('article.task h2', { hasText: / of (this one|the other)/ }))).toSorted();
    const here = new TimelineDriver(window);
    await window.openViewContainer('Autobot');
    await here.open();
    await inWindow(editor(), { workspace: repository }, async other => {
      const there = new TimelineDriver(other);
      await other.openViewContainer('Autobot');
      await there.open();
      const submitAll = async (timeline: TimelineDriver, prompts: string[]): Promise<void> => {
        for (const prompt of prompts) {
          await timeline.submit(prompt);
        }
      };
      await Promise.all([submitAll(here, names('this one')), submitAll(there, names('the other'))]);
      for (const shown of [window, other]) {
        await eventually(() => titlesIn(shown), all);
      }
      await window.reload();
      await here.open();
      await eventually(() => titlesIn(window), all);
    });
  });
});
