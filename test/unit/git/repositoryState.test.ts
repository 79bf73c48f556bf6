import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getOperation } from '../../../src/git/operation';
import { getHead, getRepositoryKind, getStatus } from '../../../src/git/repositoryState';
import { TestRepository } from '../../helpers/repository';

describe('git/repositoryState', () => {
  let repository: TestRepository;
  beforeEach(() => {
    repository = TestRepository.create({ 'a.txt': 'one\n' });
  });
  afterEach(() => repository.dispose());

  it('knows branch, commit and subject; none before the first commit; none detached', async () => {
    const commit = repository.git('rev-parse', 'HEAD').trim();
    assert.deepEqual(await getHead(repository.path), { commit, branch: 'main' });
    repository.git('checkout', '--quiet', '--detach');
    assert.deepEqual(await getHead(repository.path), { commit, branch: null });
    repository.git('checkout', '--quiet', '-b', 'feature/a');
    repository.git('tag', 'feature/a'); // git would say heads/feature/a for short
    assert.deepEqual(await getHead(repository.path), { commit, branch: 'feature/a' });
    const empty = TestRepository.createEmpty();
    assert.deepEqual(await getHead(empty.path), { commit: null, branch: 'main' });
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
    const on = { commit: repository.git('rev-parse', 'HEAD').trim(), branch: 'main' };
    assert.deepEqual(
      [await getOperation(repository.path), await getStatus(repository.path)],
      [null, { ...on, clean: true, conflicts: [] }],
    );
    assert.throws(() => repository.git('merge', 'other'));
    assert.equal(await getOperation(repository.path), 'merge');
    assert.deepEqual(await getStatus(repository.path), { ...on, clean: false, conflicts: ['a.txt'] });
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
