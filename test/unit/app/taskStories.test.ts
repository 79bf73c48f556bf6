import assert from 'node:assert/strict';
import { join } from 'node:path';
import { stableId } from '../../../src/core/stableId';
import { type Lease, takeLease } from '../../../src/os/lease';
import { execFileSync } from 'node:child_process';
import { taskView } from '../../../src/app/timelineView';
import type { Task } from '../../../src/core/model';
import { answersSetup } from '../../helpers/fakeClaude/fakeClaude';
import { TestRepository } from '../../helpers/repository';
import { TestAutobot } from '../../helpers/testAutobot';

describe('app/task stories', () => {
  let repository: TestRepository;
  let test: TestAutobot;
  beforeEach(async () => {
    repository = TestRepository.create({ 'a.txt': 'one\n' });
    test = await TestAutobot.start(repository);
  });
  afterEach(() => test.dispose());

  const gate = (name: string, command: string, more: object = {}): object => ({ name, command, ...more });
  const withGates = (...gates: object[]): void => {
    test.settings = { ...test.settings, qaGates: () => gates };
  };
  /** Command lines of what is left of this test's Claude. */
  const claudeProcesses = (): string[] =>
    execFileSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' })
      .split('\n')
      .filter(line => line.includes(test.claude.path));
  const newTask = async (prompt: string): Promise<Task> => {
    const [found] = await test.app.repositories.list();
    assert.ok(found);
    return test.app.actions.newTask(found, prompt);
  };

  it('sends failed gates back to Claude, and reviews what it fixed', async () => {
    withGates(gate('spelling', 'grep -q wrong a.txt || exit 0; echo "a.txt:1:1: wrong word"; exit 1'));
    const task = await test.run(
      `if (read('a.txt') === 'one\\n') write('a.txt', 'wrong\\n'); else write('a.txt', 'right\\n');`,
      'qa_failed',
    );
    const [result] = test.app.gates.results(task.id);
    assert.deepEqual([result?.verdict, result?.findings[0]?.message], ['failed', 'wrong word']);

    await assert.rejects(test.app.actions.approveTask(task.id, null), /Say why/);
    await assert.rejects(test.app.actions.commitTask(task.id, 'x'), /Approve the task with a reason/);
    // The stand-in runs prompts as JavaScript, and a fix prompt is none: it answers without a change.
    await test.app.actions.fix(task.id);
    await test.reach(task.id, 'qa_failed');
    assert.match(
      test.app.tasks.turns(task.id).at(-1)?.prompt ?? '',
      /## spelling failed \(exit code 1\)\n- a.txt:1:1: error: wrong word/,
    );

    await test.app.actions.sendMessage(task.id, `write('a.txt', 'right\\n')`);
    await test.reach(task.id, 'running');
    await test.reach(task.id, 'waiting_approval');
    assert.deepEqual(
      test.app.tasks.turns(task.id).map(turn => turn.kind),
      ['prompt', 'fix', 'message'],
    );
  });

  it('takes what comes in the very moment a status is reached', async () => {
    withGates(gate('never', 'grep -q one a.txt'));
    const task = await test.run(`write('a.txt', 'two\\n')`, 'qa_failed');
    await test.app.actions.fix(task.id);
    await test.reach(task.id, 'qa_failed');
    assert.deepEqual(
      test.app.tasks.turns(task.id).map(turn => turn.kind),
      ['prompt', 'fix'],
    );
  });

  it('knows what a commit would hold as soon as a task without gates is in review', async () => {
    const { id } = await test.run(`write('a.txt', 'two\\n')`);
    assert.equal(test.app.facts.get(id)?.commit?.tree, test.app.tasks.get(id).afterTree);
  });

  it('binds a verdict to the tree it judged', async () => {
    withGates(gate('check', 'true'));
    const task = await test.run(`write('a.txt', 'two\\n')`);
    const stale = (): boolean[] | undefined => test.app.api.getTask(task.id)?.gates.map(entry => entry.stale);
    assert.deepEqual(stale(), [false]);
    repository.write({ 'a.txt': 'three\n' });
    await test.app.facts.refresh(task.id);
    assert.deepEqual(stale(), [true]);
    await test.app.actions.runGates(task.id);
    assert.deepEqual(stale(), [false]);
  });

  it('does not let a gate without failOnError keep a task from review, and says when a command is missing', async () => {
    withGates(gate('optional', 'exit 1', { failOnError: false }), gate('missing', 'no-such-command-here'));
    const task = await test.run(`write('a.txt', 'two\\n')`, 'qa_failed');
    const verdicts = test.app.gates.results(task.id).map(({ gateName, verdict }) => [gateName, verdict]);
    assert.deepEqual(verdicts, [
      ['optional', 'failed'],
      ['missing', 'errored'],
    ]);
    await assert.rejects(async () => test.app.actions.fix('none'), /There is no task none/);
  });

  it('ends a gate that never ends at its time limit, and takes an approval with a reason', async () => {
    withGates(gate('endless', 'sleep 1000', { timeout: 200 }));
    const task = await test.run(`write('a.txt', 'two\\n')`, 'qa_failed');
    assert.equal(test.app.gates.results(task.id)[0]?.verdict, 'timed_out');
    await test.app.actions.approveTask(task.id, 'the gate is broken');
    await test.app.actions.commitTask(task.id, 'Two');
    assert.equal(repository.git('show', 'HEAD:a.txt'), 'two\n');
  });

  it('runs one task at a time in a repository; the next starts when the first is done', async () => {
    const first = await newTask(`write('a.txt', 'two\\n')`);
    const second = await newTask(`write('b.txt', 'b\\n')`);
    await test.reach(first.id, 'waiting_approval');
    assert.equal(test.app.tasks.get(second.id).status, 'pending');
    const { waiting } = test.app.scheduler.view(repository.path);
    assert.match(waiting[0]?.waitsFor ?? '', /to be reviewed and committed or rejected/);
    await test.app.actions.rejectTask(first.id, null);
    await test.reach(second.id, 'waiting_approval');
    assert.deepEqual(test.app.tasks.get(second.id).filesChanged, ['b.txt']);
  });

  it('starts on top when told to', async () => {
    const first = await test.run(`write('a.txt', 'two\\n')`);
    const second = await newTask(`write('b.txt', read('a.txt'))`);
    await test.app.actions.startOnTop(second.id);
    await test.reach(second.id, 'waiting_approval');
    await test.app.actions.approveTask(second.id, null);
    await test.app.actions.commitTask(second.id, 'b');
    assert.equal(repository.git('show', '--format=', '--name-only', 'HEAD'), 'b.txt\n');
    assert.equal(test.app.tasks.get(first.id).status, 'waiting_approval');
  });

  it('starts nothing in a paused session', async () => {
    const first = await test.run(`write('a.txt', 'two\\n')`);
    await test.app.sessions.pause(first.sessionId);
    const second = await newTask(`write('b.txt', 'b\\n')`);
    await test.app.actions.rejectTask(first.id, null);
    assert.equal(
      test.app.scheduler.view(repository.path).waiting[0]?.waitsFor,
      'its session, which is paused, to be resumed',
    );
    await assert.rejects(test.app.sessions.end(first.sessionId), /before the session ends/);
    await test.app.sessions.resume(first.sessionId);
    await test.reach(second.id, 'waiting_approval');
  });

  it('cancels a task with everything it started, and the work so far can be kept', async () => {
    const task = await newTask(
      `write('a.txt', 'half\\n'); require; await new Promise(() => { setInterval(() => {}, 1000); });`.replace(
        'require;',
        '',
      ),
    );
    await test.reach(task.id, 'running');
    await new Promise<void>(resolve => {
      const look = (): void => (repository.read('a.txt') === 'half\n' ? resolve() : void setTimeout(look, 10));
      look();
    });
    await test.app.runner.cancel(task.id);
    assert.equal(test.app.tasks.get(task.id).status, 'cancelled');
    assert.equal(test.app.agents.find(task.id), undefined);
    await test.app.actions.keepForReview(task.id);
    await test.app.actions.rejectTask(task.id, null);
    assert.equal(repository.read('a.txt'), 'one\n');
    assert.deepEqual(claudeProcesses(), []);
  });

  it('offers nothing to keep or to put back after a task that was cancelled before it changed anything', async () => {
    const task = await newTask(`await new Promise(() => { setInterval(() => {}, 1000); });`);
    await test.reach(task.id, 'running');
    await test.app.runner.cancel(task.id);
    const { status, actions } = taskView(test.app, test.app.tasks.get(task.id));
    assert.deepEqual([status, actions], ['cancelled', ['resume', 'retry', 'sendMessage']]);
  });

  it('says interrupted of what runs when the window closes, and leaves no process', async () => {
    const task = await newTask(`write('a.txt', 'half\\n'); await new Promise(() => { setInterval(() => {}, 1000); });`);
    await test.reach(task.id, 'running');
    await test.app.close();
    const kept = (await test.keeper.load()).tasks.find(row => row.id === task.id);
    assert.deepEqual([kept?.status, kept?.detail], ['interrupted', 'the window that ran it has closed']);
    assert.deepEqual(claudeProcesses(), []);
    await test.open();
  });

  it('moves no task that another window keeps from starting, and says so', async () => {
    const { id } = await test.run(`read('a.txt')`, 'completed');
    const file = join(repository.path, '.git', 'autobot', `lease-${stableId(repository.path)}.json`);
    let lease: Lease | undefined;
    while (!lease) {
      lease = await takeLease(file); // as another window that runs a task here, once this one has let go
    }
    await assert.rejects(test.app.actions.sendMessage(id, `write('a.txt', 'two\\n')`), /Another window is running/);
    assert.equal(test.app.tasks.get(id).status, 'completed');
    await lease.release();
    await test.app.actions.sendMessage(id, `write('a.txt', 'two\\n')`);
    await test.reach(id, 'waiting_approval');
  });

  it('completes a task that only answered', async () => {
    const task = await test.run(`read('a.txt')`, 'completed');
    assert.deepEqual([task.filesChanged, task.claudeOutput], [[], 'done']);
    assert.equal(test.app.api.getTask(task.id)?.cost, 0.5);
  });

  it('waits in pre-flight while a merge is under way, and goes on by itself when it is over', async () => {
    repository.write({ '.git/MERGE_HEAD': repository.git('rev-parse', 'HEAD') });
    const task = await newTask(`write('a.txt', 'two\\n')`);
    await new Promise<void>(resolve => {
      const listening = test.app.runner.onDidReport(() => {
        listening.dispose();
        resolve();
      });
    });
    const blocked = test.app.runner.report(task.id).filter(check => check.outcome === 'block');
    assert.deepEqual(
      blocked.map(check => check.detail),
      ['A merge is under way. Finish or abort it with git first.'],
    );
    repository.remove('.git/MERGE_HEAD');
    test.app.preFlights.recheck(task.id);
    await test.reach(task.id, 'waiting_approval');
  });

  it('asks about unsaved editors, and can be told not to mind', async () => {
    test.editors.unsaved.set(`${repository.path}/other.txt`, 'typing');
    const reported = new Promise<void>(resolve => test.app.runner.onDidReport(() => resolve()));
    const task = await newTask(`write('a.txt', 'two\\n')`);
    await reported;
    assert.equal(test.app.tasks.get(task.id).status, 'pre_flight');
    test.app.preFlights.waive(task.id, 'unsaved');
    await test.reach(task.id, 'waiting_approval');
  });

  it('refuses empty and endless prompts, and takes one of 100 kB', async () => {
    await assert.rejects(newTask('  \n'), /The prompt is empty/);
    await assert.rejects(newTask('x'.repeat(200_001)), /at most 200,000/);
    const task = await test.run(`write('a.txt', '${'y'.repeat(100_000)}')`);
    assert.equal(repository.read('a.txt').length, 100_000);
    assert.equal(task.status, 'waiting_approval');
  });

  it('does nothing at all before the workspace is trusted', async () => {
    test.trusted = false;
    await test.open();
    assert.deepEqual(test.app.repositories.present, []);
    const row = test.app.history.all('repositories')[0];
    assert.ok(row);
    await assert.rejects(test.app.actions.newTask(row, 'x'), /until you trust it/);
  });

  it('says interrupted of what a dead window left, and goes on when asked', async () => {
    const task = await test.run(`write('a.txt', 'two\\n')`);
    // The row as a window that was killed in the middle of a turn leaves it.
    await test.app.history.put('tasks', { ...task, status: 'running' });
    const [turn] = test.app.tasks.turns(task.id);
    assert.ok(turn);
    await test.app.history.put('turns', { ...turn, endTree: null, endedAt: null, outcome: null });
    repository.write({ 'b.txt': 'written before it died\n' });
    await test.app.scheduler.idle(); // it holds the repository no more
    await test.open();
    assert.equal(test.app.tasks.get(task.id).status, 'interrupted');
    await test.app.actions.keepForReview(task.id);
    assert.deepEqual(test.app.tasks.get(task.id).filesChanged, ['a.txt', 'b.txt']);
  });

  it('keeps working in memory while history cannot be saved, and saves it later', async () => {
    const failures: unknown[] = [];
    test.app.history.onDidFail(error => failures.push(error));
    test.keeper.failing = new Error('the disk is full');
    await assert.rejects(newTask('x'), /the disk is full/);
    test.keeper.failing = undefined;
    const task = await test.run(`write('a.txt', 'two\\n')`);
    assert.ok(failures.length > 0);
    const kept = await test.keeper.load();
    assert.ok(kept.sessions.length > 0 && kept.tasks.some(row => row.id === task.id));
  });
});

describe('app/task stories with a broken Claude', () => {
  const run = async (behaviour: string, until: Task['status']): Promise<[string, string | null]> => {
    const repository = TestRepository.create({ 'a.txt': 'one\n' });
    const test = await TestAutobot.start(repository, answersSetup + behaviour);
    try {
      const task = await test.run('do it', until);
      return [task.status, task.detail];
    } finally {
      await test.dispose();
    }
  };
  const cases: [string, string, RegExp][] = [
    ['exits at once', `process.stderr.write('cannot load'); process.exit(3);`, /cannot load|exit code 3/],
    [
      'dies in the middle of a turn',
      `greet(); heard('user', () => process.kill(process.pid, 'SIGKILL'));`,
      /SIGKILL|ended|killed/,
    ],
    [
      'is refused by the API',
      `greet(); heard('user', () => result({ is_error: true, result: 'API Error: 401 invalid x-api-key', api_error_status: 401 }));`,
      /key/i,
    ],
  ];
  for (const [name, behaviour, words] of cases) {
    it(`fails in words when it ${name}`, async () => {
      const [status, detail] = await run(behaviour, 'failed');
      assert.equal(status, 'failed');
      assert.match(detail ?? '', words);
    });
  }

  it('waits in pre-flight, in words, when there is no Claude at all', async () => {
    const repository = TestRepository.create({ 'a.txt': 'one\n' });
    const test = await TestAutobot.start(repository);
    try {
      test.settings = { ...test.settings, claudePath: '/nowhere/claude' };
      const reported = new Promise<void>(resolve => test.app.runner.onDidReport(() => resolve()));
      const [row] = await test.app.repositories.list();
      assert.ok(row);
      const task = await test.app.actions.newTask(row, 'do it');
      await reported;
      const [blocked] = test.app.runner.report(task.id).filter(check => check.outcome === 'block');
      assert.match(blocked?.detail ?? '', /The Claude CLI was not found \(looked for \/nowhere\/claude\)/);
      await test.app.runner.cancel(task.id);
      assert.equal(test.app.tasks.get(task.id).status, 'cancelled');
    } finally {
      await test.dispose();
    }
  });
});
