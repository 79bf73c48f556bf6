import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { Task } from '../../../src/core/model';
import { maxUntrackedBytes } from '../../../src/git/snapshotTree';
import { TestRepository } from '../../helpers/repository';
import { TestAutobot } from '../../helpers/testAutobot';

describe('app/ignored files', () => {
  let repository: TestRepository;
  let test: TestAutobot;
  beforeEach(async () => {
    repository = TestRepository.create({ 'a.txt': 'one\n', '.gitignore': '.env\nlogs/\n' });
    repository.write({ '.env': 'KEY=mine\nPORT=1\n', 'logs/old.log': 'old\n' });
    test = await TestAutobot.start(repository);
  });
  afterEach(() => test.dispose());

  const has = (name: string): boolean => existsSync(join(repository.path, name));
  const changed = (task: Task): [string, string][] =>
    (test.app.api.getTask(task.id)?.files ?? []).map(file => [file.path, file.change]);
  const notices = async (task: Task): Promise<string[]> => {
    const streams = await test.app.streams.of(task.id, task.workTree);
    return [...streams.values()].flatMap(({ items }) =>
      [...items].flatMap(item => (item.kind === 'notice' ? [item.text] : [])),
    );
  };

  it('what Claude’s tools write in them is part of the change, and is taken back and brought back', async () => {
    const task = await test.run(
      `await tool('.env', 'KEY=mine\\nPORT=2\\n'); await tool('logs/new.log', 'new\\n'); write('logs/by bash.log', 'x'); write('a.txt', 'two\\n');`,
    );
    assert.deepEqual(changed(task), [
      ['.env', 'modified'],
      ['a.txt', 'modified'],
      ['logs/new.log', 'added'],
    ]);
    assert.equal(test.hunks(task, '.env').length, 1);

    await test.app.actions.rejectTask(task.id, null);
    assert.deepEqual([repository.read('.env'), repository.read('a.txt')], ['KEY=mine\nPORT=1\n', 'one\n']);
    assert.deepEqual(['logs/old.log', 'logs/new.log', 'logs/by bash.log'].map(has), [true, false, true]);

    await test.app.actions.undoReject(task.id);
    assert.deepEqual([repository.read('.env'), repository.read('logs/new.log')], ['KEY=mine\nPORT=2\n', 'new\n']);
  });

  it('keeps them apart from the developer’s lines, over several turns', async () => {
    const task = await test.run(`await tool('.env', 'KEY=mine\\nPORT=2\\n');`);
    repository.write({ '.env': 'KEY=mine\nPORT=2\nMINE=1\n' });
    await test.app.actions.sendMessage(task.id, `await tool('.env', 'NEW=1\\n' + read('.env'));`);
    await test.reach(task.id, 'running');
    await test.reach(task.id, 'waiting_approval');
    assert.equal(test.hunks(task, '.env').length, 2);
    await test.app.actions.rejectTask(task.id, null);
    assert.equal(repository.read('.env'), 'KEY=mine\nPORT=1\nMINE=1\n');
  });

  it('commits none of them; a task of which nothing else is left is completed', async () => {
    const task = await test.run(`await tool('.env', 'KEY=Claude\\n'); write('a.txt', 'two\\n');`);
    await test.app.actions.approveTask(task.id, null);
    await test.app.actions.commitTask(task.id, 'Two');
    assert.equal(repository.git('show', '--format=', '--name-only', 'HEAD'), 'a.txt\n');
    assert.deepEqual([test.app.tasks.get(task.id).status, repository.read('.env')], ['completed', 'KEY=Claude\n']);

    const second = await test.run(`await tool('.env', 'KEY=again\\n');`);
    await test.app.actions.approveTask(second.id, null);
    const { status, detail } = test.app.tasks.get(second.id);
    assert.deepEqual([status, /git ignores/.test(detail ?? '')], ['completed', true]);
  });

  it('refuses an edit whose bytes could not be saved', async () => {
    const task = await test.run(
      `fs.chmodSync('.git/objects', 0o500); fs.renameSync('.git/objects', '.git/gone');
       const refused = await tool('.env', 'KEY=lost\\n').then(() => '', error => error.message);
       fs.renameSync('.git/gone', '.git/objects'); fs.chmodSync('.git/objects', 0o700); write('said.txt', refused);`,
    );
    assert.equal(repository.read('.env'), 'KEY=mine\nPORT=1\n');
    assert.match(repository.read('said.txt'), /Autobot could not save this file before the edit: /);
    assert.deepEqual(changed(task), [['said.txt', 'added']]);
  });

  it('has nothing to do with files outside of the repository or in one inside it', async () => {
    execFileSync('git', ['init', '--quiet', join(repository.path, 'inner')]);
    const task = await test.run(
      `await tool('inner/x.txt', 'x'); await tool('../${repository.path.split('/').at(-1) ?? ''}-outside.txt', 'x'); write('a.txt', 'two\\n');
       fs.unlinkSync('../${repository.path.split('/').at(-1) ?? ''}-outside.txt')`,
    );
    assert.deepEqual(changed(task), [['a.txt', 'modified']]);
    assert.deepEqual(await notices(task), [
      'Not part of the snapshots, so changes there are neither shown nor taken back: repositories inside this one (inner).',
    ]);
  });

  it('says what is left out for its size, and takes in what Claude’s tools write there', async () => {
    repository.write({ 'huge.bin': '' });
    truncateSync(join(repository.path, 'huge.bin'), maxUntrackedBytes + 1);
    const task = await test.run(`await tool('huge.bin', 'small now'); write('a.txt', 'two\\n');`);
    assert.deepEqual(await notices(task), [
      'Not part of the snapshots, so changes there are neither shown nor taken back: untracked files over 50 MB (huge.bin).',
    ]);
    assert.deepEqual(changed(task), [
      ['a.txt', 'modified'],
      ['huge.bin', 'modified'],
    ]);
  });

  it('a file that Claude makes git ignore is not taken for deleted', async () => {
    repository.write({ 'mine.txt': 'mine\n' });
    const task = await test.run(`write('.gitignore', '*.txt\\n.env\\nlogs/\\n');`);
    assert.deepEqual(changed(task), [['.gitignore', 'modified']]);
    await test.app.actions.rejectTask(task.id, null);
    assert.equal(repository.read('mine.txt'), 'mine\n');
  });

  it('a file that Claude makes git not ignore any more is the developer’s, and stays', async () => {
    const task = await test.run(`write('.gitignore', 'nothing\\n'); write('new.txt', 'new\\n');`);
    assert.deepEqual(changed(task), [
      ['.gitignore', 'modified'],
      ['new.txt', 'added'],
    ]);
    await test.app.actions.rejectTask(task.id, null);
    assert.deepEqual([repository.read('.env'), has('new.txt')], ['KEY=mine\nPORT=1\n', false]);
  });

  it('knows what was there also after the window died in the middle of the turn', async () => {
    const task = await test.run(`await tool('.env', 'KEY=Claude\\n');`);
    const [turn] = test.app.tasks.turns(task.id);
    assert.ok(turn);
    await test.app.history.put('tasks', { ...task, status: 'running' });
    await test.app.history.put('turns', { ...turn, endTree: null, endedAt: null, outcome: null });
    await test.open();
    await test.app.actions.rejectTask(task.id, null);
    assert.equal(repository.read('.env'), 'KEY=mine\nPORT=1\n');
  });
});
