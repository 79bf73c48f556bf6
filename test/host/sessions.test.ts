import assert from 'node:assert/strict';
import type { ApiSession } from '../../src/app/publicApi';
import { useHost } from '../helpers/host';
import { editFile, writeFile } from '../helpers/model/blocks';

describe('host/sessions', () => {
  const host = useHost();
  const session = (id: string): ApiSession | undefined => host.api.getSessions().find(each => each.id === id);

  it('the first task starts one, which later tasks join', async () => {
    const repository = await host.repository();
    assert.deepEqual(
      host.api.getSessions().filter(each => each.repository === repository.path),
      [],
    );
    host.play([editFile('a.txt', 'one', 'two')]);
    const first = await host.newTask(repository, 'First');
    const second = await host.newTask(repository, 'Second');
    const found = host.api.getSessions().filter(each => each.repository === repository.path);
    const [only] = found;
    assert.deepEqual(
      found.map(({ status, endedAt, tasks }) => [status, endedAt, tasks]),
      [['active', null, [first, second]]],
    );
    assert.equal(host.get(first).session, only?.id);
    assert.equal(await host.run('autobot.startSession', repository.path), only?.id);
  });

  it('a paused one starts no task until it is resumed', async () => {
    const repository = await host.repository();
    const id = (await host.run('autobot.startSession', repository.path)) as string;
    await host.run('autobot.pauseSession', id);
    assert.equal(session(id)?.status, 'paused');
    host.play([writeFile('b.txt', 'b\n')]);
    const task = (await host.run('autobot.newTask', { session: id, prompt: 'Wait' })) as string;
    // A task elsewhere comes and goes meanwhile.
    const elsewhere = await host.repository();
    await host.task(elsewhere);
    assert.equal(host.get(task).status, 'pending');
    await assert.rejects(host.run('autobot.pauseSession', id), /This session is paused, not active/);
    host.play([writeFile('b.txt', 'b\n')]);
    await host.run('autobot.resumeSession', id);
    await host.reach(task, 'waiting_approval');
  });

  it('ends only when none of its tasks is open, and the next task starts another one', async () => {
    const repository = await host.repository();
    host.play([editFile('a.txt', 'one', 'two')], [editFile('a.txt', 'one', 'two')]);
    const { id: task, session: id } = await host.task(repository);
    await assert.rejects(host.run('autobot.endSession', id), /before the session ends: “Change it”/);
    assert.equal(session(id)?.status, 'active');
    await host.run('autobot.rejectTask', { task });
    repository.git('checkout', '--quiet', '-b', 'topic');
    await host.run('autobot.endSession', id);
    const ended = session(id);
    assert.equal(ended?.status, 'completed');
    assert.ok((ended.endedAt ?? 0) >= ended.startedAt);
    await assert.rejects(host.run('autobot.endSession', id), /over already/);
    await assert.rejects(host.run('autobot.resumeSession', id), /This session is completed, not paused/);
    assert.notEqual((await host.task(repository)).session, id);
  });
});
