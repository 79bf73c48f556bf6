import assert from 'node:assert/strict';
import { chmodSync, existsSync, renameSync, statSync, symlinkSync, watch } from 'node:fs';
import { join } from 'node:path';
import type { Task } from '../../../src/core/model';
import { TestRepository } from '../../helpers/repository';
import { TestAutobot } from '../../helpers/testAutobot';

const lines = (...changes: [number, string][]): string => {
  const text = Array.from({ length: 12 }, (_, i) => `line ${i + 1}`);
  changes.forEach(([line, content]) => (text[line - 1] = content));
  return `${text.join('\n')}\n`;
};

describe('app/attribution', () => {
  let repository: TestRepository;
  let test: TestAutobot;
  beforeEach(async () => {
    repository = TestRepository.create({ 'a.txt': lines(), 'b.txt': 'b\n', '.gitignore': 'own.log\n' });
    test = await TestAutobot.start(repository);
  });
  afterEach(() => test.dispose());

  const path = (name: string): string => join(repository.path, name);
  const three = `edit('a.txt', 'line 3\\n', 'Claude 3\\n');`;
  const both = lines([3, 'mine 3'], [4, 'mine 4']);
  /** Claude does something, then the developer, while Claude still works; then Claude does the rest. */
  const runWhile = async (first: string, meanwhile: () => void, rest = ''): Promise<Task> => {
    const running = test.run(`${first} write('.git/ready', ''); await saved('.git/go'); ${rest}`);
    await new Promise<void>(resolve => {
      const watcher = watch(path('.git'), () => look());
      const look = (): void => {
        if (existsSync(path('.git/ready'))) {
          watcher.close();
          resolve();
        }
      };
      look();
    });
    meanwhile();
    repository.write({ '.git/go': '' });
    return running;
  };
  const goOn = async (task: Task, message: string): Promise<Task> => {
    await test.app.actions.sendMessage(task.id, message);
    await test.reach(task.id, 'running');
    return test.reach(task.id, 'waiting_approval');
  };
  const files = (task: Task): [string, string, number][] =>
    (test.app.api.getTask(task.id)?.files ?? []).map(file => [file.path, file.change, file.hunks.length]);

  it('a tweak inside one of Claude’s hunks, saved while it works, belongs to that hunk', async () => {
    const task = await runWhile(three, () => test.editors.save(path('a.txt'), lines([3, 'Claude 3, tweaked'])));
    assert.deepEqual(files(task), [['a.txt', 'modified', 1]]);
    assert.deepEqual((await test.app.actions.rejectTask(task.id, null)).overlaps, []);
    assert.equal(repository.read('a.txt'), lines());
  });

  for (const [when, change] of [
    ['saved while Claude works', () => runWhile(three, () => test.editors.save(path('a.txt'), both))],
    [
      'made between turns',
      async () => {
        const task = await test.run(three);
        repository.write({ 'a.txt': both });
        return goOn(task, `write('c.txt', 'c\\n')`);
      },
    ],
  ] as const) {
    it(`an edit that reaches over the border of a hunk, ${when}, makes it both’s: it needs a decision of its own`, async () => {
      const task = await change();
      const hunk = test.hunks(task, 'a.txt');
      assert.equal(hunk.length, 1);
      await test.app.actions.approveTask(task.id, null);
      assert.deepEqual(
        test.app.api
          .getTask(task.id)
          ?.files.find(file => file.path === 'a.txt')
          ?.hunks.map(({ decision }) => decision),
        ['pending'],
      );
      const selection = new Map([['a.txt', new Set(hunk)]]);
      const { overlaps } = await test.app.actions.rejectHunks(task.id, selection, { reason: null });
      assert.deepEqual(
        overlaps.map(({ path: at, hunks }) => [at, hunks]),
        [['a.txt', hunk]],
      );
      assert.equal(repository.read('a.txt'), both);
      await test.app.actions.rejectHunks(task.id, selection, { reason: null, answers: 'putBack' });
      assert.equal(repository.read('a.txt'), lines());
    });
  }

  it('a hunk that both wrote can be approved and committed by itself', async () => {
    const task = await runWhile(three, () => test.editors.save(path('a.txt'), both));
    await test.app.actions.approveHunks(task.id, new Map([['a.txt', new Set(test.hunks(task, 'a.txt'))]]));
    await test.app.actions.commitTask(task.id, 'Both');
    assert.equal(repository.git('show', 'HEAD:a.txt'), both);
  });

  it('follows the developer’s lines above a hunk that both wrote', async () => {
    const task = await runWhile(three, () => test.editors.save(path('a.txt'), both));
    repository.write({ 'a.txt': `on top\n${both}` });
    await goOn(task, `edit('a.txt', 'line 11\\n', 'Claude 11\\n');`);
    await test.app.actions.rejectTask(task.id, null);
    assert.equal(repository.read('a.txt'), `on top\n${both}`);
  });

  it('keeps apart what the developer saves in a file that runs, and in one that they made', async () => {
    chmodSync(path('a.txt'), 0o755);
    const task = await runWhile(
      three,
      () => {
        test.editors.save(path('a.txt'), lines([3, 'Claude 3'], [9, 'mine 9']));
        test.editors.create(path('mine.txt'), 'mine\n');
        test.editors.create(path('own.log'), 'mine\n');
      },
      `edit('mine.txt', 'mine', 'mine and Claude’s');`,
    );
    assert.deepEqual(files(task), [
      ['a.txt', 'modified', 1],
      ['mine.txt', 'modified', 1],
    ]);
    await test.app.actions.rejectTask(task.id, null);
    assert.deepEqual(
      [repository.read('a.txt'), repository.read('mine.txt'), repository.read('own.log')],
      [lines([9, 'mine 9']), 'mine\n', 'mine\n'],
    );
    assert.ok(statSync(path('a.txt')).mode & 0o100);
  });

  it('a save through a link is one of the file that it leads to', async () => {
    symlinkSync('a.txt', path('link'));
    const task = await runWhile(three, () => test.editors.save(path('link'), lines([3, 'Claude 3'], [9, 'mine 9'])));
    await test.app.actions.rejectTask(task.id, null);
    assert.equal(repository.read('a.txt'), lines([9, 'mine 9']));
  });

  it('a file that the developer renames between turns takes Claude’s hunks with it', async () => {
    const task = await test.run(three);
    renameSync(path('a.txt'), path('renamed.txt'));
    await goOn(task, `write('c.txt', 'c\\n')`);
    assert.deepEqual(files(task), [
      ['c.txt', 'added', 1],
      ['renamed.txt', 'modified', 1],
    ]);
    await test.app.actions.rejectTask(task.id, null);
    assert.deepEqual([repository.read('renamed.txt'), existsSync(path('a.txt'))], [lines(), false]);
  });

  it('a file that the developer deletes between turns is not taken for deleted by Claude', async () => {
    const task = await test.run(three);
    repository.remove('a.txt');
    await goOn(task, `write('c.txt', 'c\\n')`);
    assert.deepEqual(files(task), [['c.txt', 'added', 1]]);
    await test.app.actions.rejectTask(task.id, null);
    assert.equal(repository.git('status', '--porcelain'), ' D a.txt\n');
  });

  it('a binary file that both wrote needs a decision of its own', async () => {
    repository.write({ 'p.png': Buffer.from([0, 1, 2]) });
    const task = await test.run(`fs.writeFileSync('p.png', Buffer.from([0, 9, 9]));`);
    repository.write({ 'p.png': Buffer.from([0, 7]) });
    await goOn(task, `write('c.txt', 'c\\n')`);
    const { overlaps } = await test.app.actions.rejectTask(task.id, null);
    assert.deepEqual(
      overlaps.map(overlap => overlap.path),
      ['p.png'],
    );
    assert.equal(repository.read('p.png'), '\u0000\u0007');
  });
});
