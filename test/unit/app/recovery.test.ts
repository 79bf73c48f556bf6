import assert from 'node:assert/strict';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Timeline } from '../../../src/app/timeline';
import { taskView } from '../../../src/app/timelineView';
import type { Task } from '../../../src/core/model';
import { stableId } from '../../../src/core/stableId';
import { ownIdentity, type ProcessIdentity } from '../../../src/os/processIdentity';
import { TestRepository } from '../../helpers/repository';
import { TestAutobot } from '../../helpers/testAutobot';

describe('app/recovery', () => {
  let repository: TestRepository;
  let test: TestAutobot;
  let task: Task;
  beforeEach(async () => {
    repository = TestRepository.create({ 'a.txt': 'one\n' });
    test = await TestAutobot.start(repository);
    const { id } = await test.run(`write('a.txt', 'half\\n')`);
    await test.app.close();
    const [turn] = (await test.keeper.load()).turns;
    assert.ok(turn);
    // As its window left it that died in the middle of the turn.
    task = { ...test.app.tasks.get(id), status: 'running', afterTree: turn.startTree, filesChanged: [] };
    await test.keeper.write([
      { table: 'tasks', put: task },
      { table: 'turns', put: { ...turn, endedAt: null, outcome: null, endTree: null } },
    ]);
  });
  afterEach(() => test.dispose());

  async function leaseOf(difference: Partial<ProcessIdentity>, seconds: number): Promise<void> {
    const file = join(repository.path, '.git', 'autobot', `lease-${stableId(repository.path)}.json`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ ...(await ownIdentity()), ...difference }));
    utimesSync(file, Date.now() / 1000 - seconds, Date.now() / 1000 - seconds);
  }

  const shown = (): unknown[] => {
    const { status, detail, actions } = taskView(test.app, test.app.tasks.get(task.id));
    return [status, detail, actions];
  };

  it('interrupts what a dead window ran, and its change can be reviewed, rejected and brought back', async () => {
    await leaseOf({ start: 'long ago' }, 0);
    await test.open();
    assert.deepEqual(shown(), [
      'interrupted',
      'the window that ran it has closed',
      ['resume', 'retry', 'keepForReview', 'reject', 'sendMessage'],
    ]);
    await test.app.actions.keepForReview(task.id);
    assert.deepEqual(test.app.tasks.get(task.id).filesChanged, ['a.txt']);
    await test.app.actions.rejectTask(task.id, null);
    assert.equal(repository.read('a.txt'), 'one\n');
    await test.app.actions.undoReject(task.id);
    assert.equal(repository.read('a.txt'), 'half\n');
  });

  it('goes on with what a dead window ran only when the user says so', async () => {
    await test.keeper.write([
      { table: 'tasks', put: { ...task, id: 'waiting', status: 'pending', beforeTree: null, afterTree: null } },
    ]);
    await test.open();
    assert.equal(test.app.tasks.get('waiting').status, 'pending');
    assert.deepEqual(
      test.app.scheduler.view(repository.path).waiting.map(({ waitsFor }) => waitsFor),
      ['you to resume it (it was asked for in another window)'],
    );
  });

  it('shows at once what a task waits for once the user has resumed it', async () => {
    const waiting: Task = { ...task, id: 'waiting', status: 'pending', beforeTree: null, afterTree: null };
    await test.keeper.write([{ table: 'tasks', put: waiting }]);
    await test.open();
    await test.app.actions.keepForReview(task.id); // it holds the repository, so that nothing moves
    const repositoryId = test.app.sessions.get(task.sessionId).repositoryId;
    const timeline = new Timeline(test.app, repositoryId, task.sessionId);
    await timeline.sendSnapshot();
    const drawn = new Promise(resolve => {
      timeline.onMessage(message => JSON.stringify(message).includes('to be reviewed') && resolve(undefined));
    });
    await test.app.actions.resume('waiting');
    await drawn;
    timeline.dispose();
  });

  it('leaves alone what a window runs that was heard of, and shows it without a thing to press', async () => {
    await leaseOf({ host: 'elsewhere (linux)' }, 5);
    await test.open();
    assert.deepEqual(shown(), ['running', 'A window on elsewhere (linux) runs it.', []]);
    await assert.rejects(test.app.runner.cancel(task.id), { reason: 'otherWindow' });
    await assert.rejects(test.app.recovery.takeOver(task.id), /on elsewhere \(linux\) runs this task and is alive/);
    assert.equal(test.app.tasks.get(task.id).status, 'running');
  });

  it('lets the user take over from a window that was not heard of for long', async () => {
    await leaseOf({ space: 'pid:[1]' }, 180);
    await test.open();
    const [status, detail, actions] = shown();
    assert.deepEqual([status, actions], ['running', ['takeOver']]);
    assert.match(String(detail), /has not been heard of for 3 min\. If it is gone, take the task over\.$/);
    await test.app.recovery.takeOver(task.id);
    assert.equal(test.app.tasks.get(task.id).status, 'interrupted');
    await assert.rejects(test.app.recovery.takeOver(task.id), /No other window runs this task/);
  });

  it('believes a window that has ended its task in good order while we looked', async () => {
    await test.open();
    const ended: Task = { ...task, status: 'completed', detail: null };
    await test.app.history.put('tasks', task); // what we knew last
    await test.keeper.write([{ table: 'tasks', put: ended }]);
    await test.app.recovery.look();
    assert.equal(test.app.tasks.get(task.id).status, 'completed');
  });
});
