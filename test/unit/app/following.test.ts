import assert from 'node:assert/strict';
import { Emitter } from '../../../src/base/emitter';
import { type Autobot, buildAutobot } from '../../../src/app/autobot';
import { Timeline } from '../../../src/app/timeline';
import type { Task } from '../../../src/core/model';
import type { ToWebview } from '../../../src/protocol/messages';
import { answersSetup } from '../../helpers/fakeClaude/fakeClaude';
import { TestRepository } from '../../helpers/repository';
import { scanWorker } from '../../helpers/scanWorker';
import { TestAutobot } from '../../helpers/testAutobot';
import { until } from '../../helpers/until';

/** Says a word, asks for leave, and says another when that is given; writes if it is told to. */
const talks = `${answersSetup}
greet();
let changes = false;
heard('user', ({ message }) => {
  changes = JSON.stringify(message).includes('Write');
  state('running');
  speak('Hello from one window.');
  say({ type: 'control_request', request_id: 'r1', request: { subtype: 'can_use_tool', tool_name: 'Bash', input: { command: 'ls' } } });
});
heard('control_response', () => { require('node:fs').appendFileSync('a.txt', changes ? 'two\\n' : ''); speak('Goodbye.'); result({ result: 'Goodbye.' }); state('idle'); });
`;

describe('app/following', () => {
  let repository: TestRepository;
  let test: TestAutobot;
  let other: Autobot;
  let changed: Emitter<void>;
  let timeline: Timeline;
  let messages: ToWebview[];
  let arrived: Emitter<void>;

  beforeEach(async () => {
    repository = TestRepository.create({ 'a.txt': 'one\n' });
    test = await TestAutobot.start(repository, talks);
    changed = new Emitter();
    arrived = new Emitter();
    messages = [];
    const { keeper, storage, settings, editors, log } = test;
    const note = (message: string): number => log.push(message);
    other = await buildAutobot({
      keeper: {
        readOnly: false,
        onDidChange: changed.event,
        load: () => keeper.load(),
        news: () => keeper.news(),
        write: changes => keeper.write(changes),
      },
      ...{ storage, scanWorker, agentKind: test.agentKind, log: { info: note, warn: note, error: note } },
      workspace: {
        isTrusted: () => true,
        folders: () => [repository.path],
        settings: () => settings,
        editors,
        problemMatchers: () => ({ matchers: [], patterns: [] }),
      },
    });
    await other.start();
  });
  afterEach(async () => {
    timeline.dispose();
    await other.close();
    await test.dispose();
  });

  /** Look at the task's session in the other window, which has read the history by then. */
  async function watch(task: Task): Promise<void> {
    await other.history.reload();
    timeline = new Timeline(other, other.sessions.get(task.sessionId).repositoryId, task.sessionId);
    timeline.onMessage(message => {
      messages.push(message);
      arrived.fire();
    });
    await timeline.sendSnapshot();
  }

  /** Resolves once the timeline has shown this. */
  function shows(text: string): Promise<void> {
    return until(arrived.event, () => JSON.stringify(messages).includes(text));
  }

  it('shows what another window’s task says within a second, read-only, also before its turn is known here', async () => {
    const [row] = test.app.repositories.present;
    assert.ok(row);
    const { id } = await test.app.actions.newTask(row, 'Talk');
    await test.reach(id, 'pre_flight');
    await watch(test.app.tasks.get(id));
    assert.deepEqual(other.tasks.turns(id), []);

    await new Promise<void>(resolve => {
      const listening = test.app.activities.onDidChange(() => {
        if (test.app.activities.asked(id).length > 0) {
          listening.dispose();
          resolve();
        }
      });
    });
    changed.fire(); // the other window's look at the file
    const since = performance.now();
    await Promise.all([shows('Hello from one window.'), shows('"isElsewhere":true'), shows('"state":"asked"')]);
    assert.ok(performance.now() - since < 1_000);

    test.app.runner.answer(id, 'r1', { behavior: 'allow', scope: 'once' });
    await shows('Goodbye.');
    await test.reach(id, 'completed');
    changed.fire();
    await Promise.all([shows('"status":"completed"'), shows('"state":"allowed"')]);
    const inOrder = messages.flatMap(message => (message.type === 'snapshot' ? [] : [message.seq]));
    assert.deepEqual(
      inOrder,
      inOrder.map((_, i) => (inOrder[0] ?? 0) + i),
    );
    assert.deepEqual(
      [...(await other.streams.of(id, repository.path))].map(([turn, { items }]) => [
        turn,
        items.map(({ kind }) => kind),
      ]),
      [...(await test.app.streams.of(id, repository.path))].map(([turn, { items }]) => [
        turn,
        items.map(({ kind }) => kind),
      ]),
    );
  });

  it('shows what another window’s gate prints while it runs', async () => {
    const done = `${repository.path}/.git/done`;
    const command = `printf 'half way \\n'; until [ -e '${done}' ]; do sleep 0.05; done; echo 'all the way'`;
    test.settings = { ...test.settings, qaGates: () => [{ name: 'slow', command }] };
    const [row] = test.app.repositories.present;
    assert.ok(row);
    const { id } = await test.app.actions.newTask(row, 'Write');
    await until(test.app.activities.onDidChange, () => test.app.activities.asked(id).length > 0);
    test.app.runner.answer(id, 'r1', { behavior: 'allow', scope: 'once' });
    await until(test.app.history.onDidChange, () => test.app.gates.results(id)[0]?.status === 'running');
    await watch(test.app.tasks.get(id));
    changed.fire();
    await shows('half way');
    assert.equal(other.gates.results(id)[0]?.status, 'running');
    repository.write({ '.git/done': '' });
    await test.reach(id, 'waiting_approval');
    changed.fire();
    await shows('all the way');
  });
});
