import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../../src/base/errors';
import { commitTree } from '../../../src/git/commit';
import { getHead } from '../../../src/git/repositoryState';
import { snapshotTree } from '../../helpers/snapshotTree';
import { TestRepository } from '../../helpers/repository';

describe('git/commit', () => {
  let repository: TestRepository;
  beforeEach(() => {
    repository = TestRepository.create({ 'a.txt': 'one\n' });
  });
  afterEach(() => repository.dispose());

  const request = async (
    tree: string,
    message = 'Change a\n\nWhy: "quotes" and ünicode',
  ): Promise<Parameters<typeof commitTree>[1]> => ({
    tree,
    head: await getHead(repository.path),
    message,
  });

  it('commits exactly the tree and leaves index and work tree alone', async () => {
    repository.write({ 'a.txt': 'two\n' });
    const tree = await snapshotTree(repository.path);
    repository.write({ 'a.txt': 'three\n', 'b.txt': 'staged' });
    repository.git('add', 'b.txt');
    const index = repository.git('ls-files', '--stage');
    const commit = await commitTree(repository.path, await request(tree));
    assert.equal(repository.git('rev-parse', 'HEAD', 'HEAD^{tree}'), `${commit.sha}\n${tree}\n`);
    assert.equal(repository.git('log', '-1', '--format=%B').trim(), 'Change a\n\nWhy: "quotes" and ünicode');
    assert.deepEqual([repository.git('ls-files', '--stage'), repository.read('a.txt')], [index, 'three\n']);
  });

  it('makes the first commit of a branch', async () => {
    const empty = TestRepository.createEmpty();
    empty.write({ 'a.txt': 'x' });
    await commitTree(empty.path, {
      tree: await snapshotTree(empty.path),
      head: { commit: null, branch: 'main' },
      message: 'first',
    });
    assert.equal(empty.git('log', '--format=%s'), 'first\n');
    empty.dispose();
  });

  it('stops when the branch has moved', async () => {
    const wanted = await request(await snapshotTree(repository.path));
    repository.git('commit', '--quiet', '--allow-empty', '--message', 'meanwhile');
    await assert.rejects(commitTree(repository.path, wanted), (error: unknown) => UserError.is(error, 'headMoved'));
  });

  it('runs the hooks, which see the tree as the index, and gives a refusal in their words', async () => {
    const hook = (name: string, script: string): void => {
      repository.write({ [`.git/hooks/${name}`]: `#!/bin/sh\n${script}\n` });
      chmodSync(join(repository.path, `.git/hooks/${name}`), 0o755);
    };
    hook('pre-commit', "git diff --cached --name-only -- '*.txt' > .git/seen");
    repository.write({ 'a.txt': 'two\n' });
    const tree = await snapshotTree(repository.path);
    await commitTree(repository.path, await request(tree));
    assert.equal(repository.read('.git/seen'), 'a.txt\n');

    hook('commit-msg', 'echo "no such message" >&2; exit 1');
    repository.write({ 'a.txt': 'three\n' });
    const before = repository.state();
    const refused = commitTree(repository.path, await request(await snapshotTree(repository.path)));
    await assert.rejects(
      refused,
      (error: unknown) => UserError.is(error, 'commitRefused') && error.message.includes('no such message'),
    );
    assert.deepEqual(repository.state(), before);
  });
});
