import { takeSnapshot } from '../../src/git/snapshotTree';

/** The tree of a snapshot, alone. */
export async function snapshotTree(repository: string): Promise<string> {
  return (await takeSnapshot(repository)).tree;
}
