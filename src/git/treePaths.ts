import { decodePaths } from '../core/gitPath';
import { checkedId } from './objectId';
import { runGit } from './runGit';

/** Files of a tree that have this name, in whatever folder. */
export async function findByName(repository: string, tree: string, name: string): Promise<string[]> {
  const { stdout } = await runGit(repository, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', checkedId(tree)]);
  const paths = decodePaths(stdout).split('\0');
  return paths.filter(path => path === name || path.endsWith(`/${name}`));
}
