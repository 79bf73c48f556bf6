import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commitMessages } from '../helpers/model/blocks';
import { TimelineDriver } from '../helpers/vscode/timeline';
import { createVerseRepository, forbiddenWord, verseWith } from '../helpers/verseRepository';
import { useEditor } from './editor';
import { editLine, eventually, plays, textsOf } from './story';
import { takePictures } from './takePictures';

describe('e2e/approval', () => {
  const editor = useEditor({ createRepository: createVerseRepository });
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: editor().repository, encoding: 'utf8' }).trim();

  it('writes a message as soon as the task is approved, and commits it as the user has edited it', async () => {
    const { window, model } = editor();
    const timeline = new TimelineDriver(window);
    const prompt = 'Write line three';
    model.load({
      lanes: [commitMessages('Spell out line three'), plays(prompt, [editLine('poem.txt', 'line 3', 'line three')])],
    });
    await timeline.open();
    await timeline.submit(prompt);
    await timeline.reach(prompt, 'Ready for review');
    await timeline.press(prompt, 'Approve Task');
    await timeline.reach(prompt, 'Approved');
    const panel = timeline.task(prompt).locator('.commit-panel');
    const message = panel.locator('textarea');
    await eventually(() => message.inputValue(), 'Spell out line three');
    await message.fill('Spell out line three\n\nAs the editor wants it.');
    await panel.locator('vscode-button', { hasText: /^\s*Commit\s*$/ }).click();
    await timeline.reach(prompt, 'Completed');
    await timeline.task(prompt).locator('.review .file').filter({ hasText: '1 committed' }).waitFor();
    assert.deepEqual(
      [git('log', '-1', '--format=%B'), git('show', '--format=', '--name-only'), git('status', '--porcelain')],
      ['Spell out line three\n\nAs the editor wants it.', 'poem.txt', ''],
    );
  });

  it('approves in spite of a failed gate only for a reason', async () => {
    const { window, model } = editor();
    const timeline = new TimelineDriver(window);
    const prompt = 'Write a forbidden word';
    model.load({
      lanes: [commitMessages('Say it'), plays(prompt, [editLine('song.txt', 'line 5', `line ${forbiddenWord}`)])],
    });
    await timeline.open();
    await timeline.submit(prompt);
    await timeline.reach(prompt, 'Gates failed');
    await timeline.task(prompt).locator('.findings', { hasText: 'a wrong word' }).waitFor();
    await timeline.press(prompt, 'Approve Anyway');
    const form = timeline.task(prompt).locator('.form');
    assert.equal(await form.locator('vscode-button[disabled]', { hasText: 'Approve Task' }).count(), 1);
    await timeline.fillForm(prompt, 'It is a quotation', 'Approve Task');
    await timeline.reach(prompt, 'Approved');
    await timeline.task(prompt).locator('.detail', { hasText: 'Approved: It is a quotation' }).waitFor();
    await timeline.commit(prompt);
    await timeline.reach(prompt, 'Completed');
    git('revert', '--no-edit', 'HEAD');
  });

  it('requests changes: Claude takes a further turn, and the review shows the new hunks', async () => {
    const { window, model, repository } = editor();
    const timeline = new TimelineDriver(window);
    const prompt = 'Write line seven';
    const request = 'Also write line eleven';
    model.load({
      lanes: [
        commitMessages('Spell out two lines'),
        plays(request, [editLine('poem.txt', 'line 11', 'line eleven')]),
        plays(prompt, [editLine('poem.txt', 'line 7', 'line seven')]),
      ],
    });
    await timeline.open();
    await timeline.submit(prompt);
    await timeline.reach(prompt, 'Ready for review');
    await timeline.press(prompt, 'Request Changes');
    await timeline.fillForm(prompt, request, 'Request Changes');
    const task = timeline.task(prompt);
    await task.locator('.turn-head', { hasText: 'Changes requested' }).filter({ hasText: request }).waitFor();
    await task.locator('.review .file', { hasText: '2 hunks' }).waitFor();
    await timeline.reach(prompt, 'Ready for review');
    await task.locator('.review button.path', { hasText: 'poem.txt' }).click();
    await eventually(
      async () => (await textsOf(window.lenses('.editor.modified'))).filter(text => /Approve \|/.test(text)).length,
      2,
    );

    await timeline.open();
    await timeline.press(prompt, 'Approve Task');
    await timeline.commit(prompt);
    await timeline.reach(prompt, 'Completed');
    assert.equal(
      execFileSync('git', ['show', 'HEAD:poem.txt'], { cwd: repository, encoding: 'utf8' }),
      verseWith({ 3: 'line three\n', 7: 'line seven\n', 11: 'line eleven\n' }),
    );
  });

  it('commits by command, with the message in an input box', async () => {
    const { window, model } = editor();
    const timeline = new TimelineDriver(window);
    const prompt = 'Write line one';
    model.load({
      lanes: [commitMessages('Spell out line one'), plays(prompt, [editLine('song.txt', 'line 1', 'line one')])],
    });
    await timeline.open();
    await timeline.submit(prompt);
    await timeline.reach(prompt, 'Ready for review');
    await window.runCommand('Autobot: Approve Task');
    await timeline.reach(prompt, 'Approved');
    await window.runCommand('Autobot: Commit Task…');
    const { quickInput } = window;
    await quickInput.widget.filter({ hasText: 'Commit Message' }).waitFor();
    assert.equal(await quickInput.input.inputValue(), 'Spell out line one');
    await quickInput.type('Spell out the first line');
    await timeline.reach(prompt, 'Completed');
    assert.equal(git('log', '-1', '--format=%s'), 'Spell out the first line');
  });

  it('says what a commit hook refuses, has Claude fix it, and shows what one changes, to be taken back', async () => {
    const { window, model, repository } = editor();
    const timeline = new TimelineDriver(window);
    const prompt = 'Write line nine';
    model.load({
      lanes: [
        commitMessages('Spell out line nine'),
        plays('A commit hook refused', [editLine('song.txt', 'line 2', 'licence: none')]),
        plays(prompt, [editLine('song.txt', 'line 9', 'line nine')]),
      ],
    });
    const hook = join(repository, '.git/hooks/pre-commit');
    writeFileSync(hook, '#!/bin/sh\ngrep -q licence song.txt && exit 0\necho "songs need a licence" >&2\nexit 1\n', {
      mode: 0o755,
    });
    await timeline.open();
    await timeline.submit(prompt);
    await timeline.reach(prompt, 'Ready for review');
    await timeline.press(prompt, 'Approve Task');
    await timeline.commit(prompt);
    const task = timeline.task(prompt);
    await task.getByText('songs need a licence').first().waitFor();
    await takePictures(editor(), 'hook-refuses', {});
    assert.equal(git('log', '-1', '--format=%s'), 'Spell out the first line');
    await timeline.press(prompt, 'Fix with Claude');
    await task.locator('.turn-head', { hasText: 'Fix what the checks found' }).waitFor();
    await timeline.reach(prompt, 'Ready for review');
    assert.equal(await task.locator('.refusal').count(), 0);
    await timeline.press(prompt, 'Approve Task');
    await timeline.reach(prompt, 'Approved');

    writeFileSync(hook, '#!/bin/sh\necho "all rights reserved" >> song.txt\ngit add song.txt\n', { mode: 0o755 });
    await timeline.commit(prompt);
    await timeline.reach(prompt, 'Completed');
    await task.getByText('1 hunk by hook').waitFor();
    await task.locator('.taken-hunk', { hasText: 'all rights reserved' }).waitFor();
    await takePictures(editor(), 'hook-changes', {});
    assert.match(git('show', 'HEAD:song.txt'), /all rights reserved/);
    rmSync(hook);
    await task.locator('.taken-hunk vscode-button', { hasText: 'Take Back' }).click();
    await eventually(() => /all rights reserved/.test(git('show', 'HEAD:song.txt')), false);
    await eventually(() => git('status', '--porcelain'), 'M song.txt'); // in the work tree, and not staged
  });
});
