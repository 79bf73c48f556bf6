import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { isParked } from '../../../src/app/parking';
import { taskView } from '../../../src/app/timelineView';
import { describeActivity } from '../../../src/core/activity';
import type { Task } from '../../../src/core/model';
import { answersSetup } from '../../helpers/fakeClaude/fakeClaude';
import { TestRepository } from '../../helpers/repository';
import { TestAutobot } from '../../helpers/testAutobot';

describe('app/conversation', () => {
  let repository: TestRepository;
  let test: TestAutobot;
  const open = async (behaviour?: string): Promise<void> => {
    repository = TestRepository.create({ 'a.txt': 'one\n' });
    test = await TestAutobot.start(repository, behaviour && `${answersSetup}${behaviour}`);
  };
  afterEach(() => test.dispose());

  const newTask = async (prompt: string, mode: string | null = null): Promise<Task> => {
    const [found] = await test.app.repositories.list();
    assert.ok(found);
    return test.app.actions.newTask(found, prompt, { permissionMode: mode });
  };
  /** Resolves once Claude asks something. */
  const asked = async (task: Task): Promise<string> => {
    const { activities } = test.app;
    for (;;) {
      const [first] = activities.asked(task.id);
      if (first) {
        return first.request;
      }
      await new Promise<void>(resolve => {
        const listening = activities.onDidChange(() => {
          listening.dispose();
          resolve();
        });
      });
    }
  };
  const prompts = (task: Task): string[] => test.app.tasks.turns(task.id).map(turn => turn.prompt);
  const queue = (task: Task): string[] => test.app.messages.of(task.id).map(message => message.text);
  const words = (task: Task): string => {
    const activity = test.app.activities.get(task.id);
    return activity ? describeActivity(activity).words : '';
  };

  describe('a queue', () => {
    it('is sent, message by message, when the turn has gone well, and judged once', async () => {
      await open();
      test.settings = { ...test.settings, qaGates: () => [{ name: 'check', command: 'echo run >> .git/runs' }] };
      const task = await newTask(`await saved('go'); write('b.txt', '')`);
      await test.reach(task.id, 'running');
      await test.app.actions.sendMessage(task.id, `write('b.txt', read('b.txt') + 'first\\n')`);
      await test.app.actions.sendMessage(task.id, `write('b.txt', read('b.txt') + 'second\\n')`);
      repository.write({ go: '' });
      await test.reach(task.id, 'waiting_approval');
      assert.equal(repository.read('b.txt'), 'first\nsecond\n');
      assert.deepEqual([prompts(task).length, queue(task), repository.read('.git/runs')], [3, [], 'run\n']);
    });

    it('can be edited, reordered and thinned out, and outlives the window', async () => {
      await open();
      const task = await newTask(`write('a.txt', 'two\\n'); await new Promise(() => setInterval(() => {}, 1000))`);
      await test.reach(task.id, 'running');
      for (const text of ['a', 'b', 'c']) {
        await test.app.actions.sendMessage(task.id, `write('said.txt', '${text}')`);
      }
      const { messages } = test.app;
      const [a, b, c] = messages.of(task.id);
      assert.ok(a && b && c);
      await messages.move(c.id, 0);
      await messages.move(a.id, 99);
      await messages.remove(b.id);
      await messages.edit(a.id, `write('said.txt', read('said.txt') + 'edited')`);
      await assert.rejects(messages.edit(a.id, ' '), /The prompt is empty/);
      await assert.rejects(messages.remove(b.id), /no longer in the queue/);
      await test.app.close();
      await test.open();
      const kept = test.app.tasks.get(task.id);
      assert.deepEqual(
        [kept.status, queue(task), taskView(test.app, kept).messagesPaused],
        [
          'interrupted',
          [`write('said.txt', 'c')`, `write('said.txt', read('said.txt') + 'edited')`],
          'Paused: the task was interrupted. Resume it, or send a message now.',
        ],
      );
      await test.app.conversation.sendNow(c.id);
      await test.reach(task.id, 'waiting_approval');
      assert.equal(repository.read('said.txt'), 'cedited');
    });

    it('pauses when the user stops the turn, and takes up nothing by itself', async () => {
      await open();
      const task = await newTask(`write('a.txt', 'two\\n'); await new Promise(() => setInterval(() => {}, 1000))`);
      await test.reach(task.id, 'running');
      await test.app.actions.sendMessage(task.id, 'later');
      while (repository.read('a.txt') !== 'two\n') {
        await new Promise(resolve => setTimeout(resolve, 5));
      }
      await test.app.runner.interrupt(task.id);
      const stopped = await test.reach(task.id, 'waiting_approval');
      assert.deepEqual(queue(task), ['later']);
      assert.match(taskView(test.app, stopped).messagesPaused ?? '', /Paused: the turn was stopped/);
    });

    it('is not needed to be heard at once: a message can join the running turn', async () => {
      await open(`
        greet(); let first = true;
        heard('user', message => {
          if (first) { first = false; state('running'); speak('working'); return; }
          say({ type: 'command_lifecycle', command_uuid: message.uuid, state: 'started' });
          speak('You said ' + message.message.content); result(); state('idle');
        });`);
      const task = await newTask('go');
      await test.reach(task.id, 'running');
      await test.app.actions.sendMessage(task.id, 'hurry');
      while (words(task) !== 'Claude is working') {
        await new Promise(resolve => setTimeout(resolve, 5));
      }
      const [message] = test.app.messages.of(task.id);
      await test.app.conversation.sendNow(message?.id ?? '');
      await test.reach(task.id, 'completed');
      assert.deepEqual([prompts(task), queue(task)], [['go'], []]);
      const stream = (await test.app.streams.of(task.id, task.workTree)).get(1);
      assert.deepEqual(
        stream?.items.flatMap(item =>
          item.kind === 'said' || item.kind === 'text' ? [`${item.kind} ${item.text}`] : [],
        ),
        ['text working', 'said hurry', 'text You said hurry'],
      );
    });
  });

  describe('a usage limit', () => {
    const limited = (resetsAt: string): string => `
      greet(); const fs = require('node:fs');
      heard('user', () => {
        const first = !fs.existsSync('.git/limited');
        if (first) {
          fs.writeFileSync('.git/limited', '');
          say({ type: 'rate_limit_event', rate_limit_info: { status: 'rejected', resetsAt: ${resetsAt} } });
          result({ is_error: true, result: "You've hit your 5-hour limit" });
        } else { fs.writeFileSync('a.txt', 'two\\n'); result(); }
      });`;

    it('parks the task, which goes on by itself once when the user agreed, and holds the queue', async () => {
      await open(limited('Math.floor(Date.now() / 1000) + 2'));
      const task = await newTask('go');
      const parked = await test.reach(task.id, 'interrupted');
      assert.ok(isParked(parked));
      const { statusText, detail } = taskView(test.app, parked);
      assert.deepEqual([statusText, detail], ['Parked at a usage limit', null]); // the stream says which
      const next = await newTask('later');
      const [waiting] = test.app.scheduler.view(repository.path).waiting;
      assert.deepEqual([waiting?.task.id, waiting?.waitsFor], [next.id, '“go” to go on']);
      await test.app.conversation.resumeAtReset(task.id);
      await test.reach(task.id, 'running');
      const done = await test.reach(task.id, 'waiting_approval');
      assert.deepEqual([done.resumeAt, done.autoResume, prompts(task).length], [null, false, 2]);
      await assert.rejects(test.app.conversation.resumeAtReset(task.id), /does not wait at a usage limit/);
      await test.app.runner.cancel(next.id);
    });

    it('does not go on without the user’s word, also when it was reset long ago', async () => {
      await open(limited('1'));
      const task = await newTask('go');
      assert.ok(isParked(await test.reach(task.id, 'interrupted')));
      await test.app.close();
      await test.open();
      assert.ok(isParked(test.app.tasks.get(task.id)));
      await test.app.actions.resume(task.id);
      await test.reach(task.id, 'waiting_approval');
    });

    it('is over when the window opens again: what was agreed still holds', async () => {
      await open(limited('Math.floor(Date.now() / 1000) + 3600'));
      const task = await newTask('go');
      await test.reach(task.id, 'interrupted');
      await test.app.conversation.resumeAtReset(task.id);
      await test.app.close();
      const row = (await test.keeper.load()).tasks.find(each => each.id === task.id);
      assert.ok(row);
      await test.keeper.write([{ table: 'tasks', put: { ...row, resumeAt: Date.now() - 1 } }]);
      await test.open();
      await test.leave(task.id, 'interrupted');
      await test.reach(task.id, 'waiting_approval');
      assert.equal(prompts(task).length, 2);
    });
  });

  it('stops at the budget, keeps the work, and goes on when the user raises it', async () => {
    await open(`
      greet(); const fs = require('node:fs');
      const budget = Number(process.argv.find(word => word.startsWith('--max-budget-usd='))?.split('=')[1]);
      fs.appendFileSync('.git/budgets', budget + '\\n');
      heard('user', () => {
        fs.appendFileSync('a.txt', 'more\\n');
        result({ subtype: 'error_max_budget_usd', is_error: true, errors: ['Reached maximum budget'], total_cost_usd: 1.25 });
      });`);
    test.settings = { ...test.settings, maxBudgetUsd: 1 };
    const task = await newTask('go');
    const stopped = await test.reach(task.id, 'waiting_approval');
    assert.match(stopped.detail ?? '', /budget of this task is used up. What was done is kept/);
    assert.ok(taskView(test.app, stopped).actions.includes('raiseBudget'));
    await assert.rejects(
      test.app.actions.sendMessage(task.id, 'go on'),
      /The budget of \$1\.00 .* is used up\. Raise it/,
    );
    await test.app.conversation.raiseBudget(task.id);
    await test.reach(task.id, 'waiting_approval');
    assert.deepEqual(
      [test.app.tasks.get(task.id).budgetUsd, repository.read('.git/budgets'), repository.read('a.txt')],
      [2.25, '1\n1\n', 'one\nmore\nmore\n'],
    );
    await assert.rejects(test.app.runner.interrupt(task.id), /not working/);
  });

  describe('Claude', () => {
    const asks = (tool: string, input: string): string => `
      greet();
      heard('user', () => { state('running'); say({ type: 'control_request', request_id: 'r1', request: {
        subtype: 'can_use_tool', tool_name: '${tool}', input: ${input} } }); });
      heard('control_response', message => { result({ result: JSON.stringify(message.response.response) }); state('idle'); });`;

    it('has its questions answered', async () => {
      await open(
        asks('AskUserQuestion', `{ questions: [{ question: 'Which?', header: 'File', options: [{ label: 'a' }] }] }`),
      );
      const task = await newTask('go');
      const request = await asked(task);
      assert.deepEqual(
        [words(task), taskView(test.app, task).activity?.next],
        ['Claude has a question', 'Answer it below.'],
      );
      test.app.runner.answer(task.id, request, { behavior: 'reply', answers: { 'Which?': 'the other' } });
      const { claudeOutput } = await test.reach(task.id, 'completed');
      assert.deepEqual(
        (JSON.parse(claudeOutput ?? '') as { updatedInput: { answers: unknown } }).updatedInput.answers,
        {
          'Which?': 'the other',
        },
      );
      assert.throws(
        () => test.app.runner.answer(task.id, request, { behavior: 'deny', message: '' }),
        /no longer waits/,
      );
    });

    it('plans first: the plan is a document, and what the user made of it is carried out', async () => {
      await open(asks('ExitPlanMode', `{ plan: '# Plan\\n1. one' }`));
      const task = await newTask('go', 'plan');
      const request = await asked(task);
      const file = await test.app.plans.latest(task.id);
      assert.equal(readFileSync(file, 'utf8'), '# Plan\n1. one');
      test.editors.unsaved.set(file, '# Plan\n1. two');
      await test.app.runner.approvePlan(task.id, request, 'acceptEdits');
      const done = await test.reach(task.id, 'completed');
      assert.deepEqual(JSON.parse(done.claudeOutput ?? ''), {
        behavior: 'allow',
        updatedInput: { plan: '# Plan\n1. two' },
        updatedPermissions: [{ type: 'setMode', mode: 'acceptEdits', destination: 'session' }],
      });
      assert.equal(done.permissionMode, 'acceptEdits');
      test.editors.unsaved.clear();
    });

    it('is told what is wrong with its plan, with what the user wrote into it', async () => {
      await open(asks('ExitPlanMode', `{ plan: '# Plan' }`));
      const task = await newTask('go', 'plan');
      const request = await asked(task);
      test.editors.unsaved.set(await test.app.plans.latest(task.id), '# Plan\n> and the tests?');
      await test.app.runner.revisePlan(task.id, request, 'Think of tests');
      const { claudeOutput } = await test.reach(task.id, 'completed');
      assert.deepEqual(JSON.parse(claudeOutput ?? ''), {
        behavior: 'deny',
        message: 'Think of tests\n\nThe user has edited the plan. It now says:\n\n# Plan\n> and the tests?',
      });
      test.editors.unsaved.clear();
    });
  });
});
