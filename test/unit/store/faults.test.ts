import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import initSqlJs, { type SqlJsStatic } from 'sql.js';
import { History, type Keeper } from '../../../src/app/history';
import { Emitter } from '../../../src/base/emitter';
import { withFileLock, type WithLock } from '../../../src/os/fileLock';
import { disk, type FileSystem } from '../../../src/os/files';
import type { Change, Snapshot } from '../../../src/store/changes';
import { StoreDatabase } from '../../../src/store/database';
import { readDatabaseFile } from '../../../src/store/databaseFile';
import { readSnapshot } from '../../../src/store/rows';
import { emptySnapshot, fullSnapshot, repository, session, task } from './samples';
import { StoreFolder, wasmFile } from './storeFolder';

/** What happens in a session, one save after the other. */
const story: readonly (readonly Change[])[] = [
  [{ table: 'repositories', put: repository }],
  [{ table: 'sessions', put: { ...session, status: 'active' } }],
  [{ table: 'tasks', put: { ...task, status: 'pending' } }],
  [
    { table: 'tasks', put: { ...task, status: 'running' } },
    ...fullSnapshot.turns.map(put => ({ table: 'turns' as const, put })),
  ],
  [
    { table: 'tasks', put: { ...task, status: 'waiting_approval' } },
    ...fullSnapshot.qa_gate_results.map(put => ({ table: 'qa_gate_results' as const, put })),
    ...fullSnapshot.decisions.map(put => ({ table: 'decisions' as const, put })),
  ],
  [
    { table: 'tasks', put: { ...task, status: 'completed' } },
    { table: 'decisions', delete: 'd1' },
    ...fullSnapshot.commits.map(put => ({ table: 'commits' as const, put })),
  ],
  [{ table: 'sessions', put: { ...session, status: 'completed', endedAt: 9 } }],
];

/** What is kept after each save: none, one, two … of them. */
const states: readonly Snapshot[] = story.reduce<Snapshot[]>(
  (done, changes) => [...done, changes.reduce(apply, done.at(-1) ?? emptySnapshot)],
  [emptySnapshot],
);

describe('store/faults', () => {
  let sql: SqlJsStatic;
  before(async () => {
    sql = await initSqlJs({ wasmBinary: new Uint8Array(readFileSync(wasmFile)).buffer });
  });

  interface Plan {
    readonly name: string;
    readonly fails: (call: number, n: number) => boolean;
    readonly when: 'before' | 'after';
    /** Beyond this it is no different from one call that fails. */
    readonly upTo?: number;
  }
  const plans: readonly Plan[] = [
    { name: 'the n-th call fails', fails: (call, n) => call === n, when: 'before' },
    { name: 'the n-th call fails after it has done its work', fails: (call, n) => call === n, when: 'after' },
    { name: 'every n-th call fails', fails: (call, n) => call % n === 0, when: 'before', upTo: 15 },
    { name: 'ten calls from the n-th fail', fails: (call, n) => call >= n && call < n + 10, when: 'before' },
  ];
  for (const { name, fails, when, upTo = Infinity } of plans) {
    it(`when ${name}, each save is on disk whole or not at all, for every n of a session`, async function () {
      this.timeout(120_000);
      const calls = await play({ fails: () => false, when });
      assert.ok(calls > 30, `only ${calls} calls`);
      for (let n = 1; n <= Math.min(calls, upTo); n++) {
        await play({ fails: call => fails(call, n), when });
      }
    });
  }

  /** Live through the story on a disk that fails; the number of calls that it took. */
  async function play(plan: { fails: (call: number) => boolean; when: 'before' | 'after' }): Promise<number> {
    const folder = new StoreFolder();
    const broken = new BrokenDisk(plan.fails, plan.when);
    const database = await StoreDatabase.open({ folder: folder.path, wasmFile, keepBackups: 1, ...broken.ports });
    const history = await History.open(keeperOn(database));
    try {
      let saved = 0;
      for (const [index, changes] of story.entries()) {
        const isSaved = await history.save(changes).then(
          () => true,
          () => false,
        );
        saved = isSaved ? index + 1 : saved;
        const onDisk = await contents(folder);
        const fitting = states.slice(saved, index + 2);
        assert.ok(
          fitting.some(state => same(state, onDisk)),
          `after save ${index + 1}, of which ${saved} were acknowledged: ${JSON.stringify(onDisk)}`,
        );
      }
      const { calls } = broken;
      broken.mend();
      await history.flush();
      assert.deepEqual(await contents(folder), states.at(-1));
      return calls;
    } finally {
      history.dispose();
      database.close();
      folder.dispose();
    }
  }

  async function contents(folder: StoreFolder): Promise<Snapshot> {
    const file = await readDatabaseFile(sql, folder.file);
    if (file.kind === 'missing') {
      return emptySnapshot;
    }
    assert.equal(file.kind, 'good');
    assert.ok('database' in file);
    try {
      return readSnapshot(file.database, notice => assert.fail(notice));
    } finally {
      file.database.close();
    }
  }
});

/** A disk and a lock of which some calls fail. It does not wait for the real disk, which would only take time. */
class BrokenDisk {
  calls = 0;
  #mended = false;

  constructor(
    private readonly fails: (call: number) => boolean,
    private readonly when: 'before' | 'after',
  ) {}

  mend(): void {
    this.#mended = true;
  }

  get ports(): { files: FileSystem; withLock: WithLock } {
    const call = async <T>(work: () => Promise<T>): Promise<T> => {
      this.calls += 1;
      const isFault = !this.#mended && this.fails(this.calls);
      const fault = Object.assign(new Error('EIO: the disk is broken'), { code: 'EIO' });
      if (isFault && this.when === 'before') {
        throw fault;
      }
      const result = await work();
      if (isFault) {
        throw fault;
      }
      return result;
    };
    const files: FileSystem = {
      write: (path, data) => call(() => disk.write(path, data)),
      sync: () => call(() => Promise.resolve()),
      size: path => call(() => disk.size(path)),
      rename: (from, to) => call(() => disk.rename(from, to)),
      remove: path => call(() => disk.remove(path)),
    };
    const withLock: WithLock = (path, patience, work) => call(() => withFileLock(path, patience, work));
    return { files, withLock };
  }
}

function keeperOn(database: StoreDatabase): Keeper {
  const never = new Emitter<void>();
  return {
    readOnly: false,
    onDidChange: never.event,
    load: () => database.load(),
    news: () => Promise.resolve(null),
    write: async changes => {
      const [failure] = await database.write([changes]);
      if (failure) {
        throw failure;
      }
    },
  };
}

function apply(snapshot: Snapshot, change: Change): Snapshot {
  const rows: readonly { id: string }[] = snapshot[change.table];
  if ('delete' in change) {
    return { ...snapshot, [change.table]: rows.filter(({ id }) => id !== change.delete) };
  }
  const known = rows.some(({ id }) => id === change.put.id);
  const changed = known ? rows.map(row => (row.id === change.put.id ? change.put : row)) : [...rows, change.put];
  return { ...snapshot, [change.table]: changed };
}

function same(a: Snapshot, b: Snapshot): boolean {
  try {
    assert.deepEqual(a, b);
    return true;
  } catch {
    return false;
  }
}
