import assert from 'node:assert/strict';
import { lstatSync, renameSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { isSettled, printOf, type TreeParts } from '../../../src/git/snapshotParts';
import { snapshotTree } from '../../helpers/snapshotTree';
import { TestRepository } from '../../helpers/repository';

describe('git/snapshotParts', () => {
  let repository: TestRepository;
  beforeEach(() => {
    repository = TestRepository.create({ 'a.txt': 'one\n', 'b.txt': 'two\n' });
  });
  afterEach(() => repository.dispose());

  const partsOf = (...paths: string[]): TreeParts => ({
    index: '1',
    gone: [],
    files: new Map(paths.map(path => [path, lstatSync(join(repository.path, path), { bigint: true })])),
  });

  it('tells the same parts from all others', () => {
    const parts = partsOf('a.txt');
    assert.equal(printOf(partsOf('a.txt')), printOf(parts));
    const others = [
      partsOf('a.txt', 'b.txt'),
      partsOf(),
      { ...parts, index: '2' },
      { ...parts, gone: ['b.txt'] },
      { ...parts, files: new Map([['a.txt', undefined]]) },
    ];
    others.forEach(other => assert.notEqual(printOf(other), printOf(parts)));
  });

  it('holds only files settled whose next write would show in their times', () => {
    const at = Math.ceil(lstatSync(join(repository.path, 'a.txt')).ctimeMs);
    assert.equal(isSettled(partsOf('a.txt'), at + 10), false, 'a clock tick might not have passed');
    assert.equal(isSettled(partsOf('a.txt'), at + 30), true);
    const soon = Math.ceil(at / 1000) + 60; // whole seconds: a file system that knows no finer ones
    utimesSync(join(repository.path, 'a.txt'), soon, soon);
    assert.equal(isSettled(partsOf('a.txt'), soon * 1000 + 2000), false);
    assert.equal(isSettled(partsOf('a.txt'), soon * 1000 + 3000), true);
    assert.equal(isSettled({ index: '1', gone: [], files: new Map([['none.txt', undefined]]) }, at), true);
  });

  it('never hides a change, however quickly it follows and whatever it does to size and times', async () => {
    const file = join(repository.path, 'a.txt');
    for (let round = 0; round < 10; round++) {
      const [word, next] = [`${round}a\n`, `${round}b\n`];
      repository.write({ 'a.txt': word });
      utimesSync(file, 1, 1);
      const first = await snapshotTree(repository.path);
      assert.equal(repository.git('cat-file', '-p', `${first}:a.txt`), word);
      assert.equal(await snapshotTree(repository.path), first);
      if (round % 2 === 0) {
        repository.write({ 'a.txt': next });
      } else {
        repository.write({ 'c.tmp': next });
        renameSync(join(repository.path, 'c.tmp'), file);
      }
      utimesSync(file, 1, 1);
      const second = await snapshotTree(repository.path);
      assert.equal(repository.git('cat-file', '-p', `${second}:a.txt`), next);
    }
  });
});
