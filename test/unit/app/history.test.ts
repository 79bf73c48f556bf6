import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Emitter } from '../../../src/base/emitter';
import { UserError } from '../../../src/base/errors';
import { History, type Keeper } from '../../../src/app/history';
import type { Session } from '../../../src/core/model';
import { Knowledge } from '../../../src/store/knowledge';
import { repository } from '../store/samples';
import { MemoryKeeper } from '../../helpers/memoryKeeper';

const session = (id: string, startBranch: string): Session => ({
  ...{ id, repositoryId: 'r', status: 'active', startedAt: 1, endedAt: null, lastActivity: 1 },
  ...{ startBranch, endBranch: null, name: null, pinned: false, archived: false, createdAt: 1, updatedAt: 1 },
});

describe('app/history', () => {
  let keeper: MemoryKeeper;
  let history: History;
  beforeEach(async () => {
    keeper = new MemoryKeeper();
    history = await History.open(keeper);
  });
  afterEach(() => history.dispose());

  const branches = (): (string | null)[] => history.all('sessions').map(row => row.startBranch);

  it('shows a row at once and keeps it', async () => {
    const saving = history.put('sessions', session('1', 'main'));
    assert.deepEqual(branches(), ['main']);
    await saving;
    assert.deepEqual((await keeper.load()).sessions, [session('1', 'main')]);
  });

  it('takes over what another window wrote, without losing what is not saved yet', async () => {
    await keeper.write([{ table: 'sessions', put: session('2', 'theirs') }]);
    keeper.failing = new Error('the disk is full');
    await assert.rejects(history.put('sessions', session('1', 'mine')));
    const reloaded = new Promise<void>(resolve => history.onDidChange(() => resolve()));
    keeper.changed();
    await reloaded;
    assert.deepEqual(branches().toSorted(), ['mine', 'theirs']);
    keeper.failing = undefined;
    await history.put('sessions', session('3', 'later'));
    assert.deepEqual((await keeper.load()).sessions.map(row => row.startBranch).toSorted(), [
      'later',
      'mine',
      'theirs',
    ]);
  });

  it('saves the newest state of what could not be saved, not an older one', async () => {
    keeper.failing = new Error('the disk is full');
    const failed = [history.put('sessions', session('1', 'old')), history.put('sessions', session('1', 'older'))];
    await Promise.allSettled(failed);
    keeper.failing = undefined;
    const [first, second] = [session('1', 'newer'), session('2', 'other')];
    await Promise.all([history.put('sessions', first), history.put('sessions', second)]);
    assert.deepEqual((await keeper.load()).sessions, [first, second]);
  });

  it('takes back what another window has made impossible, and saves everything else', async () => {
    keeper.failing = new Error('the disk is full');
    await assert.rejects(history.put('sessions', session('1', 'waits')));
    keeper.failing = undefined;
    keeper.refuses = change =>
      'put' in change && change.put.id === '2' ? new UserError('missingParent', 'gone') : null;
    await assert.rejects(history.put('sessions', session('2', 'never')), { reason: 'missingParent' });
    assert.deepEqual(branches(), ['waits']);
    await history.put('sessions', session('3', 'later'));
    assert.deepEqual(
      (await keeper.load()).sessions.map(row => row.startBranch),
      ['waits', 'later'],
    );
  });

  it('keeps what is saved while it reads what another window wrote', async () => {
    await keeper.write([{ table: 'sessions', put: session('2', 'theirs') }]);
    keeper.underWay = () => history.put('sessions', session('1', 'mine'));
    await history.reload();
    assert.deepEqual(branches().toSorted(), ['mine', 'theirs']);
  });

  it('reads what other windows changed, and nothing else', async () => {
    await keeper.write([{ table: 'repositories', put: { ...repository, id: 'r' } }]);
    const writers: Knowledge[] = [];
    const open = (): Promise<History> => History.open(windowOn(keeper, writers));
    const [one, two] = [await open(), await open()];
    await one.save(['1', '2', '3'].map(id => ({ table: 'sessions', put: session(id, 'main') })));
    await two.reload();
    const [unchanged] = two.all('sessions');
    const told: string[][] = [];
    two.onDidChange(tables => told.push([...tables]));
    await two.reload();
    await one.save([
      { table: 'sessions', put: session('2', 'theirs') },
      { table: 'sessions', delete: '3' },
    ]);
    await two.reload();
    assert.deepEqual(two.all('sessions'), [session('1', 'main'), session('2', 'theirs')]);
    assert.equal(two.all('sessions')[0], unchanged);
    assert.deepEqual(told, [['sessions']]);
  });

  it('holds what is kept, whatever two windows wrote, failed to write and were refused', async () => {
    const change = fc.oneof(
      fc.tuple(fc.nat(3), fc.string({ maxLength: 2 })).map(([id, branch]) => ({ put: session(`${id}`, branch) })),
      fc.nat(3).map(id => ({ delete: `${id}` })),
    );
    const step = fc.record({
      window: fc.nat(1),
      changes: fc.array(change, { maxLength: 3 }),
      ends: fc.constantFrom('kept', 'failed', 'refused', 'reloaded'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step), async steps => {
        const shared = new MemoryKeeper();
        await shared.write([{ table: 'repositories', put: { ...repository, id: 'r' } }]);
        const writers: Knowledge[] = [];
        const open = (): Promise<History> => History.open(windowOn(shared, writers));
        const windows = [await open(), await open()];
        for (const { window, changes, ends } of steps) {
          shared.failing = ends === 'failed' ? new Error('the disk is full') : undefined;
          shared.refuses = () => (ends === 'refused' ? new UserError('missingParent', 'gone') : null);
          const saving = windows[window]?.save(changes.map(each => ({ table: 'sessions', ...each })));
          await (ends === 'reloaded' ? windows[window]?.reload() : undefined);
          await saving?.catch(() => undefined);
        }
        shared.failing = undefined;
        shared.refuses = () => null;
        for (const window of [...windows, ...windows]) {
          await window.flush();
          await window.reload();
        }
        const kept = (await shared.load()).sessions;
        const inOrder = (rows: readonly Session[]): Session[] => rows.toSorted((a, b) => a.id.localeCompare(b.id));
        windows.forEach(window => assert.deepEqual(inOrder(window.all('sessions')), inOrder(kept)));
      }),
    );
  });

  it('says that it could not save, and what it has no row for', async () => {
    const failures: unknown[] = [];
    history.onDidFail(error => failures.push(error));
    keeper.failing = new Error('the disk is full');
    await assert.rejects(history.put('sessions', session('1', 'main')), /the disk is full/);
    assert.equal(failures.length, 1);
    assert.throws(() => history.get('sessions', 'none'), /there is no row none in sessions/);
  });
});

/** A window's own way to what several share: it is told what is news to it. */
function windowOn(shared: MemoryKeeper, writers: Knowledge[]): Keeper {
  const knowledge = new Knowledge();
  const revision = (): number => writers.filter(writer => writer !== knowledge).length;
  return {
    readOnly: false,
    onDidChange: new Emitter<void>().event,
    async load() {
      const snapshot = await shared.load();
      knowledge.learnAll(snapshot, revision());
      return snapshot;
    },
    news: () => knowledge.learn(revision(), () => shared.load()),
    async write(changes) {
      let isMade = false;
      try {
        await shared.write(changes);
        isMade = true;
        writers.push(knowledge);
      } finally {
        knowledge.wrote(changes, isMade);
      }
    },
  };
}
