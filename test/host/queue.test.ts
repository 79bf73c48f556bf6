import assert from 'node:assert/strict';
import { join } from 'node:path';
import { fileSays } from '../helpers/fileSays';
import { useHost } from '../helpers/host';
import { bash, editFile, writeFile } from '../helpers/model/blocks';

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('host/queue', () => {
  const host = useHost();

  it('runs one task at a time in a repository, and the next when the first is rejected', async () => {
    const repository = await host.repository({ 'a.txt': 'one\n' });
    host.play([editFile('a.txt', 'one', 'two')], [writeFile('b.txt', 'b\n')]);
    const first = await host.newTask(repository, 'First');
    const second = await host.newTask(repository, 'Second');
    await host.reach(first, 'waiting_approval');
    assert.equal(host.get(second).status, 'pending');
    await host.run('autobot.rejectTask', { task: first });
    const { files } = await host.reach(second, 'waiting_approval');
    assert.deepEqual(
      files.map(({ path }) => path),
      ['b.txt'],
    );
  });

  it('runs tasks of two repositories side by side', async () => {
    const [left, right] = [await host.repository(), await host.repository()];
    // Claude answers neither before it was asked by both.
    const meanwhile = (): Promise<void> => host.model.waitUntil(() => host.model.requests.length >= 2);
    host.script({ content: [editFile('a.txt', 'one', 'two')], times: 2, meanwhile }, { content: ['Done.'], times: 2 });
    const tasks = [await host.newTask(left), await host.newTask(right)];
    await Promise.all(tasks.map(id => host.reach(id, 'waiting_approval')));
    assert.deepEqual([left.read('a.txt'), right.read('a.txt')], ['two\n', 'two\n']);
  });

  it('starts on top of a task in review when told to', async () => {
    const repository = await host.repository({ 'a.txt': 'one\n' });
    host.play([editFile('a.txt', 'one', 'two')], [writeFile('b.txt', 'b\n')]);
    const first = (await host.task(repository)).id;
    const second = await host.newTask(repository, 'Second');
    await host.run('autobot.startOnTop', second);
    await host.reach(second, 'waiting_approval');
    await host.run('autobot.approveTask', { task: second });
    await host.run('autobot.commitTask', { task: second, message: 'b' });
    assert.equal(repository.git('show', '--format=', '--name-only'), 'b.txt\n');
    assert.equal(host.get(first).status, 'waiting_approval');
  });

  it('cancels a waiting task', async () => {
    const repository = await host.repository();
    host.play([editFile('a.txt', 'one', 'two')]);
    const first = await host.newTask(repository, 'First');
    const second = await host.newTask(repository, 'Second');
    await host.run('autobot.cancelTask', second);
    assert.equal(host.get(second).status, 'cancelled');
    await host.reach(first, 'waiting_approval');
    await host.run('autobot.rejectTask', { task: first });
    assert.equal(host.get(second).status, 'cancelled');
    await assert.rejects(host.run('autobot.keepForReview', second), /has not changed anything/);
  });

  it('cancels a running task with all that Claude has started, and keeps what it did', async () => {
    const repository = await host.repository();
    host.allowBash();
    host.play([editFile('a.txt', 'one', 'half'), bash('echo "$$ $PPID" > pids.txt; while :; do sleep 0.2; done')]);
    const id = await host.newTask(repository);
    const pids = (await fileSays(repository.path, 'pids.txt', /\d+ \d+\n/)).trim().split(' ').map(Number);
    assert.deepEqual(pids.map(isAlive), [true, true]);
    await host.run('autobot.cancelTask', id);
    assert.equal(host.get(id).status, 'cancelled');
    assert.deepEqual(pids.map(isAlive), [false, false]);

    await host.run('autobot.keepForReview', id);
    assert.equal(host.get(id).status, 'waiting_approval');
    assert.deepEqual(
      host.get(id).files.map(({ path }) => path),
      ['a.txt', 'pids.txt'],
    );
    await host.run('autobot.rejectTask', { task: id });
    assert.equal(repository.git('status', '--porcelain'), '');
  });

  it('interrupts Claude, and leaves what it did for review, not judged', async () => {
    const repository = await host.repository();
    await host.set('qaGates', [{ name: 'check', command: 'true' }]);
    host.script({ content: [editFile('a.txt', 'one', 'half')] }, { broken: 'hang' });
    const id = await host.newTask(repository);
    await host.model.waitForRequest(2);
    await host.run('autobot.interruptTask', id);
    const { gates, error, files } = await host.reach(id, 'waiting_approval');
    assert.deepEqual([gates, error, files.length], [[], 'Stopped by you.', 1]);
    await assert.rejects(host.run('autobot.interruptTask', id), /not working on this task/);
    await host.run('autobot.runGates', id);
    assert.deepEqual(
      host.get(id).gates.map(({ verdict }) => verdict),
      ['passed'],
    );
  });

  it('goes on in the same conversation with messages and requested changes', async () => {
    const repository = await host.repository({ 'a.txt': 'one\n', 'b.txt': 'b\n' });
    host.play(
      [editFile('a.txt', 'one', 'two'), editFile('b.txt', 'b', 'B')],
      [editFile('a.txt', 'two', 'three')],
      [editFile('a.txt', 'three', 'four')],
    );
    const { id } = await host.task(repository, 'waiting_approval', 'Count to two');
    await host.run('autobot.sendMessage', { task: id, message: 'Now to three' });
    await host.reach(id, 'waiting_approval');
    assert.equal(repository.read('a.txt'), 'three\n');
    await host.run('autobot.rejectFile', { task: id, path: 'b.txt' });
    await host.run('autobot.requestChanges', { task: id, message: 'Four, please' });
    await host.reach(id, 'waiting_approval');

    const { prompts = [], session } = host.model.requests.at(-1) ?? {};
    assert.deepEqual(prompts.slice(0, 2), ['Count to two', 'Now to three']);
    assert.equal(
      prompts.at(-1),
      [
        'Four, please',
        '',
        '## Taken out',
        '',
        'I have taken these parts of your change out of the files. Do not put them back as they were.',
        '',
        '- `b.txt`, line 1',
        '      - b',
        '      + B',
      ].join('\n'),
    );
    assert.deepEqual([...new Set(host.model.requests.map(request => request.session))], [session]);
    assert.deepEqual([repository.read('a.txt'), repository.read('b.txt')], ['four\n', 'b\n']);
    assert.deepEqual(
      host.get(id).files.map(({ path, hunks }) => [path, hunks.length]),
      [['a.txt', 1]],
    );
  });

  it('waits while Claude asks for a permission, until it is cancelled', async () => {
    const repository = await host.repository();
    await host.set('claude.permissionMode', 'default');
    host.play([bash('touch made-by-bash.txt')]);
    const id = await host.newTask(repository);
    await fileSays(join(host.storage, 'transcripts'), `${id}.ndjson`, /"subtype\\?":\\?"can_use_tool/);
    assert.equal(host.get(id).status, 'running');
    await host.run('autobot.cancelTask', id);
    assert.equal(host.get(id).status, 'cancelled');
    assert.equal(repository.git('status', '--porcelain'), '');
  });
});
