import assert from 'node:assert/strict';
import { chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../../src/base/errors';
import { numbered } from '../../helpers/numberedLines';
import { TestRepository } from '../../helpers/repository';
import { TestAutobot } from '../../helpers/testAutobot';

describe('app/exact commit', () => {
  let repository: TestRepository;
  let test: TestAutobot;
  beforeEach(async () => {
    repository = TestRepository.create({ 'a.txt': numbered(), 'b.txt': numbered(), 'old.txt': 'old\n' });
    test = await TestAutobot.start(repository);
  });
  afterEach(() => test.dispose());

  const git = (...args: string[]): string => repository.git(...args);
  const threeHunks = [3, 10, 17].map(n => `edit('a.txt', 'line ${n}\\n', 'Claude ${n}\\n');`).join('');
  const approve = (id: string, path: string, hunks: readonly string[]): Promise<void> =>
    test.app.actions.approveHunks(id, new Map([[path, new Set(hunks)]]));
  const isUserError =
    (reason: string, words: RegExp) =>
    (error: unknown): boolean =>
      UserError.is(error, reason) && words.test(error.message);

  /** Lines 6 and 13 of `a.txt` staged and line 20 not, `b.txt` both ways, a new file staged, one untracked. */
  function developersWork(): void {
    repository.write({ 'a.txt': numbered([6, 'staged 6'], [13, 'staged 13']), 'b.txt': numbered([1, 'staged 1']) });
    repository.write({ 'staged new.txt': 'new\n' });
    git('add', '.');
    repository.write({
      'a.txt': numbered([6, 'staged 6'], [13, 'mine 13'], [20, 'mine 20']),
      'b.txt': numbered([1, 'mine 1']),
      'untracked.txt': 'u\n',
    });
  }

  for (const chosen of [[0], [1, 2], [0, 2]]) {
    it(`commits hunks ${chosen.join(' and ')} of three, then the rest, around staged and unstaged edits`, async () => {
      developersWork();
      const before = repository.ownWork();
      const task = await test.run(threeHunks);
      const hunks = test.hunks(task, 'a.txt');
      await approve(
        task.id,
        'a.txt',
        chosen.map(n => hunks[n] ?? ''),
      );
      await test.app.actions.commitTask(task.id, 'Some');
      const lines = [3, 10, 17].filter((_, n) => chosen.includes(n)).map(n => [n, `Claude ${n}`] as [number, string]);
      assert.equal(git('show', 'HEAD:a.txt'), numbered(...lines));
      assert.equal(repository.ownWork().staged, before.staged);
      assert.equal(test.app.tasks.get(task.id).status, 'waiting_approval');

      await test.app.actions.approveTask(task.id, null);
      await test.app.actions.commitTask(task.id, 'The rest');
      assert.equal(git('show', 'HEAD:a.txt'), numbered([3, 'Claude 3'], [10, 'Claude 10'], [17, 'Claude 17']));
      assert.equal(git('show', '--format=', '--name-only', 'HEAD'), 'a.txt\n');
      assert.deepEqual(repository.ownWork(), before);
      assert.equal(test.app.tasks.get(task.id).status, 'completed');
    });
  }

  it('leaves out only the hunk that hangs on a staged line, says which, and commits it when told to', async () => {
    repository.write({ 'a.txt': numbered([10, 'staged 10']) });
    git('add', '.');
    const task = await test.run(
      `edit('a.txt', 'line 3\\n', 'Claude 3\\n'); edit('a.txt', 'staged 10\\n', 'staged 10 and Claude\\n');`,
    );
    await test.app.actions.approveTask(task.id, null);
    const { leftOut } = await test.app.actions.commitTask(task.id, 'Three');
    assert.deepEqual(
      leftOut.map(({ path, hunks, why }) => [path, hunks.map(hunk => hunk.after.start), why]),
      [['a.txt', [9], 'its approved lines hang on uncommitted changes of your own in the same place']],
    );
    assert.equal(git('show', 'HEAD:a.txt'), numbered([3, 'Claude 3']));
    assert.deepEqual(changedLines(git('diff', '--cached')), ['-line 10', '+staged 10']);
    assert.equal(test.app.tasks.get(task.id).status, 'waiting_approval');

    await test.app.actions.commitTask(task.id, 'With mine', 'includeMine');
    assert.equal(git('show', 'HEAD:a.txt'), numbered([3, 'Claude 3'], [10, 'staged 10 and Claude']));
    assert.deepEqual([git('diff', '--cached'), git('status', '--porcelain')], ['', '']);
  });

  it('leaves out a file that was not committed before the task, or commits it whole', async () => {
    repository.write({ 'draft.txt': numbered(), 'meant.txt': numbered(), 'staged.txt': numbered() });
    git('add', '--intent-to-add', 'meant.txt');
    git('add', 'staged.txt');
    const files = ['draft.txt', 'meant.txt', 'staged.txt'];
    const task = await test.run(files.map(name => `edit('${name}', 'line 3\\n', 'Claude 3\\n');`).join(''));
    await test.app.actions.approveTask(task.id, null);
    const before = repository.state();
    const refused = test.app.actions.commitTask(task.id, 'x');
    await assert.rejects(refused, isUserError('nothingToCommit', /draft\.txt: this file was not committed before/));
    assert.deepEqual(repository.state(), before);
    await test.app.actions.commitTask(task.id, 'All', 'includeMine');
    assert.deepEqual(
      files.map(name => git('show', `HEAD:${name}`)),
      files.map(() => numbered([3, 'Claude 3'])),
    );
    assert.equal(git('status', '--porcelain'), '');
  });

  it('deletes, moves, and changes modes and binaries, and a deletion of an edited file asks', async () => {
    repository.write({ 'bin.dat': Buffer.from([0, 1, 2]), 'run.sh': 'echo\n', 'mine.txt': 'committed\n' });
    git('add', '.');
    git('commit', '--quiet', '--message', 'more');
    repository.write({ 'mine.txt': 'edited\n' });
    const task = await test.run(
      `fs.unlinkSync('old.txt'); fs.renameSync('b.txt', 'c.txt'); fs.chmodSync('run.sh', 0o755); fs.unlinkSync('mine.txt');
       fs.writeFileSync('bin.dat', Buffer.from([0, 9])); fs.symlinkSync('a.txt', 'link'); write('empty.txt', '');`,
    );
    await test.app.actions.approveTask(task.id, null);
    const { leftOut } = await test.app.actions.commitTask(task.id, 'Everything');
    assert.deepEqual(
      leftOut.map(({ path }) => path),
      ['mine.txt'],
    );
    assert.equal(
      git('show', '--format=', '--name-status', '--summary', '-M', 'HEAD').replace(/ \d+%/, ''),
      'M\tbin.dat\nR100\tb.txt\tc.txt\nA\tempty.txt\nA\tlink\nD\told.txt\nM\trun.sh\n',
    );
    await test.app.actions.commitTask(task.id, 'Mine goes too', 'includeMine');
    assert.equal(git('show', '--format=', '--name-status', 'HEAD'), 'D\tmine.txt\n');
    assert.equal(git('status', '--porcelain'), '');
  });

  it('commits what a later turn did to lines that are committed already', async () => {
    const task = await test.run(`edit('a.txt', 'line 3\\n', 'Claude 3\\n');`);
    await test.app.actions.approveTask(task.id, null);
    await test.app.actions.commitTask(task.id, 'First');
    await test.app.actions.sendMessage(task.id, `edit('a.txt', 'Claude 3\\n', 'Claude three\\n');`);
    await test.reach(task.id, 'waiting_approval');
    await test.app.actions.approveTask(task.id, null);
    await test.app.actions.commitTask(task.id, 'Second');
    assert.equal(git('show', 'HEAD:a.txt'), numbered([3, 'Claude three']));
    assert.equal(git('status', '--porcelain'), '');
  });

  it('stops when approved lines have changed since, until they are approved again', async () => {
    const task = await test.run(threeHunks);
    await test.app.actions.approveTask(task.id, null);
    repository.write({ 'a.txt': numbered([3, 'Claude 3'], [10, 'tweaked 10'], [17, 'Claude 17']) });
    const before = repository.state();
    await assert.rejects(test.app.actions.commitTask(task.id, 'x'), isUserError('fileMoved', /in a\.txt/));
    assert.deepEqual(repository.state(), before);
    await test.app.actions.approveTask(task.id, null);
    await test.app.actions.commitTask(task.id, 'Tweaked');
    assert.equal(git('show', 'HEAD:a.txt'), numbered([3, 'Claude 3'], [10, 'tweaked 10'], [17, 'Claude 17']));
  });

  it('stops when the branch moved or changed since the review, until the change is approved again', async () => {
    const task = await test.run(threeHunks);
    await test.app.actions.approveTask(task.id, null);
    git('commit', '--quiet', '--allow-empty', '--message', 'meanwhile');
    const before = repository.state();
    const moved = test.app.actions.commitTask(task.id, 'x');
    await assert.rejects(moved, isUserError('headMoved', /main has moved .*“meanwhile”.*approve it, then commit/));
    git('switch', '--quiet', '--create', 'other', 'HEAD~');
    const switched = test.app.actions.commitTask(task.id, 'x');
    await assert.rejects(switched, isUserError('headMoved', /reviewed on main, and HEAD is on other now/));
    git('switch', '--quiet', 'main');
    git('branch', '--quiet', '--delete', '--force', 'other');
    assert.deepEqual({ ...repository.state(), reflog: '' }, { ...before, reflog: '' });
    await test.app.actions.approveTask(task.id, null);
    await test.app.actions.commitTask(task.id, 'On top');
    assert.equal(git('log', '-2', '--format=%s'), 'On top\nmeanwhile\n');
  });

  it('makes no commit in the middle of a merge, and says what to do', async () => {
    git('switch', '--quiet', '--create', 'side');
    repository.write({ 'b.txt': 'side\n' });
    git('commit', '--quiet', '--all', '--message', 'side');
    git('switch', '--quiet', 'main');
    const task = await test.run(threeHunks);
    await test.app.actions.approveTask(task.id, null);
    git('merge', '--quiet', '--no-commit', '--no-ff', 'side');
    const before = repository.state();
    await assert.rejects(test.app.actions.commitTask(task.id, 'x'), isUserError('operation', /A merge is under way/));
    assert.deepEqual(repository.state(), before);
  });

  it('commits nothing where nothing is approved, or where unresolved conflicts are', async () => {
    const task = await test.run(threeHunks);
    await assert.rejects(
      test.app.actions.commitTask(task.id, 'x'),
      isUserError('nothingToCommit', /nothing approved to commit/),
    );
    await assert.rejects(test.app.actions.commitTask(task.id, ''), isUserError('nothingToCommit', /nothing approved/));
  });

  it('works with a split index, in a linked work tree, with sha256, and keeps the mode of the index', async () => {
    await test.dispose();
    repository = TestRepository.createEmpty();
    git('init', '--quiet', '--initial-branch=main', '--object-format=sha256', 'sub');
    const linked = join(repository.path, 'sub');
    const inside = (...args: string[]): string => git('-C', linked, ...args);
    for (const [name, value] of [
      ['user.name', 'Test'],
      ['user.email', 'test@example.com'],
      ['core.splitIndex', 'true'],
    ] as const) {
      inside('config', name, value);
    }
    repository.write({ 'sub/a.txt': numbered(), 'sub/b.txt': 'b\n' });
    inside('add', '.');
    inside('commit', '--quiet', '--message', 'initial');
    inside('worktree', 'add', '--quiet', join(repository.path, 'linked'));
    const index = join(linked, '.git/worktrees/linked/index');
    test = await TestAutobot.start(repository);
    const rows = await test.app.repositories.list();
    const row = rows.find(({ path }) => path.endsWith('linked'));
    assert.ok(row);
    repository.write({ 'linked/b.txt': 'staged\n' });
    git('-C', row.path, 'add', '.');
    chmodSync(index, 0o660);
    const { id } = await test.app.actions.newTask(
      row,
      `edit('a.txt', 'line 3\\n', 'Claude 3\\n'); fs.rmSync('b.txt');`,
    );
    const task = await test.reach(id, 'waiting_approval');
    await test.app.actions.approveTask(task.id, null);
    const { leftOut } = await test.app.actions.commitTask(task.id, 'In the linked one');
    assert.equal(statSync(index).mode & 0o777, 0o660); // before another git writes it anew
    assert.deepEqual(
      leftOut.map(({ path }) => path),
      ['b.txt'],
    );
    assert.equal(git('-C', row.path, 'log', '-1', '--format=%s %D'), 'In the linked one HEAD -> linked\n');
    assert.equal(git('-C', row.path, 'status', '--porcelain'), 'MD b.txt\n');
    assert.equal(inside('log', '--format=%s', 'main'), 'initial\n');
    assert.equal(inside('status', '--porcelain'), '');
    inside('fsck', '--strict');
  });
});

/** The lines that a diff adds and removes. */
function changedLines(diff: string): string[] {
  return diff.split('\n').filter(line => /^[+-](?![+-])/.test(line));
}
