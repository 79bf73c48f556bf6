import assert from 'node:assert/strict';
import type { Task } from '../../../src/core/model';
import { TestRepository } from '../../helpers/repository';
import { TestAutobot } from '../../helpers/testAutobot';

describe('app/protected files', () => {
  let repository: TestRepository;
  let test: TestAutobot;
  beforeEach(async () => {
    repository = TestRepository.create({
      'a.txt': 'one\n',
      '.vscode/tasks.json': '{}\n',
      'package.json': '{"version":"1"}\n',
    });
    test = await TestAutobot.start(repository);
    test.settings = { ...test.settings, qaGates: () => [{ name: 'check', command: 'cat .vscode/tasks.json' }] };
  });
  afterEach(() => test.dispose());

  const plant = `write('.vscode/tasks.json', '{"evil":1}\\n'); write('a.txt', 'two\\n');`;
  /** Until the task waits for a decision on protected files. */
  const waiting = async (task: Task): Promise<Task> => {
    await new Promise<void>(resolve => {
      const look = (): void => {
        if (test.app.tasks.get(task.id).detail !== null) {
          listening.dispose();
          resolve();
        }
      };
      const listening = test.app.history.onDidChange(look);
      look();
    });
    return test.app.tasks.get(task.id);
  };
  const file = (task: Task, path: string): [string, ReadonlySet<string>] => [path, new Set(test.hunks(task, path))];
  const gatesRun = (task: Task): number => test.app.gates.results(task.id).length;

  it('come first, and no gate runs before they are approved by themselves', async () => {
    const task = await waiting(await test.run(plant, 'waiting_qa'));
    assert.deepEqual(
      test.app.api.getTask(task.id)?.files.map(({ path, protectedFor }) => [path, protectedFor]),
      [
        ['.vscode/tasks.json', 'changes what VS Code runs here'],
        ['a.txt', null],
      ],
    );
    assert.equal(
      task.detail,
      'Nothing runs until you have approved or rejected this file by itself: .vscode/tasks.json (changes what VS Code runs here).',
    );
    await assert.rejects(test.app.actions.approveTask(task.id, null), /nothing to decide now/);
    await test.app.actions.approveHunks(task.id, new Map([file(task, 'a.txt')]));
    assert.deepEqual([test.app.tasks.get(task.id).status, gatesRun(task)], ['waiting_qa', 0]);

    await test.app.actions.approveHunks(task.id, new Map([file(task, '.vscode/tasks.json')]));
    await test.reach(task.id, 'waiting_approval');
    assert.deepEqual([gatesRun(task), test.app.gates.results(task.id)[0]?.output], [1, '{"evil":1}\n']);
    await test.app.actions.commitTask(task.id, 'Both');
    assert.equal(repository.git('show', '--format=', '--name-only', 'HEAD'), '.vscode/tasks.json\na.txt\n');
  });

  it('rejected, they are out of the work tree before the gates run', async () => {
    const task = await waiting(await test.run(plant, 'waiting_qa'));
    await test.app.actions.rejectHunks(task.id, new Map([file(task, '.vscode/tasks.json')]), { reason: 'no' });
    await test.reach(task.id, 'waiting_approval');
    assert.equal(test.app.gates.results(task.id)[0]?.output, '{}\n');
    assert.equal(repository.read('a.txt'), 'two\n');
  });

  it('all rejected before the gates is a rejected task, which can be undone', async () => {
    const task = await waiting(await test.run(`write('.npmrc', 'ignore-scripts=false\\n')`, 'waiting_qa'));
    await test.app.actions.rejectHunks(task.id, new Map([file(task, '.npmrc')]), { reason: null });
    await test.leave(task.id, 'waiting_qa');
    await test.leave(task.id, 'waiting_approval'); // which it passes through
    await test.reach(task.id, 'rejected');
    assert.deepEqual([gatesRun(task), repository.git('status', '--porcelain')], [0, '']);
    await test.app.actions.undoReject(task.id);
    assert.equal(repository.read('.npmrc'), 'ignore-scripts=false\n');
  });

  it('an approval lapses when the file changes after it', async () => {
    test.settings = { ...test.settings, qaGates: () => [] };
    const task = await waiting(await test.run(plant, 'waiting_qa'));
    await test.app.actions.approveHunks(task.id, new Map([file(task, '.vscode/tasks.json')]));
    await test.reach(task.id, 'waiting_approval');
    repository.write({ '.vscode/tasks.json': '{"evil":2}\n' });
    await assert.rejects(
      test.app.actions.commitTask(task.id, 'x'),
      /\.vscode\/tasks\.json has changed since you approved it/,
    );
    await test.app.actions.approveHunks(task.id, new Map([file(task, '.vscode/tasks.json')]));
    await test.app.actions.commitTask(task.id, 'Seen');
    assert.equal(repository.git('show', 'HEAD:.vscode/tasks.json'), '{"evil":2}\n');
  });

  it('an approval of the whole task leaves them to decide on', async () => {
    test.settings = { ...test.settings, qaGates: () => [] };
    const task = await test.run(`write('a.txt', 'two\\n')`);
    await test.app.actions.sendMessage(
      task.id,
      `write('package.json', '{"version":"1","scripts":{"postinstall":"evil"}}\\n')`,
    );
    await test.reach(task.id, 'waiting_qa');
    await waiting(task);
    await test.app.actions.rejectHunks(task.id, new Map([file(task, 'package.json')]), { reason: null });
    await test.reach(task.id, 'waiting_approval');
    await test.app.actions.undoDecision(task.id, 'package.json', test.hunks(task, 'package.json')[0] ?? '');
    await test.app.actions.approveTask(task.id, null);
    await test.app.actions.commitTask(task.id, 'Without it');
    assert.equal(repository.git('show', '--format=', '--name-only', 'HEAD'), 'a.txt\n');
    assert.equal(test.app.tasks.get(task.id).status, 'waiting_approval');
    test.settings = { ...test.settings, qaGates: () => [{ name: 'check', command: 'true' }] };
    await assert.rejects(
      test.app.actions.runGates(task.id),
      /Nothing runs until you have approved or rejected this file/,
    );
  });

  it('a version in package.json keeps nothing from running, and a waiting task can be cancelled', async () => {
    const harmless = await test.run(`write('package.json', '{"version":"2"}\\n')`);
    assert.equal(gatesRun(harmless), 1);
    await test.app.actions.rejectTask(harmless.id, null);
    const task = await waiting(await test.run(plant, 'waiting_qa'));
    await test.app.runner.cancel(task.id);
    assert.equal(test.app.tasks.get(task.id).status, 'cancelled');
    await test.app.actions.rejectTask(task.id, null);
    assert.equal(repository.git('status', '--porcelain'), '');
  });
});
