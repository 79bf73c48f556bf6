import { snapshotTree } from '../helpers/snapshotTree';
import { compare, type Figure } from './figure';
import { LargeRepository } from './largeRepository';

/**
 * 30,000 files, 10 changed and 1 untracked; against `git stash create`, which leaves untracked files out.
 *
 * Changed anew each time, so that no snapshot is one that was taken before.
 */
export async function snapshot(): Promise<Figure> {
  const repository = new LargeRepository(30_000);
  try {
    let round = 0;
    return await compare('snapshot', 1, 21, {
      reset: () => {
        repository.change(10, `changed ${++round}`);
        repository.write('untracked.txt', `new ${round}\n`);
        return Promise.resolve();
      },
      ours: () => snapshotTree(repository.path),
      other: () => Promise.resolve(repository.git('stash', 'create')),
    });
  } finally {
    repository.dispose();
  }
}
