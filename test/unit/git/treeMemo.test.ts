import assert from 'node:assert/strict';
import { TreeMemo } from '../../../src/git/treeMemo';
import { TestRepository } from '../../helpers/repository';

describe('git/treeMemo', () => {
  let repository: TestRepository;
  let memo: TreeMemo;
  beforeEach(() => {
    repository = TestRepository.create({ 'a.txt': 'one\n' });
    memo = new TreeMemo();
  });
  afterEach(() => repository.dispose());

  const stage = (text: string): string => {
    repository.write({ 'a.txt': text });
    repository.git('add', 'a.txt');
    return repository.git('write-tree').trim();
  };

  it('recalls the latest tree of each repository, for the same print alone', async () => {
    const tree = stage('changed\n');
    await memo.remember(repository.path, 'print', tree);
    assert.equal(await memo.recall(repository.path, 'print'), tree);
    assert.equal(await memo.recall(repository.path, 'another'), undefined);
    assert.equal(await memo.recall(`${repository.path}/.`, 'print'), undefined);
  });

  it('recalls none that git has pruned', async () => {
    await memo.remember(repository.path, 'print', stage('changed\n'));
    repository.git('reset', '--quiet', '--hard');
    repository.git('prune', '--expire=now');
    assert.equal(await memo.recall(repository.path, 'print'), undefined);
  });

  it('recalls one in a pack as long as packs are as they were', async () => {
    const tree = stage('changed\n');
    repository.git('commit', '--quiet', '--message', 'all');
    repository.git('repack', '--quiet', '-a', '-d');
    await memo.remember(repository.path, 'print', tree);
    assert.equal(await memo.recall(repository.path, 'print'), tree);
    repository.git('reset', '--quiet', '--hard', 'HEAD~');
    repository.git('reflog', 'expire', '--expire=now', '--all');
    repository.git('gc', '--quiet', '--prune=now');
    assert.equal(await memo.recall(repository.path, 'print'), undefined);
  });
});
