import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { bash } from '../helpers/model/blocks';
import { TimelineDriver } from '../helpers/vscode/timeline';
import { createVerseRepository, verse, verseWith } from '../helpers/verseRepository';
import { useEditor } from './editor';
import { editLine, eventually, plays, textsOf } from './story';
import { takePictures } from './takePictures';

/** Pictures of one dot. */
const red = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==';
const blue = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYPj/HwADAgH/5ncLrgAAAABJRU5ErkJggg==';

describe('e2e/review', () => {
  const editor = useEditor({ createRepository: createVerseRepository });
  const read = (name: string): string => readFileSync(join(editor().repository, name), 'utf8');

  /** Let Claude change the poem at two places and the song at one; ready for review. */
  async function change(prompt: string): Promise<TimelineDriver> {
    const { window, model } = editor();
    const timeline = new TimelineDriver(window);
    model.load({
      lanes: [
        plays(prompt, [
          editLine('poem.txt', 'line 3', 'line three'),
          editLine('poem.txt', 'line 9', 'line nine'),
          editLine('song.txt', 'line 5', 'line five'),
        ]),
      ],
    });
    await timeline.open();
    await timeline.submit(prompt);
    await timeline.reach(prompt, 'Ready for review');
    return timeline;
  }

  async function rejectAll(timeline: TimelineDriver, prompt: string): Promise<void> {
    await timeline.open();
    await timeline.press(prompt, 'Reject');
    await timeline.fillForm(prompt, '', 'Reject and Revert');
    await timeline.reach(prompt, 'Rejected');
    await editor().window.runCommand('View: Close All Editors');
  }

  it('shows lenses on the right side of all files in one editor, and of one in its own, and decides by them', async () => {
    const { window } = editor();
    const prompt = 'Change it for the lenses';
    const timeline = await change(prompt);
    await timeline.press(prompt, 'Review Changes');
    await window.page.locator('.tab.active', { hasText: `Review: ${prompt}` }).waitFor();
    const approve = window.page.locator('.codelens-decoration a', { hasText: /Approve$/ });
    await eventually(() => approve.count(), 3);
    await approve.nth(2).click();
    await window
      .lenses()
      .filter({ hasText: /Approved ·/ })
      .waitFor();
    assert.equal(await window.lenses('.editor.original').count(), 0);

    await timeline.open();
    await timeline.task(prompt).locator('.review button.path', { hasText: 'poem.txt' }).click();
    const lenses = async (): Promise<string[]> =>
      (await textsOf(window.lenses('.editor.modified'))).map(text => text.replaceAll(/[^\w:,|· ]/g, '').trim());
    await eventually(lenses, [
      'Autobot: 2 to decide | Approve File | Reject File',
      'Approve | Reject | Comment',
      'Approve | Reject | Comment',
    ]);
    assert.equal(await window.lenses('.editor.original').count(), 0);

    const click = (text: RegExp, nth: number): Promise<void> =>
      window.page.locator('.editor.modified .codelens-decoration a', { hasText: text }).nth(nth).click();
    await click(/Approve$/, 0);
    await eventually(lenses, [
      'Autobot: 1 to decide, 1 approved | Approve the Rest | Reject the Rest | Reject File',
      'Approved · Undo | Reject',
      'Approve | Reject | Comment',
    ]);
    const title = (command: string): Locator =>
      window.page.locator(`.editor-actions .action-label[aria-label^="${command}"]`);
    await title('Reject the Rest').click();
    await eventually(lenses, [
      'Autobot: 1 approved, 1 rejected | Reject File',
      'Approved · Undo | Reject',
      'Rejected · Bring Back | Say Why',
    ]);
    assert.equal(read('poem.txt'), verseWith({ 3: 'line three\n' }));
    await click(/Bring Back$/, 0);
    await eventually(lenses, [
      'Autobot: 1 to decide, 1 approved | Approve the Rest | Reject the Rest | Reject File',
      'Approved · Undo | Reject',
      'Approve | Reject | Comment',
    ]);
    assert.equal(read('poem.txt'), verseWith({ 3: 'line three\n', 9: 'line nine\n' }));

    await timeline.open();
    await timeline.press(prompt, 'Review Changes');
    await title('Approve the Rest').click();
    await eventually(() => window.lenses('.editor.modified').filter({ hasText: 'Approved ·' }).count(), 3);
    await eventually(() => title('Approve the Rest').count(), 0);
    await rejectAll(timeline, prompt);
    assert.deepEqual([read('poem.txt'), read('song.txt')], [verse.join(''), verse.join('')]);
  });

  it('decides with the buttons of the title bar, and goes to the next undecided hunk over the files', async () => {
    const { window } = editor();
    const prompt = 'Change it for the buttons';
    const timeline = await change(prompt);
    await timeline.task(prompt).locator('.review button.path', { hasText: 'poem.txt' }).click();
    const lenses = window.lenses('.editor.modified');
    await lenses.filter({ hasText: 'Approve' }).nth(2).waitFor();
    const where = async (): Promise<string> => {
      const tab = await window.page.locator('.tab.active .label-name').innerText();
      const position = await window.page.locator('.statusbar-item', { hasText: /^Ln \d+/ }).innerText();
      return `${tab} ${/Ln \d+/.exec(position)?.[0] ?? ''}`;
    };
    const next = (): Promise<void> => window.runCommand('Autobot: Next Undecided Hunk');
    await window.page.locator('.editor.modified .view-lines').click();
    await window.press('ControlOrMeta+Home');
    await eventually(where, 'poem.txt (Autobot) Ln 1');
    await next();
    await eventually(where, 'poem.txt (Autobot) Ln 3');
    await window.press('Alt+F6');
    await eventually(where, 'poem.txt (Autobot) Ln 9');
    await window.page.locator('.editor-actions .action-label[aria-label^="Approve Hunk"]').click();
    await eventually(where, 'song.txt (Autobot) Ln 5'); // a decision moves on
    await next();
    await eventually(where, 'poem.txt (Autobot) Ln 3');
    await lenses.filter({ hasText: /Approved ·/ }).waitFor();
    await window.runCommand('Autobot: Previous Undecided Hunk');
    await eventually(where, 'song.txt (Autobot) Ln 5');
    await window.press('ControlOrMeta+Alt+Backspace');
    await eventually(() => read('song.txt'), verse.join(''));
    await eventually(where, 'poem.txt (Autobot) Ln 3');
    await window.press('ControlOrMeta+Alt+KeyY');
    await lenses
      .filter({ hasText: /Approved ·/ })
      .nth(1)
      .waitFor();
    await eventually(where, 'poem.txt (Autobot) Ln 3'); // nothing is left to go to
    await rejectAll(timeline, prompt);
  });

  it('lists what was rejected in the tree, the timeline and the palette, shows it as a diff, and brings it back', async function () {
    this.timeout(240_000); // pictures take their time
    const { window } = editor();
    const { page } = window;
    const prompt = 'Change it to reject some';
    const timeline = await change(prompt);
    const task = timeline.task(prompt);
    await task.locator('.review button.path', { hasText: 'poem.txt' }).click();
    await window.lenses('.editor.modified').filter({ hasText: 'Approve' }).nth(2).waitFor();
    await page.locator('.editor.modified .codelens-decoration a', { hasText: 'Reject File' }).click();
    await eventually(() => read('poem.txt'), verse.join(''));

    await window.openViewContainer('Autobot');
    const row = (label: string | RegExp): Locator => window.sidebarRows.filter({ hasText: label });
    await row(/^Rejected\d/)
      .locator('.monaco-tl-twistie')
      .click();
    await row('poem.txt:9').click();
    await page.locator('.tab.active', { hasText: 'poem.txt (rejected)' }).waitFor();
    const lenses = window.lenses('.editor.modified').filter({ hasText: 'Rejected · Bring Back' });
    await eventually(() => lenses.count(), 2);
    assert.equal(await window.lenses('.editor.original').count(), 0);
    const shown = async (side: string): Promise<string[]> =>
      (await textsOf(page.locator(`.editor.${side} .view-line`))).filter(line => /line (three|nine|3|9)$/.test(line));
    assert.deepEqual(
      [await shown('original'), await shown('modified')],
      [
        ['line 3', 'line 9'],
        ['line three', 'line nine'],
      ],
    );
    await takePictures(editor(), 'rejected-diff', {});
    await page.locator('.editor.modified .codelens-decoration a', { hasText: 'Bring Back' }).nth(1).click();
    await eventually(() => read('poem.txt'), verseWith({ 9: 'line nine\n' }));
    await eventually(() => lenses.count(), 1);

    await page.locator('.editor-actions .action-label[aria-label^="Undo Decision"]').click();
    await eventually(() => read('poem.txt'), verseWith({ 3: 'line three\n', 9: 'line nine\n' }));
    await eventually(() => row(/^Rejected\d/).count(), 0);

    await timeline.open();
    await task.locator('.review button.path', { hasText: 'poem.txt' }).click();
    await page.locator('.editor.modified .codelens-decoration a', { hasText: 'Reject File' }).click();
    await eventually(() => read('poem.txt'), verse.join(''));
    await row(/^Rejected\d/)
      .locator('.monaco-tl-twistie')
      .click();
    await row('poem.txt:3').hover();
    await row('poem.txt:3').locator('.action-label[aria-label^="Undo Decision"]').click();
    await eventually(() => read('poem.txt'), verseWith({ 3: 'line three\n' }));

    await timeline.open();
    const fold = task.locator('.review .fold', { hasText: '1 rejected hunk' });
    await fold.locator('.fold-button').click();
    await takePictures(editor(), 'rejected-timeline', {});
    await eventually(() => textsOf(fold.locator('.edit > span')), ['-line 9', '+line nine']);
    await fold.locator('vscode-button', { hasText: 'Bring Back' }).click();
    await eventually(() => read('poem.txt'), verseWith({ 3: 'line three\n', 9: 'line nine\n' }));
    await fold.waitFor({ state: 'detached' });

    await rejectAll(timeline, prompt);
    await window.runCommand('Autobot: Show Rejected Hunks…');
    await window.quickInput.pick(prompt);
    const entries = page.locator('.quick-input-list .monaco-list-row');
    await eventually(
      () => textsOf(entries.locator('.label-name')),
      ['poem.txt:3', '+ line three', 'poem.txt:9', '+ line nine', 'song.txt:5', '+ line five'],
    );
    await entries.nth(2).hover();
    await takePictures(editor(), 'rejected-palette', {});
    await entries.nth(2).locator('.action-label[aria-label="Bring Back"]').click();
    await eventually(() => read('song.txt'), verseWith({ 5: 'line five\n' }));
    await eventually(() => entries.count(), 2);
    await page.keyboard.press('Enter');
    await page.locator('.tab.active', { hasText: 'poem.txt (rejected)' }).waitFor();
    await timeline.open();
    await timeline.reach(prompt, 'Ready for review'); // what was brought back is to be decided
    await rejectAll(timeline, prompt);
  });

  it('takes a rejected hunk out of an editor with unsaved changes, and leaves it unsaved', async () => {
    const { window } = editor();
    const prompt = 'Change it for an unsaved editor';
    const timeline = await change(prompt);
    const onDisk = read('poem.txt');
    await window.openFile('poem.txt');
    await window.lenses().filter({ hasText: 'Approve' }).first().waitFor();
    await window.press('ControlOrMeta+End');
    await window.page.keyboard.type('my own line');
    const tab = window.page.locator('.tab.active.dirty', { hasText: 'poem.txt' });
    await tab.waitFor();
    await window.page
      .locator('.codelens-decoration a', { hasText: /Reject$/ })
      .first()
      .click();
    await window.lenses().filter({ hasText: 'Bring Back' }).waitFor();
    const lines = window.page.locator('.editor-instance .view-line');
    await eventually(async () => (await textsOf(lines)).includes('line 3'), true);
    assert.ok((await textsOf(lines)).includes('my own line'));
    await tab.waitFor();
    assert.equal(read('poem.txt'), onDisk, 'the disk is left to the developer');

    await window.press('ControlOrMeta+s');
    await eventually(() => read('poem.txt'), `${verseWith({ 9: 'line nine\n' })}my own line`);
    await rejectAll(timeline, prompt);
    assert.equal(read('poem.txt'), `${verse.join('')}my own line`);
    writeFileSync(join(editor().repository, 'poem.txt'), verse.join(''));
  });

  it('asks at each place where own lines reach into what is rejected, and does what it is told', async () => {
    const { window, repository } = editor();
    const prompt = 'Change it for an overlap';
    const timeline = await change(prompt);
    const mine = read('poem.txt').replace('line three\nline 4\n', 'mine\n');
    writeFileSync(join(repository, 'poem.txt'), mine);
    const dialog = window.page.locator('.monaco-dialog-box');
    const reject = async (answer: string): Promise<void> => {
      await timeline.press(prompt, 'Reject');
      await timeline.fillForm(prompt, '', 'Reject and Revert');
      await dialog.getByText('Your own edits overlap with what is rejected.').waitFor();
      await dialog.getByText('poem.txt, line 3').waitFor();
      await window.page.locator('.tab.active', { hasText: 'poem.txt (Autobot)' }).waitFor();
      await takePictures(editor(), `overlap-${answer.charAt(0)}`, {});
      await window.clickDialog(answer);
    };
    const undo = async (): Promise<void> => {
      await timeline.press(prompt, 'Undo Reject');
      await timeline.reach(prompt, 'Ready for review');
      assert.equal(read('poem.txt'), mine);
    };

    await reject('Keep Mine');
    await timeline.open();
    await timeline.reach(prompt, 'Rejected');
    await takePictures(editor(), 'overlap-kept', {});
    assert.equal(read('poem.txt'), mine.replace('line nine', 'line 9'));
    assert.equal(read('song.txt'), verse.join(''));
    await undo();
    await takePictures(editor(), 'overlap-undone', {});

    await reject('Put Back');
    await timeline.open();
    await timeline.reach(prompt, 'Rejected');
    assert.equal(read('poem.txt'), verse.join(''));
    await undo();

    await reject('Edit…');
    await window.page.locator('.tab.active', { hasText: 'Merging: poem.txt' }).waitFor();
    const inputs = window.page.locator('.merge-editor .code-view.input .title');
    await eventually(async () => (await textsOf(inputs)).map(title => title.split(' ')[0]), ['Mine', 'Before']);
    await eventually(() => read('song.txt'), verse.join(''));
    assert.equal(read('poem.txt'), mine.replace('line nine', 'line 9'), 'no markers, and the overlap is left');
    await takePictures(editor(), 'overlap-merge', {});
    assert.equal(execFileSync('git', ['ls-files', '--unmerged'], { cwd: repository, encoding: 'utf8' }), '');
    await window.runCommand('View: Close All Editors');
    await timeline.open();
    await timeline.reach(prompt, 'Ready for review');

    await reject('Put Back');
    await timeline.open();
    await timeline.reach(prompt, 'Rejected');
    assert.equal(read('poem.txt'), verse.join(''));
  });

  it('decides on pictures, whose tab VS Code names itself, and on the rest in the editor of all files, also after a reload', async () => {
    const { window, model, repository } = editor();
    const { page } = window;
    writeFileSync(join(repository, 'dot.png'), Buffer.from(red, 'base64'));
    const git = (...args: string[]): unknown => execFileSync('git', args, { cwd: repository });
    git('add', 'dot.png');
    git('commit', '--quiet', '--message', 'Add a dot');
    const prompt = 'Draw a dot, and change a line';
    const timeline = new TimelineDriver(window);
    const draw = bash(`echo ${blue} | base64 -d > dot.png`);
    model.load({ lanes: [plays(prompt, [editLine('poem.txt', 'line 3', 'line three')], [draw])] });
    const title = (command: string): Locator => page.locator(`.editor-actions .action-label[aria-label^="${command}"]`);
    await timeline.open();
    await timeline.submit(prompt);
    await timeline.reach(prompt, 'Ready for review');

    await timeline.task(prompt).locator('.review button.path', { hasText: 'dot.png' }).click();
    await takePictures(editor(), 'picture', {});
    const picture = page.locator('.tab.active', { hasText: 'dot.png ↔ dot.png' });
    await picture.waitFor();
    await title('Approve').waitFor();
    await eventually(() => window.notedTab('dot.png'), true);
    await window.reload();
    await picture.waitFor();
    await title('Approve').click();
    await timeline.open();
    await timeline.task(prompt).locator('.review', { hasText: '1 approved' }).waitFor();

    await timeline.press(prompt, 'Review Changes');
    const all = page.locator('.tab.active', { hasText: `Review: ${prompt}` });
    await all.waitFor();
    await eventually(() => window.notedTab('Review: '), true);
    await window.reload();
    await all.waitFor();
    await title('Approve the Rest').click();
    await timeline.open();
    await timeline.task(prompt).locator('.review', { hasText: '2 approved' }).waitFor();
  });
});
