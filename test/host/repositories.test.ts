import assert from 'node:assert/strict';
import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { useHost } from '../helpers/host';
import { editFile, writeFile } from '../helpers/model/blocks';
import { TestRepository } from '../helpers/repository';

describe('host/repositories', () => {
  const host = useHost();

  it('finds the repository of the workspace and those inside it, with branch, commit and state', async () => {
    const repository = await host.repository({ 'a.txt': 'one\n' });
    repository.git('checkout', '--quiet', '-b', 'topic');
    mkdirSync(join(repository.path, 'deep/er'), { recursive: true });
    const inner = realpathSync(join(repository.path, 'deep/er'));
    assert.equal(await known(inner), undefined);
    execFileSync('git', ['init', '--quiet', '--initial-branch=trunk', inner]);

    const found = (await host.run('autobot.rescanRepositories')) as string[];
    assert.deepEqual(found, [host.workspace, repository.path, inner]);
    const head = repository.git('rev-parse', 'HEAD').trim();
    const name = repository.path.slice(host.workspace.length + 1);
    assert.deepEqual(await known(repository.path), {
      ...{ path: repository.path, name, branch: 'topic', lastCommit: head, isClean: false },
    });
    assert.deepEqual(await known(inner), { path: inner, name: 'er', branch: 'trunk', lastCommit: null, isClean: true });
  });

  /** After a look at the disk. */
  async function known(path: string): Promise<unknown> {
    await host.run('autobot.rescanRepositories');
    return host.api.getRepositories().find(repository => repository.path === path);
  }

  it('a repository inside another one is no part of the outer one’s change', async () => {
    const outer = await host.repository({ 'a.txt': 'one\n' });
    const inner = await host.adopt(TestRepository.create({ 'b.txt': 'b\n' }, outer.path));
    const name = inner.path.slice(outer.path.length + 1);
    host.play([editFile('a.txt', 'one', 'two'), editFile(`${name}/b.txt`, 'b', 'B')]);
    const { id, files } = await host.task(outer);
    assert.deepEqual(
      files.map(({ path }) => path),
      ['a.txt'],
    );
    await host.run('autobot.rejectTask', { task: id });
    assert.deepEqual([outer.read('a.txt'), inner.read('b.txt')], ['one\n', 'B\n']);
  });

  it('works in a repository without a commit, up to its first', async () => {
    const repository = TestRepository.createEmpty(host.workspace);
    repository.write({ 'mine.txt': 'mine\n' });
    await host.adopt(repository);
    host.play([writeFile('a.txt', 'one\n')]);
    const { id } = await host.task(repository);
    await host.run('autobot.rejectTask', { task: id });
    assert.equal(repository.git('status', '--porcelain'), '?? mine.txt\n');
    await host.run('autobot.undoReject', id);
    await host.run('autobot.approveTask', { task: id });
    const sha = await host.run('autobot.commitTask', { task: id, message: 'First' });
    assert.equal(repository.git('log', '--format=%H %s'), `${String(sha)} First\n`);
    assert.equal(repository.git('status', '--porcelain'), '?? mine.txt\n');
  });

  it('works on a detached HEAD', async () => {
    const repository = await host.repository({ 'a.txt': 'one\n' });
    repository.git('checkout', '--quiet', '--detach');
    host.play([editFile('a.txt', 'one', 'two')]);
    const { id } = await host.task(repository);
    await host.run('autobot.approveTask', { task: id });
    const sha = await host.run('autobot.commitTask', { task: id, message: 'Two' });
    assert.equal(repository.git('rev-parse', 'HEAD').trim(), sha);
    assert.notEqual(repository.git('rev-parse', 'main').trim(), sha);
  });

  it('waits while a merge with conflicts is under way, and goes on when it is over', async () => {
    const repository = await host.repository({ 'a.txt': 'one\n' });
    repository.git('checkout', '--quiet', '-b', 'other');
    repository.write({ 'a.txt': 'other\n' });
    repository.git('commit', '--quiet', '--all', '--message', 'other');
    repository.git('checkout', '--quiet', 'main');
    repository.write({ 'a.txt': 'main\n' });
    repository.git('commit', '--quiet', '--all', '--message', 'main');
    assert.throws(() => repository.git('merge', 'other'));

    host.play([editFile('a.txt', 'main', 'two')]);
    const id = await host.newTask(repository);
    const { error } = await host.until(id, task => task.error !== null, 'a report');
    assert.match(
      error ?? '',
      /A merge is under way\. Finish or abort it with git first\. Resolve these first: a\.txt\./,
    );
    assert.equal(host.get(id).status, 'pre_flight');
    repository.git('merge', '--abort');
    await host.reach(id, 'waiting_approval');
  });

  it('a folder that is gone is named, and git not blamed', async () => {
    const repository = await host.repository();
    repository.dispose();
    await assert.rejects(host.newTask(repository), /This folder is not there any more: /);
    const found = (await host.run('autobot.rescanRepositories')) as string[];
    assert.ok(!found.includes(repository.path));
  });
});

describe('host/file names', () => {
  const host = useHost();
  const odd = [
    'with space.txt',
    `"quoted" 'twice'.txt`,
    'two\nlines.txt',
    'ünïcödé 日本.txt',
    '-n',
    '*[a]?.txt',
    '$(x) `y`',
  ];

  it('any file name goes through review, commit, rejection and undo', async () => {
    const files = Object.fromEntries(odd.map(name => [name, 'one\n']));
    const repository = await host.repository(files);
    host.play([...odd.map(name => editFile(name, 'one', 'two')), ...odd.map(name => writeFile(`new/${name}`, 'n\n'))]);
    const { id, files: changed } = await host.task(repository);
    const all = [...odd, ...odd.map(name => `new/${name}`)];
    assert.deepEqual(new Set(changed.map(({ path }) => path)), new Set(all));

    await host.run('autobot.rejectTask', { task: id });
    assert.equal(repository.git('status', '--porcelain'), '');
    await host.run('autobot.undoReject', id);
    const [path = ''] = odd.slice(2);
    const [hunk] = host.hunks(id, path);
    await host.run('autobot.rejectHunk', { task: id, path, hunk: hunk?.id ?? '' });
    assert.equal(repository.read(path), 'one\n');
    await host.run('autobot.rejectFile', { task: id, path: `new/${path}` });
    await host.run('autobot.approveTask', { task: id });
    await host.run('autobot.commitTask', { task: id, message: 'Odd' });
    const committed = repository.git('show', '--format=', '--name-only', '-z').split('\0').slice(0, -1);
    assert.deepEqual(new Set(committed), new Set(all.filter(name => !name.endsWith(path))));
    assert.equal(repository.git('status', '--porcelain'), '');
  });
});
