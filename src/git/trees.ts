import { decodePaths, encodePath, isUnicodePath } from '../core/gitPath';
import type { TreeEntry } from './diffTrees';
import { checkedId } from './objectId';
import { withPrivateIndex } from './privateIndex';
import { gitText, runGit } from './runGit';

/** New content for paths of a tree; `null` takes the path out. */
export type TreeEdits = ReadonlyMap<string, TreeEntry | null>;

/** A tree with some paths changed; returns its id. The tree it starts from may be `null`: nothing. */
export async function editTree(repository: string, tree: string | null, edits: TreeEdits): Promise<string> {
  return withPrivateIndex(repository, 'empty', async indexFile => {
    if (tree !== null) {
      await runGit(repository, ['read-tree', checkedId(tree)], { indexFile });
    }
    await applyToIndex(repository, edits, indexFile);
    // Objects need not be there, as those that a partial clone has not fetched.
    return gitText(repository, ['write-tree', '--missing-ok'], { indexFile });
  });
}

/** Change entries of a private index. */
export async function applyToIndex(repository: string, edits: TreeEdits, indexFile: string): Promise<void> {
  const known = [...edits.values()].find(entry => entry !== null)?.id ?? (await getEmptyTree(repository));
  const nothing = '0'.repeat(known.length);
  // Removals first, so that a file may take the place of a folder and the other way round.
  const lines = [...edits]
    .toSorted(([, a], [, b]) => Number(a !== null) - Number(b !== null))
    .map(([path, entry]) => (entry ? `${entry.mode} ${checkedId(entry.id)}\t${path}` : `0 ${nothing}\t${path}`));
  if (lines.length > 0) {
    await runGit(repository, ['update-index', '-z', '--index-info'], {
      stdin: encodePath(lines.map(line => `${line}\0`).join('')),
      indexFile,
    });
  }
}

/** What some paths are in a tree. */
export interface KnownTree {
  readonly tree: string;
  readonly entries: ReadonlyMap<string, TreeEntry | null>;
}

/** The entries of some paths in a tree; a path that it lacks is `null`. */
export async function readEntries(
  repository: string,
  tree: string | null,
  paths: readonly string[],
): Promise<Map<string, TreeEntry | null>> {
  const entries = new Map<string, TreeEntry | null>(paths.map(path => [path, null]));
  if (tree !== null && paths.length > 0) {
    const args = ['ls-tree', '-r', '-z', '--full-tree', checkedId(tree)];
    // Few paths go on the command line; for many, listing the tree is cheaper than its limits.
    const few = paths.length <= 50 && paths.every(isUnicodePath) ? ['--', ...paths] : [];
    collect(entries, (await runGit(repository, [...args, ...few])).stdout);
  }
  return entries;
}

/** Parse `ls-tree -z`: mode type id TAB path. */
function collect(entries: Map<string, TreeEntry | null>, output: Buffer): void {
  for (const record of decodePaths(output).split('\0')) {
    const tab = record.indexOf('\t');
    const path = record.slice(tab + 1);
    if (tab !== -1 && entries.has(path)) {
      const [mode = '', , id = ''] = record.slice(0, tab).split(' ');
      entries.set(path, { mode, id });
    }
  }
}

/** The id of the tree with nothing in it, in this repository's hash. */
export async function getEmptyTree(repository: string): Promise<string> {
  return gitText(repository, ['mktree'], { stdin: '' });
}

/** The tree of HEAD; `null` before the first commit. */
export async function getHeadTree(repository: string): Promise<string | null> {
  const args = ['rev-parse', '--verify', '--quiet', 'HEAD^{tree}'];
  return (await gitText(repository, args, { okExitCodes: [0, 1] })) || null;
}

/** The tree of a commit; `null` where there is none. */
export async function getTreeOf(repository: string, commit: string | null): Promise<string | null> {
  if (commit === null) {
    return null;
  }
  const known = latestTrees.get(repository);
  if (known?.commit === commit) {
    return known.tree;
  }
  const tree = await gitText(repository, ['rev-parse', '--verify', `${checkedId(commit)}^{tree}`]);
  latestTrees.set(repository, { commit, tree });
  return tree;
}

/** Of each repository, the commit that was asked of last: a commit's tree is always the same. */
const latestTrees = new Map<string, { readonly commit: string; readonly tree: string }>();
