import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GitFacts } from '../demo/gitFacts';
import { useHost } from '../helpers/host';
import { editFile } from '../helpers/model/blocks';

/** The tree that git makes of the work tree, in an index of its own. */
function treeOf(repository: string): string {
  const index = join(repository, '.git', 'test-index');
  copyFileSync(join(repository, '.git', 'index'), index);
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: repository, encoding: 'utf8', env: { ...process.env, GIT_INDEX_FILE: index } });
  git('add', '--all');
  return git('write-tree').trim();
}

describe('host/commit', () => {
  const host = useHost();

  it('takes a prompt through real gates and a review to a commit that git agrees with', async () => {
    const shop = host.workspace;
    const git = new GitFacts(shop);
    appendFileSync(join(shop, 'README.md'), 'Staged by the developer.\n');
    git.git('add', 'README.md');
    appendFileSync(join(shop, 'README.md'), 'Not staged by the developer.\n');
    const receipt = join(shop, 'src/receipt.ts');
    writeFileSync(receipt, readFileSync(receipt, 'utf8').replace('label.padEnd(16)', 'label.padEnd(16, " ")'));
    writeFileSync(join(shop, 'notes.txt'), 'Untracked.\n');
    const own = ['diff --cached', 'diff', 'ls-files --others --exclude-standard', 'stash list'];
    const before = own.map(command => git.git(...command.split(' ')));
    const head = git.head;

    host.play([editFile('src/prices.ts', '  apple: 40,\n', '  apple: 40,\n  banana: 25,\n')]);
    const id = (await host.run('autobot.newTask', { repository: shop, prompt: 'Sell bananas' })) as string;
    const task = await host.reach(id, 'waiting_approval');

    assert.deepEqual(
      [task.id, task.repository, task.prompt, task.error, task.commits],
      [id, shop, 'Sell bananas', null, []],
    );
    assert.ok((task.cost ?? 0) > 0, 'a cost is known');
    assert.deepEqual(
      task.files.map(({ path, from, change, hunks }) => [path, from, change, hunks.map(hunk => hunk.decision)]),
      [['src/prices.ts', null, 'modified', ['pending']]],
    );
    const [hunk] = host.hunks(id, 'src/prices.ts');
    assert.deepEqual(
      [hunk?.before, hunk?.after],
      [
        { line: 4, count: 0 },
        { line: 4, count: 1 },
      ],
    );
    const judged = {
      status: 'done',
      verdict: 'passed',
      stale: false,
      tree: treeOf(shop),
      exitCode: 0,
      failOnError: true,
      blocks: false,
      flaky: false,
    };
    assert.deepEqual(
      task.gates
        .map(({ name, status, verdict, stale, tree, exitCode, failOnError, blocks, flaky }) => {
          return { name, status, verdict, stale, tree, exitCode, failOnError, blocks, flaky };
        })
        .toSorted((a, b) => a.name.localeCompare(b.name)),
      ['lint', 'tests', 'types'].map(name => ({ name, ...judged })),
    );

    await host.run('autobot.approveTask', { task: id });
    assert.equal(host.get(id).status, 'approved');
    assert.deepEqual(
      host.hunks(id, 'src/prices.ts').map(({ decision }) => decision),
      ['approved'],
    );
    const sha = await host.run('autobot.commitTask', { task: id, message: 'Sell bananas\n\nFor 25 cents.' });

    assert.equal(sha, git.head);
    assert.equal(git.git('rev-parse', 'HEAD~1').trim(), head);
    assert.deepEqual(git.committedFiles(), ['M src/prices.ts']);
    assert.equal(git.git('log', '-1', '--format=%B').trim(), 'Sell bananas\n\nFor 25 cents.');
    assert.deepEqual(
      own.map(command => git.git(...command.split(' '))),
      before,
      'what the developer had staged, unstaged, untracked and stashed reads as before',
    );
    const done = host.get(id);
    assert.equal(done.status, 'completed');
    assert.deepEqual(done.commits, [
      { sha, message: 'Sell bananas\n\nFor 25 cents.', tree: git.git('rev-parse', 'HEAD^{tree}').trim() },
    ]);
    assert.deepEqual(
      host.hunks(id, 'src/prices.ts').map(({ decision }) => decision),
      ['committed'],
    );
    const [known] = host.api.getRepositories().filter(({ path }) => path === shop);
    assert.deepEqual(known, { path: shop, name: 'corner-shop', branch: 'main', lastCommit: sha, isClean: false });
  });

  it('lets Claude write the message when none is given', async () => {
    const repository = await host.repository({ 'a.txt': 'one\n' });
    host.play([editFile('a.txt', 'one', 'two')]);
    const { id } = await host.task(repository);
    await assert.rejects(host.run('autobot.commitTask', { task: id }), /nothing approved to commit/);
    await host.run('autobot.approveTask', { task: id });
    const sha = await host.run('autobot.commitTask', { task: id });
    assert.equal(repository.git('log', '-1', '--format=%H %s').trim(), `${String(sha)} Message by Claude`);
    assert.deepEqual(
      host.get(id).commits.map(({ message }) => message),
      ['Message by Claude'],
    );
  });

  it('gives values that nobody can change', async () => {
    const repository = await host.repository();
    host.play([editFile('a.txt', 'one', 'two')]);
    const task = await host.task(repository);
    const values: unknown[] = [task, task.files, task.files[0], task.files[0]?.hunks[0], host.api.getSessions()];
    assert.deepEqual(
      values.map(value => Object.isFrozen(value)),
      [true, true, true, true, true],
    );
    assert.deepEqual(
      host.api.getTasks().find(({ id }) => id === task.id),
      task,
    );
    assert.equal(host.api.getTask('unknown'), undefined);
  });
});
