import { snapshotTree } from '../../src/git/snapshotTree';
import { compare, type Figure } from './figure';
import { LargeRepository } from './largeRepository';

/** 30,000 files, 10 changed and 1 untracked; against `git stash create`, which leaves untracked files out. */
export async function snapshot(): Promise<Figure> {
  const repository = new LargeRepository(30_000);
  try {
    repository.change(10);
    repository.write('untracked.txt', 'new\n');
    return await compare('snapshot', 1, 21, {
      ours: () => snapshotTree(repository.path),
      other: () => Promise.resolve(repository.git('stash', 'create')),
    });
  } finally {
    repository.dispose();
  }
}
