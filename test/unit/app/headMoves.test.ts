import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { taskView } from '../../../src/app/timelineView';
import type { Task } from '../../../src/core/model';
import { UserError } from '../../../src/base/errors';
import { numbered } from '../../helpers/numberedLines';
import { TestRepository } from '../../helpers/repository';
import { TestAutobot } from '../../helpers/testAutobot';
import { waitForFile } from '../../helpers/waitForFile';

describe('app/head moves', () => {
  let repository: TestRepository;
  let test: TestAutobot;
  beforeEach(async () => {
    repository = TestRepository.create({ 'a.txt': numbered(), 'b.txt': numbered() });
    test = await TestAutobot.start(repository);
  });
  afterEach(() => test.dispose());

  const git = (...args: string[]): string => repository.git(...args);
  const path = (name: string): string => join(repository.path, name);
  const edit = `edit('a.txt', 'line 3\\n', 'Claude 3\\n');`;
  const shell = (command: string): string =>
    `process.getBuiltinModule('node:child_process').execSync(${JSON.stringify(command)});`;
  const view = (id: string): ReturnType<typeof taskView> => taskView(test.app, test.app.tasks.get(id));
  const says =
    (reason: string, words: RegExp) =>
    (error: unknown): boolean =>
      UserError.is(error, reason) && words.test(error.message);

  /** Something of the developer's in each place: staged, unstaged, both in Claude's file, untracked. */
  function developersWork(): void {
    repository.write({ 'a.txt': numbered([6, 'staged 6']), 'b.txt': numbered([1, 'staged 1']) });
    git('add', '.');
    repository.write({
      'a.txt': numbered([6, 'staged 6'], [20, 'mine 20']),
      'b.txt': numbered([1, 'mine 1']),
      u: 'u\n',
    });
  }

  async function committed(prompt = edit): Promise<string> {
    const task = await test.run(prompt);
    await test.app.actions.approveTask(task.id, null);
    await test.app.actions.commitTask(task.id, 'Three');
    return task.id;
  }

  describe('taking a commit back', () => {
    it('leaves work tree, staged and unstaged edits as they were, and the hunks approved', async () => {
      developersWork();
      const task = await test.run(edit);
      await test.app.actions.approveTask(task.id, null);
      const before = { ...repository.state(), reflog: '' };
      await test.app.actions.commitTask(task.id, 'Three');
      assert.ok(view(task.id).actions.includes('undoCommit'));
      await test.app.actions.undoCommit(task.id);
      assert.deepEqual({ ...repository.state(), reflog: '' }, before);
      assert.match(git('reflog', '-1'), /autobot: take back/);
      const api = test.app.api.getTask(task.id);
      assert.deepEqual(
        [api?.status, api?.commits, api?.files.flatMap(file => file.hunks.map(hunk => hunk.decision))],
        ['waiting_approval', [], ['approved']],
      );
      await test.app.actions.commitTask(task.id, 'Three again');
      assert.equal(git('log', '--format=%s'), 'Three again\ninitial\n');
      assert.equal(test.app.tasks.get(task.id).status, 'completed');
    });

    it('keeps what was staged since', async () => {
      const id = await committed();
      repository.write({ 'b.txt': numbered([9, 'later 9']), 'a.txt': numbered([3, 'Claude 3'], [12, 'later 12']) });
      git('add', '.');
      await test.app.actions.undoCommit(id);
      assert.equal(git('show', ':a.txt'), numbered([12, 'later 12']));
      assert.equal(git('show', ':b.txt'), numbered([9, 'later 9']));
    });

    it('takes the first commit of a repository back', async () => {
      await test.dispose();
      repository = TestRepository.createEmpty();
      test = await TestAutobot.start(repository);
      const id = await committed(`write('first.txt', 'x\\n');`);
      await test.app.actions.undoCommit(id);
      assert.equal(git('status', '--porcelain', '--branch'), '## No commits yet on main\n?? first.txt\n');
      await test.app.actions.commitTask(id, 'First again');
      assert.equal(git('log', '--format=%s'), 'First again\n');
    });

    it('refuses in words once it is not HEAD, is pushed, is on another branch, or there is none', async () => {
      const id = await committed();
      const { sha } = test.app.api.getTask(id)?.commits[0] ?? { sha: '' };
      git('update-ref', 'refs/remotes/origin/main', sha);
      await assert.rejects(test.app.actions.undoCommit(id), says('pushed', /has been pushed.*git revert/));
      git('update-ref', '-d', 'refs/remotes/origin/main');
      git('switch', '--quiet', '--create', 'other');
      await assert.rejects(test.app.actions.undoCommit(id), says('otherBranch', /was made on main/));
      git('commit', '--quiet', '--allow-empty', '--message', 'later');
      await assert.rejects(test.app.actions.undoCommit(id), says('notHead', /is not HEAD any more/));
      assert.equal(git('log', '--format=%s'), 'later\nThree\ninitial\n');
      const task = await test.run(`edit('b.txt', 'line 3\\n', 'Claude 3\\n');`);
      await assert.rejects(test.app.actions.undoCommit(task.id), says('noCommit', /no commit/));
    });
  });

  describe('a commit by hand', () => {
    it('completes a task whose whole change it holds, and names the commit', async () => {
      developersWork();
      const task = await test.run(`${edit} write('new.txt', 'new\\n');`);
      git('add', 'a.txt', 'new.txt');
      git('commit', '--quiet', '--message', 'by hand');
      git('commit', '--quiet', '--allow-empty', '--message', 'later');
      const completed = new Promise<Task>(resolve => {
        const listening = test.app.history.onDidChange(() => {
          const row = test.app.tasks.get(task.id);
          if (row.status === 'completed') {
            listening.dispose();
            resolve(row);
          }
        });
      });
      await test.app.repositories.rescan();
      const done = await completed;
      const sha = git('rev-parse', 'HEAD~').trim();
      assert.deepEqual([done.detail, done.committedSha], [`committed outside as ${sha.slice(0, 8)}`, sha]);
    });

    it('completes nothing while part of the change is missing, was taken out by hand, or is on another branch', async () => {
      const task = await test.run(`${edit} edit('b.txt', 'line 3\\n', 'Claude 3\\n');`);
      git('commit', '--quiet', '--message', 'half', 'a.txt');
      await test.app.actions.lookAtHead(task.id);
      assert.equal(test.app.tasks.get(task.id).status, 'waiting_approval');
      repository.write({ 'b.txt': numbered() });
      git('commit', '--quiet', '--allow-empty', '--message', 'nothing');
      await test.app.actions.lookAtHead(task.id);
      assert.equal(test.app.tasks.get(task.id).status, 'waiting_approval');
    });

    it('leaves nothing to commit, and a commit then says so', async () => {
      const task = await test.run(edit);
      await test.app.actions.approveTask(task.id, null);
      git('commit', '--quiet', '--all', '--message', 'by hand');
      await assert.rejects(
        test.app.actions.commitTask(task.id, 'x'),
        says('nothingToCommit', /nothing to commit: committed outside as [0-9a-f]{8}/),
      );
      assert.equal(test.app.tasks.get(task.id).status, 'completed');
    });
  });

  describe('a window that dies while it commits', () => {
    for (const [when, indexIsOld] of [
      ['before the index has followed', true],
      ['after it', false],
    ] as const) {
      it(`is settled by the next one: ${when}`, async () => {
        developersWork();
        const before = repository.ownWork();
        const task = await test.run(edit);
        await test.app.actions.approveTask(task.id, null);
        copyFileSync(path('.git/index'), path('.git/index.old'));
        repository.hook('post-commit', 'touch .git/made; while [ ! -e .git/go ]; do sleep 0.02; done');
        const dying = assert.rejects(test.app.actions.commitTask(task.id, 'Three'), /the disk is gone/);
        await waitForFile(path('.git/made'));
        test.keeper.failing = new Error('the disk is gone'); // nothing of this window gets out any more
        writeFileSync(path('.git/go'), '');
        await dying;
        await test.app.close();
        if (indexIsOld) {
          copyFileSync(path('.git/index.old'), path('.git/index'));
        }
        test.keeper.failing = undefined;
        await test.open();
        const done = await test.reach(task.id, 'completed');
        assert.deepEqual([done.committing, done.committedSha], [null, git('rev-parse', 'HEAD').trim()]);
        assert.deepEqual(repository.ownWork(), before);
        assert.equal(git('show', 'HEAD:a.txt'), numbered([3, 'Claude 3']));
        assert.deepEqual(
          test.app.api.getTask(task.id)?.commits.map(({ message }) => message),
          ['Three'],
        );
      });
    }

    it('before git has committed: the task is approved still, and can be committed', async () => {
      const task = await test.run(edit);
      await test.app.actions.approveTask(task.id, null);
      repository.hook('pre-commit', 'touch .git/asked; while [ ! -e .git/go ]; do sleep 0.02; done; exit 1');
      const dying = assert.rejects(test.app.actions.commitTask(task.id, 'Three'));
      await waitForFile(path('.git/asked'));
      test.keeper.failing = new Error('the disk is gone');
      writeFileSync(path('.git/go'), '');
      await dying;
      await test.app.close();
      test.keeper.failing = undefined;
      rmSync(path('.git/hooks/pre-commit'));
      await test.open();
      const row = test.app.tasks.get(task.id);
      assert.deepEqual([row.status, row.committing === null], ['approved', false]);
      await test.app.actions.commitTask(task.id, 'Three after all');
      assert.equal(git('log', '-1', '--format=%s'), 'Three after all\n');
      assert.equal(test.app.tasks.get(task.id).committing, null);
    });
  });

  describe('another git', () => {
    it('that holds the index is waited for, before the commit and after it', async () => {
      developersWork();
      const before = repository.ownWork();
      const task = await test.run(edit);
      await test.app.actions.approveTask(task.id, null);
      // Free once we are heard waiting; taken again between the commit and the index.
      const release = (): void => rmSync(path('.git/index.lock'));
      const waiting = new Promise<void>(resolve => {
        const look = (): void => {
          if (test.log.some(line => line.startsWith('Waiting for another git'))) {
            resolve();
          } else {
            setImmediate(look);
          }
        };
        look();
      });
      repository.write({ '.git/index.lock': '' });
      repository.hook('post-commit', 'touch .git/index.lock; (sleep 0.5; rm .git/index.lock) >/dev/null 2>&1 &');
      const committing = test.app.actions.commitTask(task.id, 'Three');
      await waiting;
      release();
      const { indexPending } = await committing;
      assert.equal(indexPending, false);
      assert.deepEqual(repository.ownWork(), before);
    });

    it('that never lets go is named, its lock stays, and nothing has changed', async () => {
      await test.app.close();
      test.patience = 200;
      await test.open();
      const task = await test.run(edit);
      await test.app.actions.approveTask(task.id, null);
      for (const lock of ['index.lock', 'HEAD.lock', 'refs/heads/main.lock']) {
        repository.write({ [`.git/${lock}`]: '' });
        const refused = test.app.actions.commitTask(task.id, 'x');
        await assert.rejects(refused, says('locked', new RegExp(`${lock} is there. Nothing was changed`)));
        assert.ok(existsSync(path(`.git/${lock}`)));
        rmSync(path(`.git/${lock}`));
      }
      assert.equal(git('log', '--format=%s'), 'initial\n');
      assert.equal(git('diff', '--cached'), '');
    });

    it('that takes the index right after our commit gets it back in order as soon as it lets go', async () => {
      await test.app.close();
      test.patience = 200;
      await test.open();
      developersWork();
      const before = repository.ownWork();
      const task = await test.run(edit);
      await test.app.actions.approveTask(task.id, null);
      repository.hook('post-commit', 'touch .git/index.lock');
      const { indexPending } = await test.app.actions.commitTask(task.id, 'Three');
      assert.deepEqual([indexPending, test.app.tasks.get(task.id).status], [true, 'completed']);
      const settled = new Promise<void>(resolve => {
        const listening = test.app.history.onDidChange(() => {
          if (test.app.tasks.get(task.id).committing === null) {
            listening.dispose();
            resolve();
          }
        });
      });
      rmSync(path('.git/index.lock'));
      await settled;
      assert.deepEqual(repository.ownWork(), before);
    });

    it('that commits, adds and packs at the same time loses nothing', async function () {
      this.timeout(60_000);
      const run = promisify(execFile);
      const busy = async (...commands: string[][]): Promise<void> => {
        for (const command of commands) {
          await run('git', command, { cwd: repository.path });
        }
      };
      const task = await test.run(`${edit} ${shell('git gc --quiet')}`);
      const packing = busy(['gc', '--quiet'], ['repack', '-a', '-d', '-q'], ['pack-refs', '--all']);
      await test.app.actions.approveTask(task.id, null);
      repository.write({ 'b.txt': numbered([1, 'mine 1']) });
      // The developer stages while the hooks run: neither's index may undo the other's.
      repository.hook('pre-commit', 'touch .git/asked; while [ ! -e .git/go ]; do sleep 0.02; done');
      const committing = test.app.actions.commitTask(task.id, 'Three');
      await waitForFile(path('.git/asked'));
      git('add', 'b.txt');
      writeFileSync(path('.git/go'), '');
      await Promise.all([committing, packing]);
      assert.equal(git('show', 'HEAD:a.txt'), numbered([3, 'Claude 3']));
      assert.equal(git('status', '--porcelain'), 'M  b.txt\n');
      git('fsck', '--strict');
    });

    it('that commits while the hooks run: ours is refused, and theirs stands', async () => {
      const task = await test.run(edit);
      await test.app.actions.approveTask(task.id, null);
      repository.hook('pre-commit', 'touch .git/asked; while [ ! -e .git/go ]; do sleep 0.02; done');
      const committing = assert.rejects(test.app.actions.commitTask(task.id, 'x'), says('headMoved', /HEAD has moved/));
      await waitForFile(path('.git/asked'));
      git('commit', '--quiet', '--no-verify', '--allow-empty', '--message', 'theirs');
      writeFileSync(path('.git/go'), '');
      await committing;
      assert.equal(git('log', '--format=%s'), 'theirs\ninitial\n');
      assert.equal(git('diff', '--cached'), '');
    });
  });

  describe('Claude', () => {
    it('commits itself: noticed, the change stays to be reviewed, and HEAD is taken back on request alone', async () => {
      developersWork();
      const before = repository.ownWork();
      const head = git('rev-parse', 'HEAD');
      const task = await test.run(`${edit} ${shell('git commit --quiet --all --message "by Claude"')}`);
      assert.deepEqual(
        test.app.api.getTask(task.id)?.files.map(file => file.path),
        ['a.txt'],
      );
      assert.match(view(task.id).turns[0]?.moved ?? '', /main has gained a commit: [0-9a-f]{8} “by Claude”\. Nothing/);
      assert.equal(git('log', '-1', '--format=%s'), 'by Claude\n');
      assert.equal(task.status, 'waiting_approval');
      await test.app.actions.lookAtHeads();
      assert.ok(view(task.id).actions.includes('takeBackHead'));

      await test.app.actions.takeHeadBack(task.id);
      assert.equal(git('rev-parse', 'HEAD'), head);
      const after = repository.ownWork();
      assert.deepEqual([after.staged, after.untracked], [before.staged, before.untracked]);
      assert.equal(view(task.id).actions.includes('takeBackHead'), false);
      assert.match(view(task.id).turns[0]?.moved ?? '', /HEAD was taken back since/);

      await test.app.actions.approveTask(task.id, null);
      await test.app.actions.commitTask(task.id, 'Three');
      assert.equal(git('show', 'HEAD:a.txt'), numbered([3, 'Claude 3']));
      assert.deepEqual(repository.ownWork(), before);
    });

    it('commits itself, and what is approved is in HEAD already: nothing to commit, and completed', async () => {
      const task = await test.run(`${edit} ${shell('git commit --quiet --all --message "by Claude"')}`);
      await test.app.actions.approveTask(task.id, null);
      await assert.rejects(test.app.actions.commitTask(task.id, 'x'), says('nothingToCommit', /in HEAD already/));
      assert.equal(test.app.tasks.get(task.id).status, 'completed');
      assert.equal(git('log', '--format=%s'), 'by Claude\ninitial\n');
    });

    it('switches the branch, commits there and detaches: HEAD goes back, and the branch it made stays', async () => {
      const head = git('rev-parse', 'HEAD');
      const commands = 'git switch -q -c topic && git add -A && git commit -q -m topic && git checkout -q --detach';
      const task = await test.run(`${edit} ${shell(commands)}`);
      assert.match(
        view(task.id).turns[0]?.moved ?? '',
        /HEAD went from main to a detached HEAD at [0-9a-f]{8} \(a commit/,
      );
      await test.app.actions.takeHeadBack(task.id);
      assert.equal(git('symbolic-ref', 'HEAD'), 'refs/heads/main\n');
      assert.equal(git('rev-parse', 'HEAD'), head);
      assert.equal(git('log', '-1', '--format=%s', 'topic'), 'topic\n');
      assert.deepEqual([git('diff', '--cached'), repository.read('a.txt')], ['', numbered([3, 'Claude 3'])]);
    });

    it('resets away commits: HEAD goes back to them', async () => {
      repository.write({ 'b.txt': numbered([1, 'second']) });
      git('commit', '--quiet', '--all', '--message', 'second');
      const head = git('rev-parse', 'HEAD');
      const task = await test.run(`${shell('git reset --quiet --hard HEAD~')} ${edit}`);
      assert.match(view(task.id).turns[0]?.moved ?? '', /main was set to [0-9a-f]{8}/);
      await test.app.actions.takeHeadBack(task.id);
      assert.equal(git('rev-parse', 'HEAD'), head);
      await test.app.actions.rejectTask(task.id, null);
      assert.equal(git('status', '--porcelain'), '');
    });

    it('stashes what the developer had: said, and a rejection brings it back', async () => {
      repository.write({ 'b.txt': numbered([1, 'mine 1']) });
      const task = await test.run(`${shell('git stash --quiet')} ${edit}`);
      assert.match(view(task.id).turns[0]?.moved ?? '', /put into the stash \(git stash pop brings them back\)/);
      assert.equal(view(task.id).actions.includes('takeBackHead'), false);
      await test.app.actions.rejectTask(task.id, null);
      assert.equal(repository.read('b.txt'), numbered([1, 'mine 1']));
      assert.equal(git('stash', 'list').split('\n').length, 2);
    });

    it('moves HEAD, and then the developer does: taking it back stops', async () => {
      const task = await test.run(`${edit} ${shell('git commit --quiet --all --message "by Claude"')}`);
      git('commit', '--quiet', '--allow-empty', '--message', 'mine');
      await assert.rejects(test.app.actions.takeHeadBack(task.id), says('headMoved', /moved meanwhile/));
      assert.equal(git('log', '-1', '--format=%s'), 'mine\n');
    });
  });

  it('notices a developer who rebases or commits while Claude works, and the work is kept', async () => {
    repository.write({ 'b.txt': numbered([1, 'mine 1']) });
    const running = test.run(`write('.git/ready', ''); await saved('.git/go'); ${edit}`);
    await waitForFile(path('.git/ready'));
    git('commit', '--quiet', '--all', '--message', 'mine');
    writeFileSync(path('.git/go'), '');
    const task = await running;
    assert.match(view(task.id).turns[0]?.moved ?? '', /^While Claude worked, main has gained a commit: .*“mine”/);
    assert.deepEqual(
      test.app.api.getTask(task.id)?.files.map(file => file.path),
      ['a.txt'],
    );
    await test.app.actions.approveTask(task.id, null);
    await test.app.actions.commitTask(task.id, 'Three');
    assert.equal(git('log', '--format=%s'), 'Three\nmine\ninitial\n');
    assert.equal(git('status', '--porcelain'), '');
  });
});
