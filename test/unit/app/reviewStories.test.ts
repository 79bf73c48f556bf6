import assert from 'node:assert/strict';
import { join } from 'node:path';
import { UserError } from '../../../src/base/errors';
import { TestRepository } from '../../helpers/repository';
import { TestAutobot } from '../../helpers/testAutobot';
import { waitForFile } from '../../helpers/waitForFile';

const lines = (...changes: [number, string][]): string => {
  const text = Array.from({ length: 20 }, (_, i) => `line ${i + 1}`);
  changes.forEach(([line, content]) => (text[line - 1] = content));
  return `${text.join('\n')}\n`;
};

describe('app/review stories', () => {
  let repository: TestRepository;
  let test: TestAutobot;
  beforeEach(async () => {
    repository = TestRepository.create({ 'a.txt': lines(), 'b.txt': 'b\n', 'old.txt': 'old\n' });
    test = await TestAutobot.start(repository);
  });
  afterEach(() => test.dispose());

  const path = (name: string): string => join(repository.path, name);
  const twoHunks = `edit('a.txt', 'line 3\\n', 'Claude 3\\n'); edit('a.txt', 'line 15\\n', 'Claude 15\\n');`;

  it('approves and commits exactly the change, and leaves the developer’s own work as it was', async () => {
    repository.write({ 'b.txt': 'staged\n' });
    repository.git('add', 'b.txt');
    repository.write({ 'b.txt': 'staged\nunstaged\n', 'a.txt': lines([10, 'mine 10']), 'untracked.txt': 'u' });
    const before = repository.state();

    const task = await test.run(`${twoHunks} write('new.txt', 'new\\n'); fs.unlinkSync('old.txt');`);
    assert.equal(task.status, 'waiting_approval');
    await test.app.actions.approveTask(task.id, null);
    const { commit } = await test.app.actions.commitTask(task.id, 'The change');

    assert.equal(repository.git('rev-parse', 'HEAD').trim(), commit.sha);
    assert.equal(
      repository.git('show', '--format=%s', '--name-status', 'HEAD'),
      'The change\n\nM\ta.txt\nA\tnew.txt\nD\told.txt\n',
    );
    assert.equal(repository.git('show', 'HEAD:a.txt'), lines([3, 'Claude 3'], [15, 'Claude 15']));
    const after = repository.state();
    assert.equal(after['untracked'], before['untracked']);
    assert.equal(after['staged'], before['staged']);
    assert.equal(
      repository.git('diff', '--', 'b.txt'),
      before['unstaged']?.slice(before['unstaged'].indexOf('diff --git a/b.txt')),
    );
    assert.match(repository.git('diff', '--', 'a.txt'), /^-line 10\n\+mine 10$/m);
    assert.equal(test.app.tasks.get(task.id).status, 'completed');
  });

  it('commits the approved hunk of a file and keeps the other, undecided, for later', async () => {
    const task = await test.run(twoHunks);
    const [first, second] = test.hunks(task, 'a.txt');
    await test.app.actions.approveHunks(task.id, new Map([['a.txt', new Set([first ?? ''])]]));
    await test.app.actions.commitTask(task.id, 'First');
    assert.equal(repository.git('show', 'HEAD:a.txt'), lines([3, 'Claude 3']));
    assert.equal(test.app.tasks.get(task.id).status, 'waiting_approval');

    await test.app.actions.approveTask(task.id, null);
    await test.app.actions.commitTask(task.id, 'Second');
    assert.equal(repository.git('show', 'HEAD:a.txt'), lines([3, 'Claude 3'], [15, 'Claude 15']));
    assert.equal(repository.git('status', '--porcelain'), '');
    assert.equal(test.app.tasks.get(task.id).status, 'completed');
    assert.ok(second);
  });

  it('is over when one hunk is committed and the other rejected', async () => {
    const task = await test.run(twoHunks);
    const [first = '', second = ''] = test.hunks(task, 'a.txt');
    await test.app.actions.approveHunks(task.id, new Map([['a.txt', new Set([first])]]));
    await test.app.actions.commitTask(task.id, 'First');
    await test.app.actions.rejectHunks(task.id, new Map([['a.txt', new Set([second])]]), { reason: null });
    assert.equal(test.app.tasks.get(task.id).status, 'completed');
    assert.equal(repository.git('status', '--porcelain'), '');
  });

  it('rejects one hunk, commits the other, and brings nothing of the developer’s along', async () => {
    const task = await test.run(twoHunks);
    const [first] = test.hunks(task, 'a.txt');
    repository.write({ 'a.txt': lines([3, 'Claude 3'], [8, 'mine 8'], [15, 'Claude 15']) });
    await test.app.actions.rejectHunks(task.id, new Map([['a.txt', new Set([first ?? ''])]]), { reason: 'no' });
    assert.equal(repository.read('a.txt'), lines([8, 'mine 8'], [15, 'Claude 15']));

    await test.app.actions.approveTask(task.id, null);
    await test.app.actions.commitTask(task.id, 'Second only');
    assert.equal(repository.git('show', 'HEAD:a.txt'), lines([15, 'Claude 15']));
    assert.equal(repository.read('a.txt'), lines([8, 'mine 8'], [15, 'Claude 15']));
    assert.equal(test.app.tasks.get(task.id).status, 'completed');
  });

  it('takes the whole task back, keeps what the developer did meanwhile, and brings it back again', async () => {
    repository.write({ 'a.txt': lines([10, 'mine 10']) });
    const task = await test.run(
      `${twoHunks} write('deep/new file.txt', 'new\\n'); fs.unlinkSync('old.txt'); fs.renameSync('b.txt', 'c.txt');`,
    );
    const left = lines([3, 'Claude 3'], [10, 'mine 10'], [15, 'Claude 15']);
    assert.equal(repository.read('a.txt'), left);
    const mine = left.replace('line 6\n', 'later 6\n');
    repository.write({ 'a.txt': mine, 'mine.txt': 'mine' });

    await test.app.actions.rejectTask(task.id, 'not like this');
    assert.equal(repository.read('a.txt'), lines([6, 'later 6'], [10, 'mine 10']));
    assert.equal(repository.git('status', '--porcelain'), ' M a.txt\n?? mine.txt\n');
    assert.equal(test.app.tasks.get(task.id).status, 'rejected');

    await test.app.actions.undoReject(task.id);
    assert.equal(repository.read('a.txt'), mine);
    assert.equal(
      repository.git('status', '--porcelain'),
      ' M a.txt\n D b.txt\n D old.txt\n?? c.txt\n?? deep/\n?? mine.txt\n',
    );
    assert.equal(test.app.tasks.get(task.id).status, 'waiting_approval');
  });

  it('counts what the developer saves in an editor during the run as theirs, in the very file Claude edits', async () => {
    const running = test.run(
      `edit('a.txt', 'line 3\\n', 'Claude 3\\n'); write('.git/ready', ''); await saved('.git/go'); edit('a.txt', 'line 15\\n', 'Claude 15\\n');`,
    );
    await waitForFile(path('.git/ready'));
    test.editors.save(path('a.txt'), lines([3, 'Claude 3'], [9, 'mine 9']));
    repository.write({ '.git/go': '' });
    const task = await running;
    assert.equal(test.hunks(task, 'a.txt').length, 2);
    await test.app.actions.rejectTask(task.id, null);
    assert.equal(repository.read('a.txt'), lines([9, 'mine 9']));
  });

  it('leaves alone what both wrote, and says so', async () => {
    const task = await test.run(`edit('a.txt', 'line 3\\n', 'Claude 3\\n');`);
    repository.write({ 'a.txt': lines([3, 'mine 3'], [4, 'mine 4']) });
    const [hunk = ''] = test.hunks(task, 'a.txt');
    const { overlaps } = await test.app.actions.rejectTask(task.id, null);
    assert.deepEqual(overlaps, [{ path: 'a.txt', hunks: [hunk], line: 2, canPutBack: true }]);
    assert.equal(repository.read('a.txt'), lines([3, 'mine 3'], [4, 'mine 4']));
  });

  it('does not approve in one go what both wrote: that hunk needs a decision of its own', async () => {
    const task = await test.run(twoHunks);
    repository.write({ 'a.txt': lines([3, 'mine 3'], [4, 'mine 4'], [15, 'Claude 15']) });
    await test.app.actions.approveTask(task.id, null);
    await test.app.actions.commitTask(task.id, 'Fifteen');
    assert.equal(repository.git('show', 'HEAD:a.txt'), lines([15, 'Claude 15']));
    assert.equal(test.app.tasks.get(task.id).status, 'waiting_approval');
  });

  it('edits an unsaved editor and leaves it unsaved', async () => {
    const task = await test.run(twoHunks);
    test.editors.unsaved.set(path('a.txt'), lines([3, 'Claude 3'], [15, 'Claude 15'], [20, 'typing']));
    await test.app.actions.rejectTask(task.id, null);
    assert.equal(test.editors.unsaved.get(path('a.txt')), lines([20, 'typing']));
    assert.equal(repository.read('a.txt'), lines([3, 'Claude 3'], [15, 'Claude 15']));
    await test.app.actions.undoReject(task.id);
    assert.equal(test.editors.unsaved.get(path('a.txt')), lines([3, 'Claude 3'], [15, 'Claude 15'], [20, 'typing']));
  });

  it('undoes the decision on a hunk, also after another one was rejected', async () => {
    const task = await test.run(twoHunks);
    const [first = '', second = ''] = test.hunks(task, 'a.txt');
    const reject = (hunk: string): Promise<unknown> =>
      test.app.actions.rejectHunks(task.id, new Map([['a.txt', new Set([hunk])]]), { reason: null });
    await reject(first);
    await reject(second);
    assert.equal(repository.read('a.txt'), lines());
    assert.equal(test.app.tasks.get(task.id).status, 'rejected');
    await test.app.actions.undoDecision(task.id, 'a.txt', first);
    assert.equal(repository.read('a.txt'), lines([3, 'Claude 3']));
    assert.equal(test.app.tasks.get(task.id).status, 'waiting_approval');
  });

  it('continues with what the user asks for, and what they changed between turns stays theirs', async () => {
    const task = await test.run(`edit('a.txt', 'line 3\\n', 'Claude 3\\n');`);
    repository.write({ 'a.txt': lines([3, 'Claude 3'], [12, 'mine 12']) });
    await test.app.actions.requestChanges(task.id, `edit('a.txt', 'line 15\\n', 'Claude 15\\n');`);
    assert.equal(test.app.tasks.get(task.id).status, 'running');
    await test.reach(task.id, 'waiting_approval');
    await test.app.actions.approveTask(task.id, null);
    await test.app.actions.commitTask(task.id, null);
    assert.equal(repository.git('show', 'HEAD:a.txt'), lines([3, 'Claude 3'], [15, 'Claude 15']));
    assert.equal(repository.git('log', '-1', '--format=%s'), 'Write the message\n');
    assert.equal(repository.read('a.txt'), lines([3, 'Claude 3'], [12, 'mine 12'], [15, 'Claude 15']));
  });

  it('refuses a commit that hooks refuse, in their words, and keeps everything', async () => {
    const task = await test.run(twoHunks);
    repository.write({ '.git/hooks/pre-commit': '#!/bin/sh\necho "no commits on Mondays" >&2\nexit 1\n' });
    repository.git('config', 'core.hooksPath', '.git/hooks');
    const { chmodSync } = await import('node:fs');
    chmodSync(path('.git/hooks/pre-commit'), 0o755);
    const before = repository.state();
    await test.app.actions.approveTask(task.id, null);
    await assert.rejects(test.app.actions.commitTask(task.id, 'x'), /no commits on Mondays/);
    assert.deepEqual(repository.state(), before);
    assert.equal(test.app.tasks.get(task.id).status, 'waiting_approval');
  });

  it('leaves out an approved hunk that hangs on the developer’s uncommitted line, unless told to include it', async () => {
    repository.write({ 'a.txt': lines([3, 'mine 3']) });
    const task = await test.run(`edit('a.txt', 'mine 3\\n', 'mine 3 and Claude\\n');`);
    await test.app.actions.approveTask(task.id, null);
    const refused = test.app.actions.commitTask(task.id, 'x');
    await assert.rejects(
      refused,
      (error: unknown) => UserError.is(error, 'nothingToCommit') && /your own/.test(error.message),
    );
    await test.app.actions.commitTask(task.id, 'with mine', 'includeMine');
    assert.equal(repository.git('show', 'HEAD:a.txt'), lines([3, 'mine 3 and Claude']));
  });

  it('commits and reverts files with odd names', async () => {
    const names = ['sp ace.txt', 'quo"te\'s.txt', 'new\nline.txt', 'ünï 😀.txt', '-dash.txt', '*.txt', ':(top)x'];
    const task = await test.run(names.map(name => `write(${JSON.stringify(`./${name}`)}, 'x\\n');`).join(''));
    await test.app.actions.rejectTask(task.id, null);
    assert.equal(repository.git('status', '--porcelain'), '');
    await test.app.actions.undoReject(task.id);
    await test.app.actions.approveTask(task.id, null);
    await test.app.actions.commitTask(task.id, 'odd');
    const committed = repository.git('show', '--format=', '--name-only', '-z', 'HEAD').split('\0').slice(0, -1);
    assert.deepEqual(committed.toSorted(), names.toSorted());
    assert.equal(repository.git('status', '--porcelain'), '');
  });

  it('works before the first commit', async () => {
    await test.dispose();
    repository = TestRepository.createEmpty();
    test = await TestAutobot.start(repository);
    const task = await test.run(`write('first.txt', 'x\\n');`);
    await test.app.actions.approveTask(task.id, null);
    await test.app.actions.commitTask(task.id, 'First');
    assert.equal(repository.git('show', '--format=%s', '--name-only', 'HEAD'), 'First\n\nfirst.txt\n');
    assert.equal(repository.git('status', '--porcelain'), '');
  });
});
