import { t } from '@vscode/l10n';
import { lstat, readlink, rm, symlink } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { diffTrees } from '../git/diffTrees';
import { readBlobs } from '../git/blobs';
import { checkOutTree, listIgnored, TreeUnavailable } from '../git/temporaryTree';
import { dependenciesOf, isManifest } from '../gates/manifests';
import { linkIgnored } from '../gates/linkIgnored';
import { CannotLink } from '../gates/link/retarget';

/** A tree that is not in the work tree, laid out so that gates can judge it as if it were. */
export interface LaidOut {
  readonly path: string;
  /** What of the work tree's ignored files could not be given to it; a failure may come of that. */
  readonly leftOut: readonly string[];
}

export interface TreeRequest {
  readonly workTree: string;
  /** What is in it now. */
  readonly current: string;
  readonly tree: string;
  /** Epoch milliseconds: ignored files that are older belong to the tree too. */
  readonly since: number;
  readonly signal?: AbortSignal;
}

/** For gates that run in another tree: nothing may change the environment that it shares with the work tree. */
export const temporaryEnvironment = { UV_NO_SYNC: '1' } as const;

/** Lend `work` the tree in a temporary folder; a text is why it cannot be had, as nothing is guessed. */
export async function withTree<T>(
  request: TreeRequest,
  work: (laidOut: LaidOut) => Promise<T>,
): Promise<{ readonly done: T } | { readonly why: string }> {
  const { workTree, tree, since, signal } = request;
  const changed = await changedDependencies(request);
  if (changed !== undefined) {
    return { why: t`what is installed belongs to another ${changed}` };
  }
  try {
    const temporary = await checkOutTree(workTree, tree, signal);
    try {
      const { path, links } = temporary;
      await retargetLinks(workTree, path, links);
      const ignored = await listIgnored(workTree);
      const { leftOut } = await linkIgnored({ from: workTree, to: path, ignored, since });
      return { done: await work({ path, leftOut }) };
    } finally {
      await temporary.dispose();
    }
  } catch (error) {
    if (TreeUnavailable.is(error) || CannotLink.is(error)) {
      return { why: error.message };
    }
    throw error;
  }
}

/** The first file that says that the tree needs other packages than the ones that are installed. */
async function changedDependencies({ workTree, current, tree }: TreeRequest): Promise<string | undefined> {
  const changes = current === tree ? [] : await diffTrees(workTree, tree, current, { renames: false });
  const manifests = changes.filter(({ path }) => isManifest(path));
  const ids = manifests.flatMap(({ before, after }) => [before, after].flatMap(entry => entry?.id ?? []));
  const blobs = await readBlobs(workTree, ids);
  return manifests.find(({ path, before, after }) => {
    const [was, is] = [before, after].map(entry => dependenciesOf(path, blobs.get(entry?.id ?? '') ?? ''));
    return was !== is;
  })?.path;
}

/** The tree's own links by absolute paths into the work tree would show the live files. */
async function retargetLinks(workTree: string, path: string, links: readonly string[]): Promise<void> {
  for (const link of links) {
    const place = join(path, link);
    if (!(await lstat(place)).isSymbolicLink()) {
      continue; // where links are not supported, git writes a file
    }
    const target = await readlink(place);
    if (target === workTree || target.startsWith(workTree + sep)) {
      await rm(place);
      await symlink(path + target.slice(workTree.length), place);
    }
  }
}
