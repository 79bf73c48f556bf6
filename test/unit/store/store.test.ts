import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Task } from '../../../src/core/model';
import type { Snapshot } from '../../../src/store/changes';
import { Store } from '../../../src/store/store';
import { fullSnapshot, putAll, repository, session, task, tasksNamed, emptySnapshot } from './samples';
import { bundle, StoreFolder, wasmFile } from './storeFolder';

describe('store/store', () => {
  const out = mkdtempSync(join(tmpdir(), 'autobot-bundle-'));
  let files: { workerFile: string; writerFile: string };
  let folder: StoreFolder;
  let stores: Store[];

  before(async () => {
    files = await bundle(out);
  });
  after(() => rmSync(out, { recursive: true }));
  beforeEach(() => {
    folder = new StoreFolder();
    stores = [];
  });
  afterEach(async () => {
    await Promise.all(stores.map(store => store.close()));
    folder.dispose();
  });

  async function open(): Promise<Store> {
    const store = await Store.open({ folder: folder.path, workerFile: files.workerFile, wasmFile });
    stores.push(store);
    return store;
  }

  async function openWithSession(): Promise<Store> {
    const store = await open();
    const { repositories, sessions } = fullSnapshot;
    await store.write(putAll({ ...emptySnapshot, repositories, sessions }));
    return store;
  }

  it('keeps a row of every table', async () => {
    const store = await open();
    await store.write(putAll(fullSnapshot));
    assert.deepEqual(await store.load(), fullSnapshot);
    assert.deepEqual([store.notices, store.readOnly], [[], false]);
  });

  it('loses no row when two windows write at the same time', async () => {
    const [one, two] = [await openWithSession(), await open()];
    const write = async (store: Store, prefix: string): Promise<void> => {
      for (const put of tasksNamed(prefix, 60)) {
        await store.write([{ table: 'tasks', put }]);
      }
    };
    await Promise.all([write(one, 'a'), write(two, 'b')]);
    assert.deepEqual(idsOfTasks(await one.load()), expectedIds('a', 'b'));
    assert.deepEqual(idsOfTasks(await two.load()), expectedIds('a', 'b'));
  });

  it('loses no row when three processes write 200 transactions each at the same time', async function () {
    this.timeout(180_000);
    const store = await openWithSession();
    const write = (prefix: string) =>
      promisify(execFile)(process.execPath, [files.writerFile, folder.path, files.workerFile, wasmFile, prefix, '200']);
    const prefixes = ['a', 'b', 'c'];
    await Promise.all(prefixes.map(write));
    const expected = prefixes.flatMap(prefix => tasksNamed(prefix, 200).map(row => row.id));
    assert.deepEqual(idsOfTasks(await store.load()), expected.toSorted());
    assert.equal(expected.length, 600);
  });

  it('tells of what another window wrote', async () => {
    const [one, two] = [await open(), await open()];
    const heard = new Promise<void>(resolve => one.onDidChange(resolve));
    const since = performance.now();
    await two.write([{ table: 'repositories', put: repository }]);
    await heard;
    assert.ok(performance.now() - since < 1_500);
    assert.deepEqual((await one.load()).repositories, [repository]);
  });

  it('reads again what another window changed, and what was written here, but nothing else', async () => {
    const [one, two] = [await openWithSession(), await open()];
    const write = (store: Store, rows: readonly Task[]): Promise<void> =>
      store.write(rows.map(put => ({ table: 'tasks', put })));
    const [first, second, third] = tasksNamed('a', 3) as [Task, Task, Task];
    await write(two, [first, second, third]);
    assert.equal(await one.news(), null);
    await one.load();
    assert.deepEqual(await one.news(), { rows: {}, removed: [] });
    const changed = { ...second, prompt: 'Another' };
    await two.write([
      { table: 'tasks', put: changed },
      { table: 'tasks', delete: third.id },
    ]);
    const [own] = tasksNamed('b', 1) as [Task];
    await write(one, [own]);
    const removed = [{ table: 'tasks', delete: third.id }];
    assert.deepEqual(await one.news(), { rows: { ...emptySnapshot, tasks: [changed, own] }, removed });
    await two.write([{ table: 'sessions', delete: session.id }]);
    const all = [first, changed, own].map(({ id }) => ({ table: 'tasks', delete: id }));
    const gone = [{ table: 'sessions', delete: session.id }, ...all];
    assert.deepEqual(await one.news(), { rows: emptySnapshot, removed: gone });
    await write(one, []);
    await one.write([{ table: 'sessions', put: session }]);
    assert.deepEqual(await one.news(), { rows: {}, removed: [] });
    await assert.rejects(write(one, [{ ...own, sessionId: 'none' }]));
    const unchanged = {
      rows: { ...emptySnapshot, sessions: [session] },
      removed: [{ table: 'tasks', delete: own.id }],
    };
    assert.deepEqual(await one.news(), unchanged);
  });

  it('joins the writes that wait, and keeps their failures apart', async () => {
    const store = await open();
    const outcomes = await Promise.allSettled([
      store.write([{ table: 'repositories', put: repository }]),
      store.write([{ table: 'tasks', put: task }]),
      store.write([{ table: 'sessions', put: session }]),
      store.write([{ table: 'tasks', put: task }]),
    ]);
    assert.deepEqual(
      outcomes.map(outcome => (outcome.status === 'rejected' ? (outcome.reason as { reason: string }).reason : null)),
      [null, 'missingParent', null, null],
    );
    assert.deepEqual((await store.load()).tasks, [task]);
  });

  it('has every row on disk that a resolved write promised', async () => {
    const store = await openWithSession();
    const seen = await Promise.all(
      tasksNamed('a', 20).map(async put => {
        await store.write([{ table: 'tasks', put }]);
        return folder.read().includes(put.id);
      }),
    );
    assert.deepEqual(
      seen,
      Array.from({ length: 20 }, () => true),
    );
  });

  it('loads thousands of rows in their order', async () => {
    const store = await openWithSession();
    const many = tasksNamed('a', 3_000);
    await store.write(many.map(put => ({ table: 'tasks', put })));
    const [one, two] = await Promise.all([store.load(), store.load()]);
    assert.deepEqual([one.tasks, two.tasks], [many, many]);
  });

  it('waits for pending writes when closed, and refuses later ones', async () => {
    const store = await open();
    const pending = store.write([{ table: 'repositories', put: repository }]);
    await store.close();
    await pending;
    await assert.rejects(store.write([{ table: 'sessions', put: session }]), { reason: 'closed' });
    assert.deepEqual((await (await open()).load()).repositories, [repository]);
  });

  it('starts another worker when one dies, and says that the write was not made', async () => {
    const workerFile = join(out, 'mortal.js');
    const dies = `require('node:worker_threads').parentPort.on('message', ({ call }) => {
      const fs = require('node:fs'), mark = ${JSON.stringify(join(folder.path, 'died'))};
      if (call === 'write' && !fs.existsSync(mark)) { fs.writeFileSync(mark, ''); process.exit(3); }
    });`;
    writeFileSync(workerFile, `${dies} require('./storeWorker.js');`);
    const store = await Store.open({ folder: folder.path, workerFile, wasmFile });
    stores.push(store);
    await assert.rejects(store.write(putAll(fullSnapshot)), { message: /could not be reached: .* ended with code 3/ });
    await store.write(putAll(fullSnapshot));
    assert.deepEqual(await store.load(), fullSnapshot);
  });

  it('says what is wrong when its worker cannot start', async () => {
    const opening = Store.open({ folder: folder.path, workerFile: join(out, 'none.js'), wasmFile });
    await assert.rejects(opening, /history could not be reached: .*none\.js/s);
  });

  it('says what is wrong when the file cannot be read', async () => {
    await assert.rejects(
      Store.open({ folder: join(folder.path, 'autobot\0'), workerFile: files.workerFile, wasmFile }),
      { reason: 'notReadable' },
    );
  });
});

function idsOfTasks(snapshot: Snapshot): string[] {
  return snapshot.tasks.map(row => row.id).sort();
}

function expectedIds(...prefixes: string[]): string[] {
  return prefixes.flatMap(prefix => tasksNamed(prefix, 60).map(row => row.id)).sort();
}
