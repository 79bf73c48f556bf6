import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { readBlobs } from '../../../src/git/blobs';
import { diffTrees, diffTreesOnce, type TreeChange, withoutRenames } from '../../../src/git/diffTrees';
import { snapshotTree } from '../../helpers/snapshotTree';
import { editTree, readEntries } from '../../../src/git/trees';
import { TestRepository } from '../../helpers/repository';

describe('git/diffTrees', () => {
  let repository: TestRepository;
  beforeEach(() => {
    repository = TestRepository.create({
      'kept.txt': 'a\n',
      'old name.txt': 'many\nlines\nthat\nstay\n',
      'gone.txt': 'x\n',
      'tool.sh': 'echo\n',
    });
  });
  afterEach(() => repository.dispose());

  it('names every kind of change in one pass', async () => {
    const before = await snapshotTree(repository.path);
    repository.write({ 'kept.txt': 'changed\n', 'new "ü".txt': '' });
    repository.git('mv', 'old name.txt', 'new name.txt');
    repository.git('rm', '--quiet', 'gone.txt');
    repository.git('update-index', '--chmod=+x', 'tool.sh');
    repository.git('checkout-index', '--force', 'tool.sh');
    const after = await snapshotTree(repository.path);

    const story = (await diffTrees(repository.path, before, after)).map(
      ({ path, from, kind, before: was, after: is }) =>
        `${kind} ${from ? `${from} → ` : ''}${path} ${was?.mode ?? '-'} ${is?.mode ?? '-'}`,
    );
    assert.deepEqual(story, [
      'deleted gone.txt 100644 -',
      'modified kept.txt 100644 100644',
      'added new "ü".txt - 100644',
      'renamed old name.txt → new name.txt 100644 100644',
      'modified tool.sh 100644 100755',
    ]);
  });

  it('knows the way back, and renames as what they are made of, without asking git again', async () => {
    const before = await snapshotTree(repository.path);
    repository.write({ 'kept.txt': 'changed\n', 'new.txt': 'n\n' });
    repository.git('mv', 'old name.txt', 'new name.txt');
    repository.git('rm', '--quiet', 'gone.txt');
    symlinkSync('kept.txt', join(repository.path, 'link'));
    repository.remove('tool.sh');
    symlinkSync('kept.txt', join(repository.path, 'tool.sh'));
    const after = await snapshotTree(repository.path);
    const sorted = (changes: readonly TreeChange[]): TreeChange[] =>
      changes.toSorted((a, b) => a.path.localeCompare(b.path, 'en'));
    const there = await diffTreesOnce(repository.path, before, after);
    const back = await diffTreesOnce(repository.path, after, before);
    assert.deepEqual(there, await diffTrees(repository.path, before, after));
    assert.deepEqual(sorted(back), sorted(await diffTrees(repository.path, after, before)));
    for (const [changes, from, to] of [
      [there, before, after],
      [back, after, before],
    ] as const) {
      const plain = await diffTrees(repository.path, from, to, { renames: false });
      assert.deepEqual(sorted(withoutRenames(changes)), sorted(plain));
    }
  });

  it('edits trees and reads their entries and contents', async () => {
    const tree = await snapshotTree(repository.path);
    const entries = await readEntries(repository.path, tree, ['kept.txt', 'missing.txt']);
    const kept = entries.get('kept.txt') ?? null;
    assert.equal(entries.get('missing.txt'), null);
    const edited = await editTree(
      repository.path,
      tree,
      new Map([
        ['a\nb/copy.txt', kept],
        ['gone.txt', null],
      ]),
    );
    assert.deepEqual(
      (await diffTrees(repository.path, tree, edited, { renames: false })).map(
        change => `${change.kind} ${change.path}`,
      ),
      ['added a\nb/copy.txt', 'deleted gone.txt'],
    );
    assert.deepEqual([...(await readBlobs(repository.path, [kept?.id ?? ''])).values()], ['a\n']);
  });

  it('says which object is missing', async () => {
    await assert.rejects(readBlobs(repository.path, ['1'.repeat(40)]), /lacks the object 1{40}/);
  });
});
