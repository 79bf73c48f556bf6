import assert from 'node:assert/strict';
import { deleteSnapshots, findTrees, readSnapshots } from '../../../src/git/snapshotNotes';
import { keepTree } from '../../../src/git/snapshotRefs';
import { snapshotTree } from '../../helpers/snapshotTree';
import { TestRepository } from '../../helpers/repository';

describe('git/snapshotNotes', () => {
  let repository: TestRepository;
  let tree: string;
  beforeEach(async () => {
    repository = TestRepository.create({ 'a.txt': 'one\n' });
    tree = await snapshotTree(repository.path);
  });
  afterEach(() => repository.dispose());

  it('reads every snapshot with what it says of itself, task by task and in order', async () => {
    const prompt = 'Line one\n\n"quoted" ü \u{1f680}\0'.replace('\0', '');
    for (let turn = 1; turn <= 11; turn++) {
      await keepTree(repository.path, tree, { task: 'a', turn, kind: 'start', prompt });
    }
    await keepTree(repository.path, tree, { task: 'b', turn: 0, kind: 'commit' });
    const { byTask, unreadable } = await readSnapshots(repository.path);
    assert.deepEqual(
      [...byTask].map(([task, snapshots]) => [task, snapshots.map(({ number }) => number)]),
      [
        ['a', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
        ['b', [1]],
      ],
    );
    const [first] = byTask.get('a') ?? [];
    assert.deepEqual([first?.tree, first?.note], [tree, { task: 'a', turn: 1, kind: 'start', prompt }]);
    assert.ok(Math.abs(Date.now() - (first?.madeAt ?? 0)) < 60_000);
    assert.deepEqual(unreadable, []);
  });

  it('names refs that it does not understand, and trips over none', async () => {
    repository.git('update-ref', 'refs/autobot/odd/1', 'HEAD');
    repository.git('tag', '--annotate', '--message', 'not json', 'odd');
    repository.git('update-ref', 'refs/autobot/odd/2', 'refs/tags/odd');
    await keepTree(repository.path, tree, { task: 'a', turn: 1, kind: 'start' });
    const { byTask, unreadable } = await readSnapshots(repository.path);
    assert.deepEqual([[...byTask.keys()], unreadable], [['a'], ['refs/autobot/odd/1', 'refs/autobot/odd/2']]);
  });

  it('lets go of the snapshots of some tasks, and of no other ref', async () => {
    for (const task of ['a', 'a1', 'b']) {
      await keepTree(repository.path, tree, { task, turn: 1, kind: 'start' });
    }
    await deleteSnapshots(repository.path, ['a', 'none']);
    await deleteSnapshots(repository.path, []);
    assert.deepEqual([...(await readSnapshots(repository.path)).byTask.keys()], ['a1', 'b']);
    assert.match(repository.git('show-ref'), /refs\/heads\/main/);
  });

  it('says which trees are there', async () => {
    const commit = repository.git('rev-parse', 'HEAD').trim();
    assert.deepEqual(await findTrees(repository.path, [tree, '0'.repeat(40), commit]), new Set([tree]));
  });
});
