import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { searchHistory } from '../../../src/app/search';
import { SessionKeeping } from '../../../src/app/sessionKeeping';
import { TestRepository } from '../../helpers/repository';
import { TestAutobot } from '../../helpers/testAutobot';

const hour = 3_600_000;

describe('app/sessionKeeping', () => {
  let repository: TestRepository;
  let test: TestAutobot;
  beforeEach(async () => {
    repository = TestRepository.create({ 'a.txt': 'one\n' });
    test = await TestAutobot.start(repository);
  });
  afterEach(() => test.dispose());

  const refs = (): string => repository.git('for-each-ref', '--format=%(refname)', 'refs/autobot/');
  const statuses = (): unknown[] =>
    test.app.history.all('sessions').map(({ status, endedAt }) => [status, endedAt !== null]);
  /** The same rules, so many hours from now. */
  const later = (hours: number): SessionKeeping => {
    const { history, sessions, log } = test.app;
    return new SessionKeeping({ history, sessions, storage: test.storage, log }, () => Date.now() + hours * hour);
  };
  const kept = (): string[] =>
    ['transcripts', 'logs'].flatMap(folder => {
      const path = join(test.storage, folder);
      return existsSync(path) ? readdirSync(path) : [];
    });

  it('names, pins, ends, archives and reopens a session; one is open at a time', async () => {
    const { keeping, sessions, actions, repositories } = test.app;
    const { sessionId } = await test.run(`read('a.txt')`, 'completed');
    await keeping.rename(sessionId, '  Speed  ');
    await keeping.pin(sessionId, true);
    await assert.rejects(keeping.archive(sessionId, true), /End this session before/);
    await assert.rejects(keeping.reopen(sessionId), /open already/);
    const ended = await sessions.end(sessionId);
    assert.deepEqual([ended.status, ended.endBranch, ended.name, ended.pinned], ['completed', 'main', 'Speed', true]);
    assert.equal((await keeping.archive(sessionId, true)).archived, true);

    const [present] = await repositories.list();
    assert.ok(present);
    const other = await actions.startSession(present);
    await assert.rejects(keeping.reopen(sessionId), /End the session of .* first: a repository has one open session/);
    await sessions.end(other.id);
    const again = await keeping.reopen(sessionId);
    assert.deepEqual([again.status, again.endedAt, again.archived], ['active', null, false]);
    assert.equal((await test.run(`read('a.txt')`, 'completed')).sessionId, sessionId);
  });

  it('ends a session with work in review only when that is said, and the work can be decided later', async () => {
    const { sessions, actions } = test.app;
    const task = await test.run(`write('a.txt', 'two\\n')`);
    await assert.rejects(sessions.end(task.sessionId), /Finish, reject or cancel these tasks/);
    assert.equal((await sessions.end(task.sessionId, { leaveInReview: true })).status, 'completed');
    await actions.rejectTask(task.id, null);
    assert.equal(repository.read('a.txt'), 'one\n');
  });

  it('abandons what nobody goes on with, and asks about what has something to decide', async () => {
    const task = await test.run(`write('a.txt', 'two\\n')`);
    assert.deepEqual(await later(23).abandonInactive(24), []);
    assert.deepEqual(
      (await later(25).abandonInactive(24)).map(({ id }) => id),
      [task.sessionId],
    );
    assert.deepEqual(await later(25).abandonInactive(0), []);
    assert.deepEqual(statuses(), [['active', false]]);
    await test.app.actions.rejectTask(task.id, null);
    assert.deepEqual(await later(25).abandonInactive(24), []);
    assert.deepEqual(statuses(), [['abandoned', true]]);
  });

  it('deletes a session with rows, transcripts and snapshots, and leaves files, commits and other sessions', async () => {
    const first = await test.run(`write('a.txt', 'two\\n')`);
    await test.app.actions.rejectTask(first.id, null);
    await test.app.sessions.end(first.sessionId);
    const second = await test.run(`write('a.txt', 'three\\n')`);
    await test.app.keeping.delete(first.sessionId);

    const { history } = test.app;
    assert.deepEqual(
      history.all('tasks').map(({ id }) => id),
      [second.id],
    );
    assert.deepEqual(new Set(history.all('turns').map(({ taskId }) => taskId)), new Set([second.id]));
    assert.deepEqual(
      kept().filter(name => name.startsWith(first.id)),
      [],
    );
    assert.ok(!refs().includes(first.id) && refs().includes(second.id));
    assert.deepEqual((await test.app.doctor.check()).rebuilt, []);

    await test.app.keeping.delete(second.sessionId);
    assert.deepEqual([history.all('sessions'), history.all('tasks'), kept(), refs()], [[], [], [], '']);
    assert.equal(repository.read('a.txt'), 'three\n');
  });

  it('prunes what is over for longer than the setting says, and nothing that is open, pinned or in review', async () => {
    const { keeping, sessions, actions, history } = test.app;
    const old = await test.run(`write('a.txt', 'two\\n')`);
    await actions.rejectTask(old.id, null);
    const inReview = await test.run(`write('a.txt', 'three\\n')`);
    assert.equal(await later(24 * 29).prune(30), 0);
    assert.equal(await later(24 * 31).prune(0), 0);
    await keeping.pin(old.sessionId, true);
    assert.equal(await later(24 * 31).prune(30), 0);
    await keeping.pin(old.sessionId, false);
    assert.equal(await later(24 * 31).prune(30), 1);
    assert.deepEqual(
      history.all('tasks').map(({ id }) => id),
      [inReview.id],
    );
    assert.ok(!refs().includes(old.id) && refs().includes(inReview.id));

    await actions.rejectTask(inReview.id, null);
    await sessions.end(inReview.sessionId);
    assert.equal(await later(24 * 31).prune(30), 1);
    assert.deepEqual([history.all('sessions'), kept(), refs()], [[], [], '']);
  });

  it('is found by words of prompts, messages, answers, files and names', async () => {
    const task = await test.run(`write('poem about cats.txt', 'two\\n')`);
    await test.app.keeping.rename(task.sessionId, 'Verses');
    await test.app.actions.sendMessage(task.id, `/* zebra */ write('a.txt', 'three\\n')`);
    await test.leave(task.id, 'waiting_approval');
    await test.reach(task.id, 'waiting_approval');
    const find = (text: string): unknown[] =>
      searchHistory(test.app.history, text).map(found => [found.task.id === task.id, found.where]);
    assert.deepEqual(['CATS', 'zebra', 'verses', 'cats zebra', 'done', 'cats dogs', ' '].map(find), [
      [[true, 'prompt']],
      [[true, 'message']],
      [[true, 'session']],
      [[true, 'prompt']],
      [[true, 'answer']],
      [],
      [],
    ]);
  });
});
