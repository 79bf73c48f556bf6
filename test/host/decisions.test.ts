import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { useHost } from '../helpers/host';
import { editFile, writeFile } from '../helpers/model/blocks';
import type { TestRepository } from '../helpers/repository';

const original = Array.from({ length: 20 }, (_, i) => `line ${i + 1}\n`).join('');
const claude = (...lines: number[]): string =>
  lines.reduce((text, line) => text.replace(`line ${line}\n`, `Claude ${line}\n`), original);

describe('host/decisions', () => {
  const host = useHost();
  let repository: TestRepository;
  let id: string;

  /** Two hunks in a.txt, and a new file. */
  beforeEach('let Claude change something', async () => {
    repository = await host.repository({ 'a.txt': original });
    host.play([
      editFile('a.txt', 'line 3\n', 'Claude 3\n'),
      editFile('a.txt', 'line 15\n', 'Claude 15\n'),
      writeFile('b.txt', 'b\n'),
    ]);
    ({ id } = await host.task(repository));
  });

  const decisions = (path: string): string[] => host.hunks(id, path).map(({ decision }) => decision);
  const hunk = (number: number): { task: string; path: string; hunk: string } => {
    const found = host.hunks(id, 'a.txt')[number - 1];
    assert.ok(found);
    return { task: id, path: 'a.txt', hunk: found.id };
  };
  const state = (): [string, string, string[], string[]] => {
    const head = repository.git('show', 'HEAD:a.txt');
    return [host.get(id).status, head, decisions('a.txt'), decisions('b.txt')];
  };

  it('commits the approved hunk and nothing else; what is left can be committed next', async () => {
    await host.run('autobot.approveHunk', hunk(1));
    await host.run('autobot.commitTask', { task: id, message: 'Third line' });
    assert.deepEqual(state(), ['waiting_approval', claude(3), ['committed', 'pending'], ['pending']]);
    assert.equal(repository.read('a.txt'), claude(3, 15));

    await host.run('autobot.approveFile', { task: id, path: 'a.txt' });
    await host.run('autobot.commitTask', { task: id, message: 'Fifteenth line' });
    assert.deepEqual(state(), ['waiting_approval', claude(3, 15), ['committed', 'committed'], ['pending']]);

    await host.run('autobot.rejectFile', { task: id, path: 'b.txt' });
    assert.equal(repository.git('status', '--porcelain'), '');
    assert.deepEqual(
      host.get(id).commits.map(({ message }) => message),
      ['Third line', 'Fifteenth line'],
    );
    assert.equal(host.get(id).status, 'completed');
  });

  /** What stands on both sides of the diff editor that is open. */
  const shownDiff = (): { original: string | undefined; modified: string | undefined } => {
    const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {};
    assert.ok(input instanceof vscode.TabInputTextDiff);
    const textOf = (uri: vscode.Uri): string | undefined =>
      vscode.workspace.textDocuments.find(document => document.uri.toString() === uri.toString())?.getText();
    return { original: textOf(input.original), modified: textOf(input.modified) };
  };

  it('takes a rejected hunk out of the file at once, and brings it back', async () => {
    await host.run('autobot.rejectHunk', hunk(1));
    assert.equal(repository.read('a.txt'), claude(15));
    assert.deepEqual(state(), ['waiting_approval', original, ['rejected', 'pending'], ['pending']]);
    await host.run('autobot.undoDecision', hunk(1));
    assert.equal(repository.read('a.txt'), claude(3, 15));
    assert.deepEqual(state(), ['waiting_approval', original, ['pending', 'pending'], ['pending']]);
  });

  it('approves or rejects the rest of a file or a task, and leaves what was decided', async () => {
    await host.run('autobot.approveHunk', hunk(1));
    await host.run('autobot.rejectRest', { task: id, path: 'a.txt' });
    assert.deepEqual(state(), ['waiting_approval', original, ['approved', 'rejected'], ['pending']]);
    await host.run('autobot.approveRest', id);
    assert.deepEqual(state(), ['waiting_approval', original, ['approved', 'rejected'], ['approved']]);
    await assert.rejects(host.run('autobot.approveRest', id), /Nothing is left/);
  });

  it('gives a program the list of what was rejected, and opens it for a user as a diff', async () => {
    await host.run('autobot.rejectHunk', hunk(2));
    const list = (await host.run('autobot.showRejected', id)) as { hunk: string }[];
    assert.deepEqual(list, [{ ...hunk(2), line: 15, reason: null }]);
    assert.deepEqual(await host.run('autobot.showRejected', { task: id, path: 'b.txt' }), []);
    await host.run('autobot.explainRejection', { ...hunk(2), reason: ' too loud ' });
    assert.deepEqual(host.hunks(id, 'a.txt')[1]?.reason, 'too loud');
    await host.run('autobot.openRejected', hunk(2));
    const { original: left, modified } = shownDiff();
    assert.deepEqual([left, modified], [claude(3), claude(3, 15)]);
    await host.run('autobot.undoDecision', hunk(2));
    assert.deepEqual(await host.run('autobot.showRejected', id), []);
    await assert.rejects(host.run('autobot.openRejected', hunk(2)), /not rejected any more/);
  });

  it('withdraws an approval', async () => {
    await host.run('autobot.approveHunk', hunk(2));
    assert.deepEqual(decisions('a.txt'), ['pending', 'approved']);
    await host.run('autobot.undoDecision', hunk(2));
    assert.deepEqual(decisions('a.txt'), ['pending', 'pending']);
    await assert.rejects(host.run('autobot.commitTask', { task: id, message: 'x' }), /nothing approved to commit/);
  });

  it('rejects a file, and the task with its last hunk', async () => {
    await host.run('autobot.rejectFile', { task: id, path: 'a.txt' });
    assert.deepEqual(state(), ['waiting_approval', original, ['rejected', 'rejected'], ['pending']]);
    await host.run('autobot.rejectFile', { task: id, path: 'b.txt', reason: 'not needed' });
    assert.equal(host.hunks(id, 'b.txt')[0]?.reason, 'not needed');
    assert.deepEqual(state(), ['rejected', original, ['rejected', 'rejected'], ['rejected']]);
    assert.equal(repository.git('status', '--porcelain'), '');
  });

  it('approves the rest with the task, and leaves out what was rejected', async () => {
    await host.run('autobot.rejectHunk', hunk(2));
    await host.run('autobot.approveTask', { task: id });
    assert.deepEqual(state(), ['approved', original, ['approved', 'rejected'], ['approved']]);
    await host.run('autobot.commitTask', { task: id, message: 'The rest' });
    assert.deepEqual(state(), ['completed', claude(3), ['committed', 'rejected'], ['committed']]);
    assert.equal(repository.git('show', 'HEAD:b.txt'), 'b\n');
    assert.equal(repository.git('status', '--porcelain'), '');
  });

  it('leaves a hunk alone that the developer has written over, and asks a program nothing', async () => {
    const mine = claude(3, 15).replace('Claude 3\nline 4\n', 'mine 3\nmine 4\n');
    repository.write({ 'a.txt': mine });
    await host.run('autobot.rejectHunk', hunk(1));
    assert.equal(repository.read('a.txt'), mine);
    assert.deepEqual(decisions('a.txt'), ['pending', 'pending']);
    await host.run('autobot.rejectFile', { task: id, path: 'a.txt' });
    assert.equal(repository.read('a.txt'), mine.replace('Claude 15\n', 'line 15\n'));
    assert.deepEqual(decisions('a.txt'), ['pending', 'rejected']);
  });
});
