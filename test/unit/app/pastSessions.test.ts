import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Timeline } from '../../../src/app/timeline';
import { claudeAgent } from '../../../src/claude/claudeAgent';
import { findPastSessions } from '../../../src/claude/pastSessions';
import type { Repository } from '../../../src/core/model';
import { answersSetup } from '../../helpers/fakeClaude/fakeClaude';
import { TestRepository } from '../../helpers/repository';
import { TestAutobot } from '../../helpers/testAutobot';

const id = '11111111-2222-4333-8444-555555555555';

/** Says how it was started. */
const frank = `${answersSetup}
greet();
const how = process.argv.find(word => word.startsWith('--resume'));
heard('user', () => { state('running'); speak(how); result({ result: how }); state('idle'); });
`;

describe('app/pastSessions', () => {
  let repository: TestRepository;
  let test: TestAutobot;
  let row: Repository;
  beforeEach(async () => {
    repository = TestRepository.create({ 'a.txt': 'one\n' });
    const findSessions = (folder: string) => findPastSessions(folder, join(test.storage, 'projects'));
    test = await TestAutobot.start(repository, frank, { ...claudeAgent, findSessions });
    remember('twoTurns', id);
    const [found] = test.app.repositories.present;
    assert.ok(found);
    row = found;
  });
  afterEach(() => test.dispose());

  /** As the CLI remembers a session in the repository. */
  function remember(recording: string, session: string): void {
    const text = readFileSync(join('test', 'fixtures', 'claude', 'sessions', `${recording}.jsonl`), 'utf8');
    const place = join(test.storage, 'projects', repository.path.replaceAll(/[^0-9A-Za-z]/g, '-'));
    mkdirSync(place, { recursive: true });
    const ours = text.replaceAll(/"cwd":"[^"]*"/g, `"cwd":${JSON.stringify(repository.path)}`);
    writeFileSync(join(place, `${session}.jsonl`), ours);
  }

  it('become history that reads like any other, once', async () => {
    const { pastSessions, sessions, tasks, streams } = test.app;
    assert.deepEqual(
      (await pastSessions.list(row)).map(({ prompt }) => prompt),
      ['Make a.txt say two'],
    );
    const session = await pastSessions.bringIn(row, id);
    assert.deepEqual(await pastSessions.list(row), []);
    assert.deepEqual(await pastSessions.bringIn(row, id), session);
    const [task, ...others] = sessions.tasks(session.id);
    assert.ok(task);
    assert.deepEqual(
      [session.status, session.name, session.startBranch, task.status, task.claudeSession, task.claudeOutput, others],
      ['completed', 'Make a.txt say two', 'main', 'completed', id, 'It failed.', []],
    );
    assert.deepEqual(
      tasks.turns(task.id).map(({ number, kind, prompt, outcome }) => [number, kind, prompt, outcome]),
      [
        [1, 'prompt', 'Make a.txt say two', 'success'],
        [2, 'message', 'Now run false', 'success'],
      ],
    );
    const shown = [...(await streams.of(task.id, task.workTree)).values()].map(({ items }) =>
      items.map(item => (item.kind === 'tool' ? `${item.name} ${item.state}` : item.kind)),
    );
    assert.deepEqual(shown, [
      ['thinking', 'text', 'Read ok', 'Edit ok', 'text'],
      ['Bash failed', 'text'],
    ]);
    assert.equal(repository.git('status', '--porcelain'), '');
    assert.equal(repository.git('for-each-ref', 'refs/autobot/'), '');
  });

  it('go on with a message, in the same session of Claude’s', async () => {
    const { pastSessions, sessions, actions, tasks } = test.app;
    const session = await pastSessions.bringIn(row, id);
    const [task] = sessions.tasks(session.id);
    assert.ok(task);
    await actions.sendMessage(task.id, 'Go on');
    await test.leave(task.id, 'completed');
    const { claudeOutput } = await test.reach(task.id, 'completed');
    assert.equal(claudeOutput, `--resume=${id}`);
    assert.deepEqual(
      tasks.turns(task.id).map(turn => turn.prompt),
      ['Make a.txt say two', 'Now run false', 'Go on'],
    );
  });

  it('are looked at for their own sake, whatever session is open', async () => {
    const session = await test.app.pastSessions.bringIn(row, id);
    const [task] = test.app.sessions.tasks(session.id);
    assert.ok(task);
    const timeline = new Timeline(test.app, row.id, session.id);
    await timeline.sendSnapshot();
    await test.app.actions.startSession(row);
    const drawn = new Promise<void>(resolve => timeline.onMessage(() => resolve()));
    await test.app.tasks.update(task.id, { detail: 'Changed' });
    await drawn;
    assert.equal(timeline.sessionId, session.id);
    timeline.dispose();
  });

  it('that are not remembered are refused in words', async () => {
    await assert.rejects(test.app.pastSessions.bringIn(row, 'none'), /Claude remembers no session none in/);
    assert.deepEqual(test.app.history.all('sessions'), []);
  });
});
