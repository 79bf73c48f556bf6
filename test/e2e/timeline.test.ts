import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bash, commitMessages, readFile, think } from '../helpers/model/blocks';
import { TimelineDriver } from '../helpers/vscode/timeline';
import { createVerseRepository, verse, verseWith } from '../helpers/verseRepository';
import { useEditor } from './editor';
import { editLine, eventually, plays, textsOf } from './story';

describe('e2e/timeline', () => {
  const editor = useEditor({
    createRepository: createVerseRepository,
    settings: { 'autobot.claude.permissionMode': 'default' },
  });

  it('shows text while it comes, a folded tool call and the pre-flight report', async () => {
    const { window, model } = editor();
    const timeline = new TimelineDriver(window);
    const prompt = 'Read the poem';
    const long = `The beginning ${'and so on '.repeat(40)}until the end`;
    model.load({
      lanes: [
        {
          name: 'read',
          when: { prompt },
          turns: [{ content: [readFile('poem.txt')] }, { content: [think('Hm.'), long], chunk: 10, pause: 50 }],
        },
      ],
    });
    await timeline.open();
    await timeline.submit(prompt);
    const task = timeline.task(prompt);
    const prose = task.locator('.prose');
    await prose.filter({ hasText: 'The beginning and so on' }).waitFor();
    const seen = await prose.innerText();
    assert.ok(!seen.includes('until the end'), 'the text is seen before it is whole');
    await task.locator('.task-head .status', { hasText: 'Claude is writing' }).waitFor();
    await timeline.reach(prompt, 'Completed');
    assert.match(await prose.innerText(), /^The beginning [^]* until the end$/);

    const tool = task.locator('.tool');
    assert.deepEqual(await textsOf(tool), ['Read poem.txt done']);
    assert.equal(await tool.locator('.output').count(), 0, 'what it read is folded');
    await tool.locator('.fold-button').click();
    await tool.locator('.output', { hasText: 'line 12' }).waitFor();

    const report = task.locator('.pre-flight');
    assert.match(await report.innerText(), /Pre-flight: \d+ checks passed/);
    await report.locator('.fold-button').click();
    await report.locator('.check', { hasText: 'Branch' }).filter({ hasText: 'main' }).waitFor();
  });

  it('asks for a permission: what is allowed runs, and Claude hears why something is denied', async () => {
    const { window, model, repository } = editor();
    const timeline = new TimelineDriver(window);
    const prompt = 'Change a line and touch a file';
    model.load({
      lanes: [
        commitMessages('Write line three'),
        plays(prompt, [editLine('poem.txt', 'line 3', 'line three')], [bash('touch not-wanted.txt')]),
      ],
    });
    await timeline.open();
    await timeline.submit(prompt);
    const question = timeline.task(prompt).locator('.permission');
    await question.filter({ hasText: 'Claude asks to use Edit' }).waitFor();
    assert.equal(readFileSync(join(repository, 'poem.txt'), 'utf8'), verse.join(''), 'nothing runs before the answer');
    await question.locator('vscode-button', { hasText: 'Allow Once' }).click();

    await question.filter({ hasText: 'Claude asks to use Bash' }).waitFor();
    assert.equal(readFileSync(join(repository, 'poem.txt'), 'utf8'), verseWith({ 3: 'line three\n' }));
    await question.locator('input').fill('No new files, please');
    await question.locator('vscode-button', { hasText: 'Deny' }).click();
    await timeline.reach(prompt, 'Ready for review');
    const [result] = model.requests.at(-1)?.toolResults ?? [];
    assert.deepEqual([result?.failed, result?.text.includes('No new files, please')], [true, true]);
    assert.deepEqual(
      (await textsOf(timeline.task(prompt).locator('.fold-button', { hasText: /Allowed once|Denied/ }))).map(text =>
        text.split(' ').slice(0, 2).join(' '),
      ),
      ['Allowed once', 'Denied Bash'],
    );
    await timeline.press(prompt, 'Approve Task');
    await timeline.commit(prompt);
    await timeline.reach(prompt, 'Completed');
  });

  it('is as it was after it was hidden or moved, and after its page or the window was loaded again', async () => {
    const { window, model } = editor();
    const timeline = new TimelineDriver(window);
    const prompt = 'Answer a question';
    model.load({ lanes: [{ name: 'answer', when: { prompt }, turns: [{ content: ['The answer is **42**.'] }] }] });
    await timeline.open();
    await timeline.submit(prompt);
    await timeline.reach(prompt, 'Completed');
    const tab = window.page.locator('.tab', { hasText: 'Autobot: corner-shop' });
    const draft = window.frame().locator('#prompt textarea');
    await draft.fill('What I was about to ask');
    const isThere = async (): Promise<void> => {
      await eventually(() => draft.inputValue(), 'What I was about to ask');
      await timeline.task(prompt).locator('.prose strong', { hasText: '42' }).waitFor();
      await timeline.reach(prompt, 'Completed');
    };

    await window.openFile('song.txt');
    await draft.waitFor({ state: 'detached' });
    await tab.click();
    await isThere();

    await window.runCommand('View: Move Editor into Right Group');
    await eventually(() => window.page.locator('.editor-group-container').count(), 2);
    await isThere();
    await window.runCommand('Developer: Reload Webviews');
    await isThere();

    await window.reload();
    await tab.click();
    await isThere();
    await draft.fill('');
  });
});
