import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { discoverRepositories } from '../../../src/git/discover';
import { getHead, getOperation, getRepositoryKind, getStatus } from '../../../src/git/repositoryState';
import { TestRepository } from '../../helpers/repository';

describe('git/repositoryState', () => {
  let repository: TestRepository;
  beforeEach(() => {
    repository = TestRepository.create({ 'a.txt': 'one\n' });
  });
  afterEach(() => repository.dispose());

  it('knows branch, commit and subject; none before the first commit; none detached', async () => {
    const commit = repository.git('rev-parse', 'HEAD').trim();
    assert.deepEqual(await getHead(repository.path), { commit, branch: 'main', subject: 'initial' });
    repository.git('checkout', '--quiet', '--detach');
    assert.deepEqual(await getHead(repository.path), { commit, branch: null, subject: 'initial' });
    const empty = TestRepository.createEmpty();
    assert.deepEqual(await getHead(empty.path), { commit: null, branch: 'main', subject: null });
    empty.dispose();
  });

  it('says so when the folder is gone, and does not blame git', async () => {
    await assert.rejects(getHead(`${repository.path}-gone`), /This folder is not there any more: .*-gone$/);
  });

  it('sees a merge under way and its conflicts', async () => {
    repository.git('checkout', '--quiet', '-b', 'other');
    repository.write({ 'a.txt': 'theirs\n' });
    repository.git('commit', '--quiet', '--all', '--message', 'theirs');
    repository.git('checkout', '--quiet', 'main');
    repository.write({ 'a.txt': 'ours\n' });
    repository.git('commit', '--quiet', '--all', '--message', 'ours');
    assert.deepEqual(
      [await getOperation(repository.path), await getStatus(repository.path)],
      [null, { clean: true, conflicts: [] }],
    );
    assert.throws(() => repository.git('merge', 'other'));
    assert.equal(await getOperation(repository.path), 'merge');
    assert.deepEqual(await getStatus(repository.path), { clean: false, conflicts: ['a.txt'] });
  });

  it('tells a work tree from a bare repository and from none', async () => {
    assert.deepEqual(await getRepositoryKind(repository.path), { kind: 'workTree', root: repository.path });
    const folder = mkdtempSync(join(tmpdir(), 'autobot-none-'));
    assert.deepEqual(await getRepositoryKind(folder), { kind: 'none' });
    execFileSync('git', ['init', '--quiet', '--bare', folder]);
    assert.deepEqual(await getRepositoryKind(folder), { kind: 'bare' });
    rmSync(folder, { recursive: true });
  });
});

describe('git/discover', () => {
  let top: string;
  beforeEach(() => {
    top = realpathSync(mkdtempSync(join(tmpdir(), 'autobot-discover-')));
  });
  afterEach(() => rmSync(top, { recursive: true, force: true }));

  const init = (path: string): void => {
    mkdirSync(join(top, path), { recursive: true });
    execFileSync('git', ['init', '--quiet', join(top, path)]);
  };
  const options = { maxDepth: 6, exclude: ['node_modules'] };
  const found = async (...folders: string[]): Promise<string[]> =>
    (
      await discoverRepositories(
        folders.map(folder => join(top, folder)),
        options,
      )
    ).roots.map(root => root.slice(top.length + 1));

  it('finds repositories in all folders, inside each other, and through .git files', async () => {
    init('one');
    init('one/nested/deep');
    init('two/app');
    init('two/node_modules/not-this');
    execFileSync('git', [
      '-C',
      join(top, 'one'),
      '-c',
      'user.name=T',
      '-c',
      'user.email=t@e',
      'commit',
      '-q',
      '--allow-empty',
      '-m',
      'x',
    ]);
    execFileSync('git', ['-C', join(top, 'one'), 'worktree', 'add', '-q', join(top, 'two/linked')]);
    assert.deepEqual(await found('one', 'two'), ['one', 'one/nested/deep', 'two/app', 'two/linked']);
  });

  it('finds the repository that a folder lies in', async () => {
    init('one');
    mkdirSync(join(top, 'one/src/inner'), { recursive: true });
    assert.deepEqual(await found('one/src'), ['one']);
  });

  it('is not led astray by links in circles, left-over .git files and bare repositories', async () => {
    init('one');
    symlinkSync(top, join(top, 'one/loop'));
    mkdirSync(join(top, 'one/broken'));
    writeFileSync(join(top, 'one/broken/.git'), 'gitdir: /nowhere\n');
    execFileSync('git', ['init', '--quiet', '--bare', join(top, 'one/bare.git')]);
    assert.deepEqual(await found('one'), ['one']);
  });
});
