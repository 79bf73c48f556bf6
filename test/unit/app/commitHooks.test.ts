import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { UserError } from '../../../src/base/errors';
import { taskView } from '../../../src/app/timelineView';
import type { HookHunkView, TaskView } from '../../../src/protocol/view';
import { numbered } from '../../helpers/numberedLines';
import { TestRepository } from '../../helpers/repository';
import { TestAutobot } from '../../helpers/testAutobot';

describe('app/commit hooks', () => {
  let repository: TestRepository;
  let test: TestAutobot;
  beforeEach(async () => {
    repository = TestRepository.create({ 'a.txt': numbered(), 'b.txt': numbered() });
    test = await TestAutobot.start(repository);
  });
  afterEach(() => test.dispose());

  const git = (...args: string[]): string => repository.git(...args);
  const edit = `edit('a.txt', 'line 3\\n', 'Claude 3\\n');`;

  async function approved(prompt = edit): Promise<string> {
    const task = await test.run(prompt);
    await test.app.actions.approveTask(task.id, null);
    return task.id;
  }

  function byHook(id: string): readonly Omit<HookHunkView, 'id'>[] {
    const hunks = taskView(test.app, test.app.tasks.get(id)).commit?.byHook ?? [];
    return hunks.map(({ path, before, after, swept }) => ({ path, before, after, swept }));
  }

  it('runs all four, in the order and with what git gives them, and keeps the message as they made it', async () => {
    repository.write({ 'b.txt': 'staged\n' });
    git('add', 'b.txt');
    const note = (name: string, more = ''): void =>
      repository.hook(name, `echo ${name} $2 $(git diff --cached --name-only) >> .git/seen; ${more}`);
    note('pre-commit', `env | grep -c "^GIT_LITERAL_PATHSPECS\\|^GIT_OPTIONAL_LOCKS" >> .git/seen; true`);
    note('prepare-commit-msg', `echo "Ticket: 7" >> "$1"`);
    note('commit-msg');
    note('post-commit');
    const id = await approved();
    const { commit, changedByHook } = await test.app.actions.commitTask(id, 'Three\n');
    assert.equal(
      repository.read('.git/seen'),
      'pre-commit a.txt\n0\nprepare-commit-msg message a.txt\ncommit-msg a.txt\npost-commit\n',
    );
    assert.deepEqual([commit.message, changedByHook], ['Three\nTicket: 7', false]);
    assert.equal(git('log', '-1', '--format=%B').trim(), 'Three\nTicket: 7');
  });

  it('sends Claude what one said that refused, and commits what Claude makes of it', async () => {
    repository.hook(
      'pre-commit',
      `grep -q licence a.txt && exit 0; printf '\\033[31mno licence\\033[0m\\n' >&2; exit 1`,
    );
    const id = await approved();
    await assert.rejects(test.app.actions.commitTask(id, 'x'), /no licence/);
    const view = (): TaskView => taskView(test.app, test.app.tasks.get(id));
    assert.deepEqual([view().refused, view().detail, view().actions.includes('fix')], ['no licence', null, true]);
    repository.write({ '.git/fix.js': `edit('a.txt', 'line 9\\n', 'licence\\n');` });
    await test.app.actions.fix(id);
    await test.reach(id, 'waiting_approval');
    assert.match(test.app.tasks.turns(id).at(-1)?.prompt ?? '', /A commit hook refused[^]*\n {4}no licence$/);
    assert.equal(view().refused, null);
    await test.app.actions.approveTask(id, null);
    await test.app.actions.commitTask(id, 'x');
    assert.match(git('show', 'HEAD:a.txt'), /licence/);
  });

  it('leaves everything as it was when one refuses, and says its words', async () => {
    repository.write({ 'b.txt': 'staged\n' });
    git('add', 'b.txt');
    for (const [name, script] of [
      ['pre-commit', 'echo "not on Mondays"; exit 1'],
      ['prepare-commit-msg', 'echo "no message" >&2; exit 3'],
      ['commit-msg', 'echo "bad message" >&2; exit 1'],
    ] as const) {
      const id = await approved();
      const before = repository.state();
      repository.hook(name, script);
      const words = /echo "(?<words>[^"]*)"/.exec(script)?.groups?.['words'] ?? '';
      await assert.rejects(
        test.app.actions.commitTask(id, 'x'),
        (error: unknown) => UserError.is(error, 'commitRefused') && error.message.includes(words),
      );
      assert.deepEqual(repository.state(), before);
      const task = test.app.tasks.get(id);
      assert.deepEqual([task.status, task.committing, task.detail?.includes(words)], ['waiting_approval', null, true]);
      assert.deepEqual(
        test.app.api.getTask(id)?.files.flatMap(file => file.hunks.map(hunk => hunk.decision)),
        ['approved'],
      );
      await test.app.actions.rejectTask(id, null);
      repository.remove(`.git/hooks/${name}`);
    }
  });

  it('notices what a formatting hook changed, shows it, and takes it out of the commit on request', async () => {
    repository.write({ 'a.txt': numbered([20, 'mine 20']), 'b.txt': numbered([1, 'staged 1']) });
    git('add', 'b.txt');
    const before = repository.ownWork();
    // As lint-staged does: only what is staged is formatted, in the index and in the file alike.
    repository.hook(
      'pre-commit',
      `git show :a.txt | sed 's/Claude 3/Claude 3;/; s/line 9/line 9;/' > .git/new
       git update-index --cacheinfo 100644,$(git hash-object -w .git/new),a.txt
       sed -i 's/Claude 3/Claude 3;/; s/line 9/line 9;/' a.txt`,
    );
    const id = await approved();
    const { changedByHook, commit } = await test.app.actions.commitTask(id, 'Three');
    assert.deepEqual([changedByHook, commit.swept], [true, []]);
    assert.deepEqual(byHook(id), [
      { path: 'a.txt', before: 'Claude 3\n', after: 'Claude 3;\n', swept: false },
      { path: 'a.txt', before: 'line 9\n', after: 'line 9;\n', swept: false },
    ]);
    assert.deepEqual(repository.ownWork(), before);

    const [, nine = ''] = (await test.app.hookChanges.load(test.app.tasks.get(id), commit))?.files[0]?.hunks ?? [];
    assert.ok(nine);
    const amended = await test.app.actions.takeHookHunkBack(id, 'a.txt', nine.id);
    assert.equal(git('show', 'HEAD:a.txt'), numbered([3, 'Claude 3;']));
    assert.equal(git('log', '--format=%s'), 'Three\ninitial\n');
    assert.equal(git('rev-parse', 'HEAD').trim(), amended.sha);
    assert.deepEqual(
      byHook(id).map(({ after }) => after),
      ['Claude 3;\n'],
    );
    const after = repository.ownWork();
    assert.equal(after.staged, before.staged);
    assert.match(after.unstaged, /^-line 9\n\+line 9;$/m);
    assert.equal(test.app.api.getTask(id)?.commits.length, 1);
  });

  it('says loudly when a hook swept uncommitted lines in, and takes them out again', async () => {
    repository.write({ 'a.txt': numbered([12, 'mine 12']), 'b.txt': 'staged\n' });
    git('add', 'b.txt');
    repository.write({ 'b.txt': 'staged\nunstaged\n' });
    const before = repository.ownWork();
    repository.hook('pre-commit', `sed -i 's/Claude 3/Claude 3;/; s/mine 12/mine 12;/' a.txt; git add a.txt`);
    const id = await approved();
    const { commit } = await test.app.actions.commitTask(id, 'Three');
    assert.equal(git('show', 'HEAD:a.txt'), numbered([3, 'Claude 3;'], [12, 'mine 12;']));
    assert.deepEqual(
      byHook(id).map(({ after, swept }) => [after, swept]),
      [
        ['Claude 3;\n', false],
        ['mine 12;\n', true],
      ],
    );
    await test.app.actions.takeHookHunkBack(id, 'a.txt', commit.swept[0] ?? '');
    assert.equal(git('show', 'HEAD:a.txt'), numbered([3, 'Claude 3;']));
    const after = repository.ownWork();
    assert.deepEqual(after, { ...before, unstaged: before.unstaged.replace('mine 12', 'mine 12;') });
    assert.deepEqual(
      byHook(id).map(({ swept }) => swept),
      [false],
    );
  });

  it('says loudly when a hook adds everything, untracked files and undecided hunks too', async () => {
    repository.write({ 'b.txt': numbered([1, 'mine 1']), 'untracked.txt': 'u\n' });
    repository.hook('pre-commit', 'git add --all');
    const task = await test.run(`${edit} edit('a.txt', 'line 17\\n', 'Claude 17\\n');`);
    const [first = ''] = test.hunks(task, 'a.txt');
    await test.app.actions.approveHunks(task.id, new Map([['a.txt', new Set([first])]]));
    await test.app.actions.commitTask(task.id, 'Three');
    assert.deepEqual(
      byHook(task.id).map(({ path, swept }) => [path, swept]),
      [
        ['a.txt', true],
        ['b.txt', true],
        ['untracked.txt', true],
      ],
    );
    assert.equal(git('status', '--porcelain'), '');
    // All of it is in HEAD now, which the next look finds: nothing is left to decide.
    await test.app.actions.undoCommit(task.id);
    assert.equal(git('status', '--porcelain'), ' M a.txt\n M b.txt\n?? untracked.txt\n');
  });

  it('works with the real lint-staged and prettier, as a plain git commit does', async function () {
    this.timeout(60_000);
    const config = { 'lint-staged': { '*.js': 'prettier --write' } };
    repository.write({
      'package.json': JSON.stringify(config),
      'x.js': 'let a = 1;\n\nlet b = 2;\n',
      '.gitignore': 'node_modules\n',
    });
    git('add', '.');
    git('commit', '--quiet', '--message', 'js');
    symlinkSync(resolve('node_modules'), join(repository.path, 'node_modules'));
    repository.write({ 'x.js': 'let a = 1;\n\nlet b = 2;\nlet mine   = 4\n', 'b.txt': 'staged\n' });
    git('add', 'b.txt');
    const before = repository.ownWork();
    repository.hook(
      'pre-commit',
      `PATH="$PWD/node_modules/.bin:${process.env['PATH'] ?? ''}" lint-staged --no-stash --hide-partially-staged`,
    );
    const id = await approved(`edit('x.js', 'let a = 1;\\n', 'let a   = 3\\n');`);
    const { changedByHook, commit } = await test.app.actions.commitTask(id, 'Three');
    assert.equal(git('show', 'HEAD:x.js'), 'let a = 3;\n\nlet b = 2;\n');
    assert.deepEqual([changedByHook, commit.swept], [true, []]);
    assert.deepEqual(byHook(id), [{ path: 'x.js', before: 'let a   = 3\n', after: 'let a = 3;\n', swept: false }]);
    assert.deepEqual(repository.ownWork(), before);
  });

  it('signs as configured, with ssh and with gpg, and says what signing says when it fails', async function () {
    this.timeout(60_000);
    const keys = mkdtempSync(join(tmpdir(), 'keys-'));
    try {
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(keys, 'ssh')]);
      git('config', 'commit.gpgSign', 'true');
      git('config', 'gpg.format', 'ssh');
      git('config', 'user.signingKey', join(keys, 'ssh.pub'));
      await test.app.actions.commitTask(await approved(), 'Signed by ssh');
      assert.match(git('cat-file', 'commit', 'HEAD'), /-----BEGIN SSH SIGNATURE-----/);

      const gpg = join(keys, 'gpg');
      repository.write({ '.git/gpg': `#!/bin/sh\nexec gpg --homedir ${gpg} --batch "$@"\n` });
      execFileSync('sh', ['-c', `mkdir -m 700 ${gpg}; chmod 755 ${join(repository.path, '.git/gpg')}`]);
      const generate = ['--homedir', gpg, '--batch', '--passphrase', '', '--quick-gen-key', 'test@example.com'];
      execFileSync('gpg', generate, { stdio: 'ignore' });
      git('config', 'gpg.format', 'openpgp');
      git('config', 'user.signingKey', 'test@example.com');
      git('config', 'gpg.program', join(repository.path, '.git/gpg'));
      const second = await approved(`edit('a.txt', 'line 5\\n', 'Claude 5\\n');`);
      const { commit } = await test.app.actions.commitTask(second, 'Signed by gpg');
      assert.match(git('cat-file', 'commit', 'HEAD'), /-----BEGIN PGP SIGNATURE-----/);
      assert.equal(commit.message, 'Signed by gpg');
      execFileSync('gpgconf', ['--homedir', gpg, '--kill', 'all']);

      git('config', 'gpg.program', '/bin/false');
      const third = await approved(`edit('a.txt', 'line 7\\n', 'Claude 7\\n');`);
      const before = repository.state();
      await assert.rejects(test.app.actions.commitTask(third, 'x'), /gpg failed to sign the data/);
      assert.deepEqual(repository.state(), before);
    } finally {
      rmSync(keys, { recursive: true, force: true });
    }
  });

  it('says who is asked when git does not know the developer', async () => {
    git('config', 'user.name', '');
    const id = await approved();
    await assert.rejects(test.app.actions.commitTask(id, 'x'), /Set user\.name and user\.email/);
    assert.equal(existsSync(join(repository.path, '.git/index.lock')), false);
  });

  it('ends the message with the trailers that the setting names', async () => {
    test.settings = { ...test.settings, commitTrailers: ['task', 'cost', 'gates', 'coAuthor', 'nonsense'] };
    const id = await approved();
    const { commit } = await test.app.actions.commitTask(id, 'Three\n\nWhy.');
    const trailers = `Autobot-Task: ${id}\nAutobot-Cost: 0.5000 USD\nAutobot-Gates: not run`;
    assert.equal(commit.message, `Three\n\nWhy.\n\n${trailers}\nCo-Authored-By: Claude <noreply@anthropic.com>`);
    assert.equal(git('log', '-1', '--format=%(trailers:key=Autobot-Task,valueonly)').trim(), id);
  });

  describe('after gates', () => {
    const trailersOf = (message: string): string[] => message.split('\n').filter(line => line.startsWith('Autobot-'));
    const failed = async (): Promise<string> => {
      test.settings = { ...test.settings, qaGates: () => [{ name: 'check', command: 'test "$(head -1 a.txt)" != 2' }] };
      const { id } = await test.run(`write('a.txt', '2\\n'); write('b.txt', '2\\n');`, 'qa_failed');
      return id;
    };

    it('offers the reason of an approval in spite of them as a trailer, to be kept or struck out', async () => {
      const id = await failed();
      await test.app.actions.approveTask(id, 'The gate is\nout of date.');
      const proposed = await test.app.actions.proposeMessage(id);
      assert.deepEqual(trailersOf(proposed), ['Autobot-Reason: The gate is out of date.']);
      assert.equal(test.app.tasks.get(id).commitMessage, proposed);
      const { commit } = await test.app.actions.commitTask(id, proposed.split('\n\nAutobot-')[0] ?? '');
      assert.deepEqual(trailersOf(commit.message), []);
    });

    it('says it again in a second commit, and of what each gate said which files it meant', async () => {
      const id = await failed();
      test.settings = { ...test.settings, commitTrailers: ['gates', 'reason'] };
      await test.app.actions.approveTask(id, 'It is wrong.');
      const both = await test.app.actions.commitTask(id, 'Both');
      const said = ['Autobot-Gates: check failed', 'Autobot-Reason: It is wrong.'];
      assert.deepEqual(trailersOf(both.commit.message), said);
      await test.app.actions.undoCommit(id);
      const task = test.app.tasks.get(id);
      const [hunk = ''] = test.hunks(task, 'b.txt');
      await test.app.actions.rejectHunks(id, new Map([['b.txt', new Set([hunk])]]), { reason: null });
      const one = await test.app.actions.commitTask(id, 'One');
      assert.deepEqual(trailersOf(one.commit.message), [`${said[0]} (on other files)`, said[1]]);
    });
  });
});
