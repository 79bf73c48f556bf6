import assert from 'node:assert/strict';
import { History } from '../../../src/app/history';
import { UserError } from '../../../src/base/errors';
import type { Session } from '../../../src/core/model';
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

  it('says that it could not save, and what it has no row for', async () => {
    const failures: unknown[] = [];
    history.onDidFail(error => failures.push(error));
    keeper.failing = new Error('the disk is full');
    await assert.rejects(history.put('sessions', session('1', 'main')), /the disk is full/);
    assert.equal(failures.length, 1);
    assert.throws(() => history.get('sessions', 'none'), /there is no row none in sessions/);
  });
});
