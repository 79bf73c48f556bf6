import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { History } from '../../../src/app/history';
import { Repositories } from '../../../src/app/repositories';
import { Sessions } from '../../../src/app/sessions';
import { MemoryKeeper } from '../../helpers/memoryKeeper';
import { TestRepository } from '../../helpers/repository';
import { scanWorker } from '../../helpers/scanWorker';

describe('app/repositories', () => {
  let top: string;
  let history: History;
  let settings: { scanMaxDepth: number; scanExclude: string[] };
  let folders: string[];
  const log: string[] = [];
  beforeEach(async () => {
    top = realpathSync(mkdtempSync(join(tmpdir(), 'autobot-repositories-')));
    history = await History.open(new MemoryKeeper());
    settings = { scanMaxDepth: 3, scanExclude: ['node_modules'] };
    folders = [top];
    log.length = 0;
  });
  afterEach(() => {
    history.dispose();
    rmSync(top, { recursive: true, force: true });
  });

  /** As another window with the same history would have them. */
  function open(): Repositories {
    const note = (message: string): number => log.push(message);
    const workspace = { isTrusted: () => true, folders: () => folders, settings: () => settings };
    const parts = { history, workspace: workspace as never, scanWorker, log: { info: note, warn: note, error: note } };
    return new Repositories(parts);
  }
  const init = (path: string): void => {
    mkdirSync(join(top, path), { recursive: true });
    execFileSync('git', ['init', '--quiet', '--initial-branch=main', join(top, path)]);
  };
  const namesOf = (rows: readonly { path: string }[]): string[] => rows.map(row => row.path.slice(top.length + 1));
  const start = async (repositories: Repositories, path: string): Promise<void> => {
    const row = (await repositories.list()).find(known => known.path === join(top, path));
    assert.ok(row);
    await new Sessions(history).start(row);
  };

  it('tells of a search when what it found is present, also if its row was known before', async () => {
    init('shop');
    const told: string[][] = [];
    for (let window = 1; window <= 2; window++) {
      const repositories = open();
      repositories.onDidScan(() => told.push(namesOf(repositories.present)));
      await repositories.rescan();
    }
    assert.deepEqual(told, [['shop'], ['shop']]);
  });

  it('shows what an earlier window found at once, and finds the rest', async () => {
    init('shop');
    init('deep/er/blog');
    init('node_modules/not-this');
    await open().rescan();
    init('new');
    rmSync(join(top, 'shop'), { recursive: true });
    const repositories = open();
    await repositories.recall();
    assert.deepEqual(namesOf(repositories.present), ['deep/er/blog']);
    await repositories.rescan();
    assert.deepEqual(namesOf(repositories.present), ['deep/er/blog', 'new']);
    settings.scanMaxDepth = 1;
    const shallow = open();
    await shallow.recall();
    assert.deepEqual(namesOf(shallow.present), ['new']);
    folders = [join(top, 'deep/er/blog')];
    const inside = open();
    await inside.recall();
    assert.deepEqual(namesOf(inside.present), ['deep/er/blog']);
  });

  it('a repository with a history that is gone is missing, until it is back', async () => {
    ['shop', 'unused', 'blog'].forEach(init);
    const repositories = open();
    await start(repositories, 'shop');
    await start(repositories, 'blog');
    const state = (): unknown => ({ present: namesOf(repositories.present), missing: namesOf(repositories.missing) });
    renameSync(join(top, 'shop'), join(top, 'moved'));
    rmSync(join(top, 'unused'), { recursive: true });
    rmSync(join(top, 'blog/.git'), { recursive: true });
    await repositories.rescan();
    assert.deepEqual(state(), { present: ['moved'], missing: ['blog', 'shop'] });
    assert.equal(history.all('sessions').length, 2, 'the history is kept');
    const other = open();
    await other.recall();
    assert.deepEqual(namesOf(other.missing), ['blog', 'shop']);
    renameSync(join(top, 'moved'), join(top, 'shop'));
    settings.scanExclude = ['blog'];
    await repositories.rescan();
    assert.deepEqual(state(), { present: ['shop'], missing: [] }, 'one that is left out is not missing');
  });

  it('looks at a place where something appeared or went, and nowhere else', async () => {
    init('shop');
    const repositories = open();
    await start(repositories, 'shop');
    const told: string[][] = [];
    repositories.onDidScan(() => told.push(namesOf(repositories.present)));
    init('a/new');
    init('a/b/c/too-deep');
    init('elsewhere');
    init('node_modules/x');
    mkdirSync(join(top, 'a/plain'));
    for (const path of ['a/plain', 'a', 'a/b/c/too-deep', 'node_modules/x']) {
      await repositories.lookAt(join(top, path));
    }
    rmSync(join(top, 'shop'), { recursive: true });
    await repositories.lookAt(join(top, 'shop'));
    assert.deepEqual(told, [['a/new', 'shop'], ['a/new']]);
    assert.deepEqual(namesOf(repositories.missing), ['shop']);
    const [row] = repositories.present;
    assert.deepEqual(row && [row.currentBranch, row.isClean], ['main', true]);
  });

  it('a search that is stopped leaves what was known; a newer one takes the place of an older', async () => {
    init('shop');
    const repositories = open();
    await repositories.rescan();
    init('blog');
    const stopped = repositories.rescan();
    repositories.stopScan();
    assert.deepEqual(namesOf(await stopped), ['shop']);
    assert.ok(log.includes('Looking for repositories was stopped.'));
    const [older, newer] = [repositories.rescan(), repositories.rescan()];
    assert.deepEqual(
      [namesOf(await older), namesOf(await newer)],
      [
        ['blog', 'shop'],
        ['blog', 'shop'],
      ],
    );
  });

  it('what git says is read again, and one that git refuses keeps its row and says why', async () => {
    const repository = TestRepository.create({ 'a.txt': 'a\n' }, top);
    const repositories = open();
    await repositories.rescan();
    const [row] = repositories.present;
    assert.ok(row);
    const facts = ({ currentBranch, isClean, lastCommitMsg }: typeof row): unknown => [
      currentBranch,
      isClean,
      lastCommitMsg,
    ];
    assert.deepEqual(facts(row), ['main', true, 'initial']);
    repository.write({ 'b.txt': 'b\n' });
    assert.deepEqual(facts(await repositories.refresh(row)), ['main', false, 'initial']);
    repository.git('add', '--all');
    repository.git('commit', '--quiet', '--message', 'second');
    repository.git('checkout', '--quiet', '--detach');
    assert.deepEqual(facts(await repositories.refresh(row)), [null, true, 'second']);
    assert.equal(repositories.problemOf(row), undefined);

    repository.write({ '.git/index': 'no index' });
    await repositories.rescan();
    assert.deepEqual(namesOf(repositories.present), namesOf([row]));
    assert.match(repositories.problemOf(row) ?? '', /damaged or missing/);
    await assert.rejects(repositories.refresh(row), /damaged or missing/);
  });

  it('many repositories are found and looked at', async () => {
    for (let i = 0; i < 40; i++) {
      init(`r${i}`);
    }
    const found = await open().rescan();
    assert.equal(found.length, 40);
    assert.deepEqual([...new Set(found.map(row => row.currentBranch))], ['main']);
  });
});
