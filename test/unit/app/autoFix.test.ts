import assert from 'node:assert/strict';
import type { Task } from '../../../src/core/model';
import { TestRepository } from '../../helpers/repository';
import { TestAutobot } from '../../helpers/testAutobot';

describe('app/automatic fix turns', () => {
  let repository: TestRepository;
  let test: TestAutobot;
  beforeEach(async () => {
    repository = TestRepository.create({ 'a.txt': 'one\n' });
    test = await TestAutobot.start(repository);
    const command =
      'grep -n -o "bad[0-9]*" a.txt | sed "s/^/a.txt:/" > .git/found; cat .git/found; test ! -s .git/found';
    test.settings = {
      ...test.settings,
      gateAutoFixAttempts: 3,
      qaGates: () => [{ name: 'words', command: grep(command) }],
    };
  });
  afterEach(() => test.dispose());

  /** `a.txt:1:bad` becomes a place with a message. */
  const grep = (command: string): string =>
    command.replace('cat', `sed -i 's/\\(:[0-9]*\\):/\\1:1: /' .git/found; cat`);
  const onFix = (code: string): void => repository.write({ '.git/fix.js': code });
  const turns = (task: Task): string[] => test.app.tasks.turns(task.id).map(turn => turn.kind);
  const story = (task: Task): unknown[] => [turns(task), test.app.tasks.get(task.id).detail];

  it('stop when everything passes; each try is a turn with a snapshot of its own', async () => {
    onFix(`const text = read('a.txt'); write('a.txt', text.includes('bad2') ? 'bad1\\n' : 'good\\n');`);
    const task = await test.run(`write('a.txt', 'bad2\\n')`);
    assert.deepEqual(story(task), [['prompt', 'fix', 'fix'], 'Fixed by itself after 2 tries.']);
    const trees = test.app.tasks.turns(task.id).map(turn => turn.endTree);
    assert.equal(new Set(trees).size, 3);
  });

  it('stop when nothing gets better', async () => {
    onFix(`write('a.txt', read('a.txt') + 'more\\n')`);
    const task = await test.run(`write('a.txt', 'bad1\\n')`, 'qa_failed');
    assert.deepEqual(story(task), [
      ['prompt', 'fix'],
      'Automatic fixing stopped, as there is no progress: the last try left the very same findings.',
    ]);
  });

  it('stop when Claude changes nothing', async () => {
    onFix('');
    const task = await test.run(`write('a.txt', 'bad1\\n')`, 'qa_failed');
    assert.deepEqual(story(task), [
      ['prompt', 'fix'],
      'Automatic fixing stopped, as there is no progress: the last try changed nothing.',
    ]);
  });

  it('stop after so many tries as are set', async () => {
    test.settings = { ...test.settings, gateAutoFixAttempts: 2 };
    onFix(`write('a.txt', 'bad' + String(Number(read('a.txt').slice(3)) + 1) + '\\n')`);
    const task = await test.run(`write('a.txt', 'bad1\\n')`, 'qa_failed');
    assert.deepEqual(story(task), [
      ['prompt', 'fix', 'fix'],
      'Automatic fixing stopped after 2 tries, as many as autobot.gates.autoFixAttempts allows.',
    ]);
  });

  it('stop when the budget is spent', async () => {
    test.settings = { ...test.settings, maxBudgetUsd: 0.5 }; // which is what the stand-in says it costs
    onFix(`write('a.txt', 'bad' + String(Number(read('a.txt').slice(3)) + 1) + '\\n')`);
    const task = await test.run(`write('a.txt', 'bad1\\n')`, 'qa_failed');
    assert.deepEqual(story(task), [['prompt'], 'Automatic fixing stopped: $0.50 of the budget of $0.50 are spent.']);
  });

  it('do not start in a paused session', async () => {
    onFix(`write('a.txt', 'good\\n')`);
    const [row] = await test.app.repositories.list();
    assert.ok(row);
    const go = `'${repository.path}/.git/go'`;
    const command = `until [ -e ${go} ]; do sleep 0.01; done; grep -q one a.txt`;
    test.settings = { ...test.settings, qaGates: () => [{ name: 'words', command }] };
    const { id, sessionId } = await test.app.actions.newTask(row, `write('a.txt', 'bad1\\n')`);
    await test.reach(id, 'qa_running');
    await test.app.sessions.pause(sessionId);
    repository.write({ '.git/go': '' });
    const task = await test.reach(id, 'qa_failed');
    assert.deepEqual(story(task), [['prompt'], 'No automatic fix turn: the session is paused.']);
  });

  it('do not start for what could not be run, nor by default', async () => {
    const missing = { name: 'missing', command: 'no-such-command-here' };
    test.settings = { ...test.settings, qaGates: () => [missing] };
    const task = await test.run(`write('a.txt', 'bad1\\n')`, 'qa_failed');
    assert.deepEqual(story(task), [['prompt'], null]);
    await test.app.actions.rejectTask(task.id, null);
    test.settings = {
      ...test.settings,
      gateAutoFixAttempts: 0,
      qaGates: () => [{ name: 'x', command: 'grep -q one a.txt' }],
    };
    assert.deepEqual(story(await test.run(`write('a.txt', 'bad1\\n')`, 'qa_failed')), [['prompt'], null]);
  });
});
