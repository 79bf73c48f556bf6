import assert from 'node:assert/strict';
import { chmodSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readBlobs } from '../../../src/git/blobs';
import { classifyStderr, GitError, type GitFailure } from '../../../src/git/gitError';
import { getReadiness } from '../../../src/git/readiness';
import { getStatus } from '../../../src/git/repositoryState';
import { runGit } from '../../../src/git/runGit';
import { TestRepository } from '../../helpers/repository';

describe('git/bad repositories', () => {
  const reason = async (work: Promise<unknown>): Promise<GitFailure | undefined> => {
    const error: unknown = await work.then(
      () => assert.fail('it went well'),
      (thrown: unknown) => thrown,
    );
    assert.ok(GitError.is(error), String(error));
    return error.reason;
  };

  it('an object that a partial clone lacks and cannot fetch is said to be that', async () => {
    const origin = TestRepository.create({ 'a.txt': 'one\n' });
    origin.git('config', 'uploadpack.allowFilter', 'true');
    const blob = origin.git('rev-parse', 'HEAD:a.txt').trim();
    const clone = TestRepository.createEmpty();
    clone.git('clone', '--quiet', '--filter=blob:none', '--no-checkout', `file://${origin.path}`, 'clone');
    renameSync(origin.path, `${origin.path}-away`);
    const path = join(clone.path, 'clone');
    assert.equal(await reason(runGit(path, ['cat-file', 'blob', blob])), 'notFetched');
    await assert.rejects(readBlobs(path, [blob]), /cloned without all of its objects|could not be read|missing/);
    rmSync(`${origin.path}-away`, { recursive: true });
    clone.dispose();
  });

  it('one that belongs to somebody else from now on is said to be that, though its index is known', async () => {
    const repository = TestRepository.create({ 'a.txt': 'one\n' });
    assert.deepEqual((await getReadiness(repository.path)).conflicts, []);
    repository.write({
      '.git/bin/git': `#!/bin/sh\nPATH='${process.env['PATH'] ?? ''}' GIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec git "$@"\n`,
    });
    chmodSync(join(repository.path, '.git/bin/git'), 0o755);
    const { PATH } = process.env;
    process.env['PATH'] = `${join(repository.path, '.git/bin')}:${PATH ?? ''}`;
    try {
      assert.equal(await reason(getReadiness(repository.path)), 'dubiousOwnership');
    } finally {
      process.env['PATH'] = PATH;
      repository.dispose();
    }
  });

  it('a damaged index is said to be that', async () => {
    const repository = TestRepository.create({ 'a.txt': 'one\n' });
    repository.write({ '.git/index': 'no index' });
    assert.equal(await reason(getStatus(repository.path)), 'corrupt');
    repository.dispose();
  });

  const said: readonly [string, GitFailure][] = [
    ["fatal: detected dubious ownership in repository at '/w'", 'dubiousOwnership'],
    ["fatal: Unable to create '/w/.git/index.lock': File exists.", 'locked'],
    ['error: unable to write file .git/objects/aa/bb: No space left on device', 'diskFull'],
    ['error: file write error: Disk quota exceeded', 'diskFull'],
    ["fatal: Unable to create '/w/.git/index.lock': Read-only file system", 'readOnly'],
    ['error: insufficient permission for adding an object to repository database .git/objects', 'readOnly'],
    ['fatal: could not fetch 5626abf from promisor remote', 'notFetched'],
    ['fatal: loose object 5626abf (stored in .git/objects/56/26abf) is corrupt', 'corrupt'],
  ];
  for (const [stderr, expected] of said) {
    it(`knows what “${stderr.slice(0, 60)}” means`, () => assert.equal(classifyStderr(stderr), expected));
  }
});
