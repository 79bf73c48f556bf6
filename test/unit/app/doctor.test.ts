import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Task, Turn } from '../../../src/core/model';
import { MemoryKeeper } from '../../helpers/memoryKeeper';
import { TestRepository } from '../../helpers/repository';
import { TestAutobot } from '../../helpers/testAutobot';

describe('app/doctor', () => {
  let repository: TestRepository;
  let test: TestAutobot;
  beforeEach(async () => {
    repository = TestRepository.create({ 'a.txt': 'one\n' });
    test = await TestAutobot.start(repository);
  });
  afterEach(() => test.dispose());

  const nothing = { repositories: 1, rebuilt: [], kept: [], gone: [], problems: [] };

  /** As a container that was built anew: the repository is what it was, the history is gone. */
  async function loseHistory({ transcripts }: { transcripts: boolean }): Promise<void> {
    await test.app.close();
    if (transcripts) {
      rmSync(join(test.storage, 'transcripts'), { recursive: true });
    }
    test.keeper = new MemoryKeeper();
    await test.open();
    await test.app.doctor.check();
  }

  const factsOf = ({ id, prompt, workTree, claudeSession, beforeTree, afterTree, filesChanged }: Task): unknown => ({
    ...{ id, prompt, workTree, claudeSession, beforeTree, afterTree, filesChanged },
  });
  const turnFacts = ({ number, kind, prompt, startTree, endTree, outcome, costUsd }: Turn): unknown => ({
    ...{ number, kind, prompt, startTree, endTree, outcome, costUsd },
  });

  it('finds nothing to do where history and snapshots agree', async () => {
    await test.run(`write('a.txt', 'two\\n')`);
    assert.deepEqual(await test.app.doctor.check(), nothing);
  });

  it('brings a lost history back from the refs and transcripts, to be reviewed, gone on with, or taken back', async () => {
    const { id } = await test.run(`write('a.txt', 'two\\n')`);
    await test.app.actions.sendMessage(id, `write('b.txt', 'new\\n')`);
    await test.leave(id, 'waiting_approval');
    const before = await test.reach(id, 'waiting_approval');
    const turns = test.app.tasks.turns(id);
    await loseHistory({ transcripts: false });

    const task = test.app.tasks.get(id);
    assert.deepEqual([task.status, factsOf(task)], ['interrupted', factsOf(before)]);
    assert.match(task.detail ?? '', /read from the repository again/);
    assert.deepEqual(test.app.tasks.turns(id).map(turnFacts), turns.map(turnFacts));
    assert.equal(test.app.sessions.get(task.sessionId).status, 'completed');
    const streams = await test.app.streams.of(id, repository.path);
    assert.deepEqual([...streams.keys()], [1, 2]);
    assert.deepEqual(await test.app.doctor.check(), nothing);

    await test.app.actions.keepForReview(id);
    await test.app.actions.rejectTask(id, null);
    assert.deepEqual([repository.read('a.txt'), repository.git('status', '--porcelain')], ['one\n', '']);
    await test.app.actions.undoReject(id);
    assert.equal(repository.read('b.txt'), 'new\n');
  });

  it('brings a lost history back from the refs alone', async () => {
    const { id } = await test.run(`write('a.txt', 'two\\n')`);
    const before = test.app.tasks.get(id);
    await loseHistory({ transcripts: true });
    assert.deepEqual(factsOf(test.app.tasks.get(id)), factsOf(before));
    assert.deepEqual(
      test.app.tasks.turns(id).map(({ number, prompt, outcome }) => [number, prompt, outcome]),
      [[1, before.prompt, 'unknown']],
    );
  });

  it('holds snapshots again whose refs are gone, and says of those that git has collected', async () => {
    const { id } = await test.run(`write('a.txt', 'two\\n')`);
    const drop = (): void => {
      const refs = repository.git('for-each-ref', '--format=%(refname)', 'refs/autobot/').trim().split('\n');
      refs.forEach(ref => repository.git('update-ref', '-d', ref));
    };
    drop();
    assert.deepEqual(await test.app.doctor.check(), { ...nothing, kept: [id] });
    repository.git('gc', '--quiet', '--prune=now');
    assert.deepEqual(await test.app.doctor.check(), nothing);
    drop();
    repository.git('gc', '--quiet', '--prune=now');
    assert.deepEqual(await test.app.doctor.check(), { ...nothing, gone: [id] });
  });

  it('takes what another window has just begun for what it is', async () => {
    const { id } = await test.run(`write('a.txt', 'two\\n')`);
    const rows = await test.keeper.load();
    await test.keeper.write([{ table: 'tasks', delete: id }]);
    await test.app.history.reload();
    await test.keeper.write(rows.tasks.map(put => ({ table: 'tasks', put })));
    assert.deepEqual(await test.app.doctor.check(), nothing);
  });
});
