import assert from 'node:assert/strict';
import { rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Check } from '../../../../src/app/preFlight/check';
import { checkDisk, checkRepository } from '../../../../src/app/preFlight/repositoryChecks';
import { abortOperation, getOperation, type Operation } from '../../../../src/git/operation';
import { TestRepository } from '../../../helpers/repository';

/** What is not right, as `outcome check: detail [fix]`. */
function story(report: readonly Check[]): string[] {
  return report
    .filter(({ outcome }) => outcome !== 'pass')
    .map(({ outcome, check, detail, fix }) => `${outcome} ${check}: ${detail ?? ''}${fix ? ` [${fix.id}]` : ''}`);
}

describe('app/preFlight/repositoryChecks', () => {
  let repository: TestRepository;
  beforeEach(() => {
    repository = TestRepository.create({ 'a.txt': 'one\n', 'b.txt': 'b\n' });
  });
  afterEach(() => repository.dispose());
  const look = async (): Promise<string[]> => story(await checkRepository(repository.path, tmpdir()));
  const commit = (text: string): void => {
    repository.write({ 'a.txt': text });
    repository.git('commit', '--quiet', '--all', '--message', text.trim());
  };
  /** `main` and `other` with different lines in the same place, on `main`. */
  const diverge = (): void => {
    repository.git('checkout', '--quiet', '-b', 'other');
    commit('other\n');
    repository.git('checkout', '--quiet', 'main');
    commit('main\n');
  };

  it('all passes in a repository at rest, also with a dirty work tree and before the first commit', async () => {
    repository.write({ 'a.txt': 'mine\n', 'new.txt': 'new\n' });
    const report = await checkRepository(repository.path, tmpdir());
    assert.deepEqual(
      report.slice(0, 5).map(({ check, outcome, detail }) => [check, outcome, detail]),
      [
        ['repository', 'pass', repository.path],
        ['head', 'pass', 'main'],
        ['operation', 'pass', 'none'],
        ['conflicts', 'pass', 'none'],
        ['lock', 'pass', 'free'],
      ],
    );
    const empty = TestRepository.createEmpty();
    const [, head] = await checkRepository(empty.path, tmpdir());
    assert.deepEqual(head && [head.outcome, head.detail], ['pass', 'main, without a commit yet']);
    empty.dispose();
  });

  const operations: readonly [Operation, () => void][] = [
    ['merge', () => repository.git('merge', 'other')],
    ['rebase', () => repository.git('rebase', 'other')],
    ['cherry-pick', () => repository.git('cherry-pick', 'other')],
    ['revert', () => repository.git('revert', '--no-edit', 'HEAD~')],
    ['am', () => repository.git('am', '--quiet', join(repository.path, '.git/other.patch'))],
  ];
  for (const [operation, begin] of operations) {
    it(`sees a ${operation} with conflicts under way, which a click takes back`, async () => {
      diverge();
      commit('main again\n');
      writeFileSync(
        join(repository.path, '.git/other.patch'),
        repository.git('format-patch', '-1', '--stdout', 'other'),
      );
      const head = repository.git('rev-parse', 'HEAD');
      assert.throws(begin);
      const conflict = operation === 'am' ? [] : ['block conflicts: Resolve these first: a.txt. [openConflicts]'];
      const detached = operation === 'rebase' ? [detachedHead] : [];
      const underWay = `block operation: A ${operation} is under way. Finish or abort it with git first. [abortOperation]`;
      assert.deepEqual(await look(), [...detached, underWay, ...conflict]);
      await abortOperation(repository.path, operation);
      assert.deepEqual(await look(), []);
      assert.deepEqual([repository.read('a.txt'), repository.git('rev-parse', 'HEAD')], ['main again\n', head]);
    });
  }
  const detachedHead = 'warn head: HEAD is detached: a commit made now belongs to no branch. [createBranch]';

  it('sees a bisect, and a sequence of commits of which one is done', async () => {
    diverge();
    repository.git('bisect', 'start');
    assert.equal(await getOperation(repository.path), 'bisect');
    await abortOperation(repository.path, 'bisect');
    repository.git('checkout', '--quiet', 'other');
    repository.write({ 'b.txt': 'c\n' });
    repository.git('commit', '--quiet', '--all', '--message', 'b');
    repository.git('checkout', '--quiet', 'main');
    assert.throws(() => repository.git('cherry-pick', 'other~', 'other'));
    repository.write({ 'a.txt': 'resolved\n' });
    repository.git('commit', '--quiet', '--all', '--message', 'resolved');
    assert.deepEqual(await look(), [
      'block operation: A cherry-pick is under way. Finish or abort it with git first. [abortOperation]',
    ]);
  });

  it('knows the operation of a linked work tree from that of the main one', async () => {
    diverge();
    const linked = `${repository.path}-linked`;
    repository.git('worktree', 'add', '--quiet', '-b', 'third', linked);
    assert.throws(() => repository.git('merge', 'other'));
    assert.deepEqual([await getOperation(repository.path), await getOperation(linked)], ['merge', null]);
    assert.deepEqual(story(await checkRepository(linked, tmpdir())), []);
    rmSync(linked, { recursive: true });
  });

  it('sees a detached HEAD and a held index, and never takes the lock away', async () => {
    repository.git('checkout', '--quiet', '--detach');
    const lock = join(repository.path, '.git/index.lock');
    writeFileSync(lock, '');
    assert.deepEqual(await look(), [
      detachedHead,
      'block lock: Another git is using this repository. The task goes on when it is done. [openTerminal]',
    ]);
    const old = Date.now() / 1000 - 5 * 60;
    utimesSync(lock, old, old);
    const [, words] = await look();
    assert.match(
      words ?? '',
      /has been using this repository for 5 min\. .* it left its lock behind: delete .*index\.lock/,
    );
    assert.ok(statSync(lock).isFile());
  });

  it('a repository that git cannot work in has one line, in words', async () => {
    const head = repository.git('rev-parse', 'HEAD^{commit}').trim();
    rmSync(join(repository.path, '.git/objects', head.slice(0, 2), head.slice(2)));
    assert.match((await look()).join('\n'), /^block repository: .*damaged or missing object .* \[openTerminal\]$/);
    repository.write({ '.git/index': 'no index' });
    assert.match((await look()).join('\n'), /^block repository: .*damaged.*\[openTerminal\]$/);
    repository.remove('.git');
    assert.match((await look()).join('\n'), /^block repository: This is not a git repository/);
    rmSync(repository.path, { recursive: true });
    assert.match((await look()).join('\n'), /^block repository: This folder is not there any more/);
  });

  it('says how much room the fullest disk has', () => {
    const mega = 1024 ** 2;
    const disks = (bytes: number | null): Check =>
      checkDisk([
        { folder: '/', bytes: 500_000 * mega },
        { folder: '/work', bytes },
      ]);
    assert.deepEqual(
      [disks(2048 * mega), disks(500 * mega), disks(99 * mega), disks(null)].map(check => [
        check.outcome,
        check.detail,
        check.canWaive,
      ]),
      [
        ['pass', '2,048 MB are free on the disk of /work.', false],
        ['warn', '500 MB are free on the disk of /work.', false],
        ['block', 'Only 99 MB are free on the disk of /work. Snapshots and history may not fit: make room.', true],
        ['pass', '500,000 MB are free on the disk of /.', false],
      ],
    );
  });
});
