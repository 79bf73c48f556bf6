import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../../src/base/errors';
import { startClaude, type ClaudeDelays } from '../../../src/claude/claudeProcess';
import { StreamDecoder } from '../../../src/claude/decode';
import type { Agent, AgentEvent, TurnEnd } from '../../../src/core/agent';
import { getProcess, killTree } from '../../../src/os/processTree';
import { FakeClaude } from '../../helpers/fakeClaude/fakeClaude';
import { storyOf } from '../../helpers/fakeClaude/story';

const quick: Partial<ClaudeDelays> = {
  startup: 10_000,
  interrupt: 300,
  linger: 100,
  settle: 100,
  closeInput: 300,
  terminate: 300,
};

describe('claude/claudeProcess', () => {
  const opened: { fake: FakeClaude; agent: Agent }[] = [];

  afterEach(async () => {
    for (const { fake, agent } of opened.splice(0)) {
      await killTree(agent.pid, 0);
      await agent.closed;
      fake.dispose();
    }
  });

  function start(
    behaviour: string,
    delays: Partial<ClaudeDelays> = {},
  ): { agent: Agent; fake: FakeClaude; events: AgentEvent[]; lines: string[] } {
    const fake = new FakeClaude(behaviour);
    return run(fake, delays);
  }

  function run(
    fake: FakeClaude,
    delays: Partial<ClaudeDelays> = {},
  ): { agent: Agent; fake: FakeClaude; events: AgentEvent[]; lines: string[] } {
    const agent = startClaude(
      {
        program: fake.path,
        task: fake.folder,
        cwd: fake.folder,
        session: '11111111-2222-4333-8444-555555555555',
        resume: false,
        permissionMode: 'default',
        model: null,
        maxBudgetUsd: null,
      },
      { delays: { ...quick, ...delays } },
    );
    opened.push({ fake, agent });
    const events: AgentEvent[] = [];
    const lines: string[] = [];
    agent.onEvent(event => events.push(event));
    agent.onLine(line => lines.push(line));
    return { agent, fake, events, lines };
  }

  const next = (agent: Agent, type: AgentEvent['type']): Promise<AgentEvent> =>
    new Promise(resolve => {
      const subscription = agent.onEvent(event => {
        if (event.type === type) {
          subscription.dispose();
          resolve(event);
        }
      });
    });

  const brief = ({ outcome, reason, message, text }: TurnEnd): string =>
    `${outcome} (${reason ?? ''}) ${message || text}`;

  async function refusal(agent: Agent): Promise<string> {
    const error: unknown = await agent.ready.then(
      () => 'ready',
      (reason: unknown) => reason,
    );
    assert.ok(UserError.is(error), String(error));
    return `${error.reason}: ${error.message}`;
  }

  it('plays two turns, each with its own cost', async () => {
    const { agent, events } = start(`
      greet(); let turns = 0;
      heard('user', message => { speak('You said ' + message.message.content); result({ total_cost_usd: 0.5 * ++turns }); });`);
    assert.deepEqual(
      [await agent.prompt('one'), await agent.prompt('two')].map(end => `${brief(end)} ${end.costUsd}`),
      ['success () done 0.5', 'success () done 0.5'],
    );
    assert.deepEqual(storyOf(events), [
      'text You said one',
      'ended success $0.5000: done',
      'text You said two',
      'ended success $0.5000: done',
    ]);
    await agent.stop();
    assert.equal(await agent.closed, null);
  });

  it('passes what the user answers, rules for the session alone', async () => {
    const { agent, lines } = start(`
      greet();
      const suggestion = { type: 'addRules', rules: [], destination: 'localSettings' };
      heard('user', () => say({ type: 'control_request', request_id: 'p1', request: {
        subtype: 'can_use_tool', tool_name: 'Bash', input: { command: 'make' }, permission_suggestions: [suggestion] } }));
      heard('control_response', message => result({ result: JSON.stringify(message.response) }));`);
    const asked = next(agent, 'permission');
    const turn = agent.prompt('build it');
    await asked;
    agent.answer('unknown', { behavior: 'allow', scope: 'once' });
    agent.answer('p1', { behavior: 'allow', scope: 'task' });
    agent.answer('p1', { behavior: 'deny', message: 'too late' });
    assert.deepEqual(JSON.parse((await turn).text), {
      subtype: 'success',
      request_id: 'p1',
      response: {
        behavior: 'allow',
        updatedInput: { command: 'make' },
        updatedPermissions: [{ type: 'addRules', rules: [], destination: 'session' }],
      },
    });
    const replayed = new StreamDecoder();
    lines.forEach(line => replayed.decode(line));
    assert.equal(replayed.pending.size, 0);
  });

  it('answers requests that it does not know, so that nobody waits', async () => {
    const { agent } = start(`
      greet();
      heard('user', () => say({ type: 'control_request', request_id: 'h1', request: { subtype: 'mystery' } }));
      heard('control_response', message => result({ result: message.response.error }));`);
    assert.equal((await agent.prompt('go')).text, 'unsupported request mystery');
  });

  it('interrupts a turn and takes the next prompt', async () => {
    const { agent } = start(`
      greet(); let turns = 0;
      heard('user', () => (turns++ === 0 ? speak('long work') : result()));
      heard('interrupt', request => { answer(request); interrupted(); });`);
    const working = next(agent, 'text');
    const turn = agent.prompt('go');
    await working;
    await agent.interrupt();
    assert.equal(brief(await turn), 'interrupted (interrupted) Claude was interrupted.');
    assert.equal(brief(await agent.prompt('go on')), 'success () done');
  });

  it('says so when an interruption has no effect', async () => {
    const { agent, events } = start(`greet(); heard('user', () => speak('deaf'));`);
    const working = next(agent, 'text');
    void agent.prompt('go');
    await working;
    await agent.interrupt();
    assert.deepEqual(storyOf(events).slice(1), [
      'notice Claude does not react to the interruption. Cancel the task t…',
    ]);
  });

  it('does not end a turn while something runs in the background', async () => {
    const { agent, events } = start(`
      greet();
      const tasks = (...ids) => say({ type: 'system', subtype: 'background_tasks_changed', tasks: ids.map(id => ({ task_id: id, description: id })) });
      heard('user', () => { state('running'); tasks('build'); result({ result: 'started' }); state('idle'); });
      heard('stop_task', request => { tasks(); answer(request); });
      heard('interrupt', request => answer(request));`);
    const running = next(agent, 'background');
    const turn = agent.prompt('go');
    await running;
    await agent.interrupt();
    const end = await turn;
    assert.deepEqual([end.outcome, end.text], ['interrupted', 'started']);
    assert.deepEqual(storyOf(events), [
      'background 1 build',
      'background 1 build',
      'background 0',
      'ended interrupted (interrupted) $0.5000: started',
    ]);
  });

  it('ends a turn whose background work ended without a word', async () => {
    const { agent } = start(`
      greet();
      const tasks = ids => say({ type: 'system', subtype: 'background_tasks_changed', tasks: ids.map(id => ({ task_id: id })) });
      heard('user', () => { state('running'); tasks(['a']); result(); state('idle'); tasks([]); });`);
    assert.equal(brief(await agent.prompt('go')), 'success () done');
  });

  it('stops early when the API refuses the key again and again', async () => {
    const { agent } = start(`
      greet();
      const retry = attempt => say({ type: 'system', subtype: 'api_retry', attempt, max_retries: 10, retry_delay_ms: 9, error_status: 401, error: 'authentication_failed' });
      heard('user', () => { retry(1); retry(2); });
      heard('interrupt', request => { answer(request); interrupted(); });`);
    assert.equal((await agent.prompt('go')).reason, 'api_key_refused');
  });

  it('tells who waits when the process is killed in the middle of a turn', async () => {
    const { agent, events, lines } = start(`
      greet();
      heard('user', () => {
        say({ type: 'control_request', request_id: 'p1', request: { subtype: 'can_use_tool', tool_name: 'Write', input: {} } });
        console.error('out of memory');
        setImmediate(() => process.kill(process.pid, 'SIGKILL'));
      });`);
    const end = await agent.prompt('go');
    const words =
      "Claude's process was ended by SIGKILL. Its last words: out of memory. What it had done is kept; resume the task to go on.";
    assert.equal(brief(end), `error (process_died) ${words}`);
    assert.equal(await agent.closed, words);
    assert.deepEqual(storyOf(events).slice(0, 2), ['asks Write: ', 'asks no more']);
    const replayed = new StreamDecoder();
    assert.deepEqual(
      lines.flatMap(line => replayed.decode(line)),
      events,
    );
    assert.equal((await agent.prompt('again')).reason, 'process_died');
  });

  it('counts a turn whose result came before the process ended', async () => {
    const { agent } = start(
      `greet(); heard('user', () => { state('running'); result(); process.exitCode = 3; process.stdin.destroy(); });`,
    );
    assert.equal(brief(await agent.prompt('go')), 'success () done');
  });

  it('says in words why it did not come up', async () => {
    const cases: [string, string][] = [
      [`console.error('Error: Session ID x is already in use.'); process.exit(1);`, 'session_in_use'],
      [`console.error("error: unknown option '--permission-prompt-tool'"); process.exit(1);`, 'bad_arguments'],
      [
        `result({ subtype: 'error_during_execution', is_error: true, errors: ['No conversation found with session ID: x'] }); process.exit(1);`,
        'session_unknown',
      ],
      [`process.exit(0);`, 'process_died'],
      [`setInterval(() => {}, 1000);`, 'no_answer'],
      [
        `const flood = () => { while (process.stdout.write('garbage\\n')); process.stdout.once('drain', flood); }; flood();`,
        'garbage',
      ],
      [
        `const flood = () => { while (process.stdout.write('x'.repeat(1000))); process.stdout.once('drain', flood); }; flood();`,
        'garbage',
      ],
    ];
    for (const [behaviour, reason] of cases) {
      const { agent } = start(behaviour, reason === 'no_answer' ? { startup: 500 } : {});
      const end = await agent.prompt('go');
      assert.deepEqual([end.outcome, end.reason], ['error', reason], behaviour);
      assert.match(await refusal(agent), new RegExp(`^${reason}: \\S.*`));
    }
  });

  it('says in words that there is no such program, or that it cannot be run', async () => {
    const missing = new FakeClaude('');
    missing.dispose();
    assert.match(await refusal(run(missing).agent), /^not_installed: .* does not exist/);
    const plain = new FakeClaude('').write('text', 0o644);
    assert.match(await refusal(run(plain).agent), /^not_started: .* could not be started \(EACCES\)/);
  });

  it('leaves nothing behind when it is stopped', async () => {
    const { agent, fake } = start(`
      greet();
      const { spawn } = require('node:child_process');
      process.on('SIGTERM', () => {});
      heard('close', () => {});
      heard('user', () => {
        const deaf = "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)";
        const child = spawn(process.execPath, ['-e', deaf], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
        child.stdout.once('data', () => {
          require('node:fs').writeFileSync('child.pid', String(child.pid));
          speak('working');
        });
      });`);
    const working = next(agent, 'text');
    const turn = agent.prompt('go');
    await working;
    const child = Number(readFileSync(join(fake.folder, 'child.pid'), 'utf8'));
    assert.ok(await getProcess(child));
    await Promise.all([agent.stop(), agent.stop()]);
    assert.deepEqual([await getProcess(child), await getProcess(agent.pid)], [undefined, undefined]);
    assert.equal(brief(await turn), 'interrupted (interrupted) Claude was stopped.');
    assert.equal(await agent.closed, null);
  });

  it('can be stopped after its result, when it only sleeps', async () => {
    const { agent } = start(
      `greet(); heard('user', () => result()); heard('close', () => {}); setInterval(() => {}, 1000);`,
    );
    await agent.prompt('go');
    await agent.stop();
    assert.equal(await getProcess(agent.pid), undefined);
  });

  it('can be stopped before it is up', async () => {
    const { agent } = start(`heard('close', () => process.exit(0));`);
    await agent.stop();
    assert.equal(await refusal(agent), 'cancelled: Claude was stopped as it started.');
  });

  it('takes a flood of 1 GB with a flat memory, and blocks nobody', async function () {
    this.timeout(120_000);
    const { agent, lines, events } = start(`
      greet(); const line = 'x'.repeat(1_000_000) + '\\n'; let left = 1000;
      const flood = () => { while (left-- > 0) { if (!process.stdout.write(line)) { process.stdout.once('drain', flood); return; } } result(); };
      heard('user', flood);`);
    await agent.ready;
    const before = process.memoryUsage().heapUsed;
    let [most, longest, last] = [0, 0, performance.now()];
    const look = setInterval(() => {
      lines.length = events.length = 0; // this test keeps them, nobody else does
      most = Math.max(most, process.memoryUsage().heapUsed - before);
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    const end = await agent.prompt('go');
    clearInterval(look);
    assert.equal(brief(end), 'success () done');
    assert.ok(most < 200_000_000, `${Math.round(most / 1e6)} MB before a collection`);
    assert.ok(longest < 1000, `${Math.round(longest)} ms`);
  });

  it('makes the program wait while whoever keeps its lines is behind', async () => {
    const { agent, lines } = start(`
      greet();
      heard('user', () => { for (let i = 0; i < 3000; i++) speak('x'.repeat(1000)); result(); });`);
    await agent.ready;
    const kept = Promise.withResolvers<undefined>();
    const holding = agent.onLine(() => agent.hold(kept.promise));
    const working = next(agent, 'text');
    const turn = agent.prompt('go');
    await working;
    holding.dispose();
    const heard = lines.length;
    assert.ok(heard < 1000, `${heard} lines came`);
    kept.resolve(undefined);
    assert.equal(brief(await turn), 'success () done');
    assert.ok(lines.length > 3000);
  });

  it('says what a process that dies in the middle of a line had said before', async () => {
    const { agent, events } = start(`
      greet();
      heard('user', () => { speak('Half the work.'); process.stdout.write('{"type":"assistant","mess', () => process.exit(3)); });`);
    assert.match(brief(await agent.prompt('go')), /process_died.*exit code 3/);
    const story = storyOf(events);
    assert.deepEqual(story.slice(0, 2), ['text Half the work.', 'unrecognised {"type":"assistant","mess']);
  });

  it('fails the turn of a process that leaves without a result, as if all were well', async () => {
    const { agent } = start(`greet(); heard('user', () => { speak('Bye.'); process.exit(0); });`);
    assert.match(brief(await agent.prompt('go')), /^error \(process_died\) .*exit code 0/);
  });

  it('ends a turn that has its result and goes on neither to work nor to end, and says so before', async () => {
    const { agent, events } = start(`greet(); heard('user', () => { state('running'); result(); });`);
    assert.equal(brief(await agent.prompt('go')), 'success () done');
    assert.deepEqual(storyOf(events), ['lingers after its result', 'ended success $0.5000: done']);
  });

  it('ends what a killed process leaves running, also where it has left its group and its parent', async () => {
    const { agent, fake, events } = start(`
      greet();
      heard('user', () => {
        const { spawn } = require('node:child_process');
        const hides = "const c = require('node:child_process').spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }); require('node:fs').writeFileSync('hidden.pid', String(c.pid)); c.unref();";
        spawn(process.execPath, ['-e', hides], { detached: true, stdio: 'ignore' }).once('exit', () => process.kill(process.pid, 'SIGKILL'));
      });`);
    assert.match(brief(await agent.prompt('go')), /ended by SIGKILL/);
    const hidden = Number(readFileSync(join(fake.folder, 'hidden.pid'), 'utf8'));
    assert.equal(await getProcess(hidden), undefined);
    assert.match(storyOf(events)[0] ?? '', /notice It had left this running, which was ended: sleep/);
  });

  it('takes up what is said during the turn before the turn ends', async () => {
    const { agent, events } = start(`
      greet(); let said = 0;
      heard('user', message => {
        const heardOf = state => say({ type: 'command_lifecycle', command_uuid: message.uuid, state });
        if (said++ === 0) { state('running'); speak('working'); return; }
        result({ result: 'first' }); state('idle'); // it had ended already when the message came
        setTimeout(() => { heardOf('started'); state('running'); speak('more'); result({ result: 'second', total_cost_usd: 0.75 }); state('idle'); }, 20);
      });`);
    assert.equal(agent.say('too early'), false);
    const working = next(agent, 'text');
    const turn = agent.prompt('go');
    await working;
    assert.equal(agent.say('and more'), true);
    const end = await turn;
    assert.deepEqual([brief(end), end.costUsd], ['success () second', 0.75]);
    assert.deepEqual(storyOf(events), ['text working', 'said and more', 'text more', 'ended success $0.7500: second']);
  });

  it('does not wait for a child that holds its output open', async () => {
    const { agent, fake, events } = start(`
      greet();
      heard('user', () => {
        const child = require('node:child_process').spawn('sleep', ['60'], { detached: true, stdio: ['ignore', 1, 2] });
        require('node:fs').writeFileSync('child.pid', String(child.pid));
        process.exit(7);
      });`);
    assert.match(brief(await agent.prompt('go')), /ended with exit code 7/);
    assert.deepEqual(storyOf(events).slice(0, 1), ['lingers after its output']);
    assert.equal(await getProcess(Number(readFileSync(join(fake.folder, 'child.pid'), 'utf8'))), undefined);
  });
});
