import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { getStagedTree } from '../../../src/git/editIndex';
import { keepTree } from '../../../src/git/snapshotRefs';
import { snapshotTree } from '../../helpers/snapshotTree';
import { TestRepository } from '../../helpers/repository';

describe('git/snapshotTree', () => {
  let repository: TestRepository;
  beforeEach(() => {
    repository = TestRepository.create({ 'a.txt': 'one\n', 'b.txt': 'two\n', '.gitignore': '*.log\n' });
  });
  afterEach(() => repository.dispose());

  const namesIn = (tree: string): string[] =>
    repository.git('ls-tree', '-r', '-z', '--name-only', tree).split('\0').slice(0, -1);

  it('holds the whole work tree and leaves the developer’s state alone', async () => {
    repository.write({ 'a.txt': 'staged\n' });
    repository.git('add', 'a.txt');
    repository.write({ 'a.txt': 'unstaged\n', 'new ü\n"file".txt': 'x', 'x.log': 'ignored' });
    repository.remove('b.txt');
    const before = repository.state();

    const tree = await snapshotTree(repository.path);

    assert.deepEqual(namesIn(tree), ['.gitignore', 'a.txt', 'new ü\n"file".txt']);
    assert.equal(repository.git('cat-file', '-p', `${tree}:a.txt`), 'unstaged\n');
    assert.deepEqual(repository.state(), before);
  });

  it('is the same tree for the same files', async () => {
    assert.equal(await snapshotTree(repository.path), await snapshotTree(repository.path));
    assert.equal(await snapshotTree(repository.path), repository.git('rev-parse', 'HEAD^{tree}').trim());
  });

  it('leaves what is staged to be told as it is, however often it changes', async () => {
    const staged = (): string => repository.git('write-tree').trim();
    const asTold = async (): Promise<string> => {
      await snapshotTree(repository.path);
      return getStagedTree(repository.path);
    };
    assert.equal(await asTold(), staged());
    repository.write({ 'a.txt': 'staged\n' });
    repository.git('add', 'a.txt');
    assert.equal(await asTold(), staged());
    repository.git('rm', '--quiet', '--cached', 'b.txt'); // still there: untracked
    assert.equal(await asTold(), staged());
    repository.write({ 'new.txt': 'x' });
    repository.git('add', '--intent-to-add', 'new.txt');
    assert.equal(await asTold(), staged());
    repository.git('reset', '--quiet');
    assert.equal(await asTold(), staged());
  });

  it('sees a change of the same size in the very second of the commit', async () => {
    // Git calls this racy: nothing but the index being no older than the file tells that the file may have changed.
    const second = Math.floor(Date.now() / 1000) - 60;
    const touch = (name: string): void => utimesSync(join(repository.path, name), second, second);
    repository.write({ 'a.txt': 'two\n' });
    touch('a.txt');
    repository.git('add', 'a.txt');
    repository.write({ 'a.txt': 'six\n' });
    ['a.txt', '.git/index'].forEach(touch);
    const tree = await snapshotTree(repository.path);
    assert.equal(repository.git('cat-file', '-p', `${tree}:a.txt`), 'six\n');
  });

  it('leaves nested repositories out, with and without a commit', async () => {
    for (const [name, commits] of [
      ['with', true],
      ['without', false],
    ] as const) {
      mkdirSync(join(repository.path, name));
      const run = (...args: string[]): void => void execFileSync('git', args, { cwd: join(repository.path, name) });
      run('init', '--quiet');
      repository.write({ [`${name}/inside.txt`]: 'x' });
      if (commits) {
        run('add', '.');
        run('-c', 'user.name=T', '-c', 'user.email=t@example.com', 'commit', '--quiet', '--message', 'x');
      }
    }
    repository.write({ 'new.txt': 'x' });
    assert.deepEqual(namesIn(await snapshotTree(repository.path)), ['.gitignore', 'a.txt', 'b.txt', 'new.txt']);
  });

  it('works before the first commit', async () => {
    const empty = TestRepository.createEmpty();
    try {
      empty.write({ 'a.txt': 'x' });
      assert.match(await snapshotTree(empty.path), /^[0-9a-f]{40}$/);
      assert.equal(empty.git('status', '--porcelain'), '?? a.txt\n');
    } finally {
      empty.dispose();
    }
  });

  it('is kept by a numbered ref that shows in no log and survives gc', async () => {
    repository.write({ 'new.txt': 'only in the snapshot' });
    const tree = await snapshotTree(repository.path);
    const log = repository.git('log', '--all', '--oneline');
    assert.equal(
      await keepTree(repository.path, tree, { task: 'task-1', turn: 1, kind: 'start' }),
      'refs/autobot/task-1/1',
    );
    assert.equal(
      await keepTree(repository.path, tree, { task: 'task-1', turn: 1, kind: 'end' }),
      'refs/autobot/task-1/2',
    );
    repository.git('gc', '--quiet', '--prune=now');
    assert.equal(repository.git('rev-parse', 'refs/autobot/task-1/2^{tree}').trim(), tree);
    assert.equal(repository.git('log', '--all', '--oneline'), log);
    assert.match(
      repository.git('cat-file', '-p', 'refs/autobot/task-1/1'),
      /\{"task":"task-1","turn":1,"kind":"start"\}/,
    );
  });

  it('gives each of many keepers a number of its own', async () => {
    const tree = await snapshotTree(repository.path);
    const refs = await Promise.all(
      Array.from({ length: 5 }, () => keepTree(repository.path, tree, { task: 'task-2', turn: 1, kind: 'start' })),
    );
    assert.deepEqual(
      refs.toSorted(),
      [1, 2, 3, 4, 5].map(n => `refs/autobot/task-2/${n}`),
    );
  });

  it('runs nothing that the repository planted', async () => {
    repository.git('config', 'core.fsmonitor', 'touch planted');
    repository.write({ '.git/hooks/post-index-change': '#!/bin/sh\ntouch planted\n' });
    execFileSync('chmod', ['+x', join(repository.path, '.git/hooks/post-index-change')]);
    repository.write({ 'a.txt': 'changed\n' });
    assert.ok(!namesIn(await snapshotTree(repository.path)).includes('planted'));
    assert.throws(() => repository.read('planted'));
  });
});
