import { t } from '@vscode/l10n';
import { lstat } from 'node:fs/promises';
import { showPath } from '../core/gitPath';
import type { Task } from '../core/model';
import { diffTreesOnce, type TreeChange, withoutRenames } from '../git/diffTrees';
import { findIgnoredBy } from '../git/ignored';
import { type LeftOut, maxUntrackedBytes, type Snapshot, takeSnapshot } from '../git/snapshotTree';
import { findByName } from '../git/treePaths';
import { workPath } from '../git/workPath';
import type { Move } from './attribution';

export interface TaskSnapshot extends Snapshot {
  /** How it differs from the one before. */
  readonly changes: readonly TreeChange[];
  /** Whether it was asked to hold ignored files: one that was not is another tree. */
  readonly hasNamed: boolean;
}

/**
 * A snapshot of a task's work tree, with the ignored files that are part of its change.
 *
 * What was in the snapshot before (`since`) and still is on disk stays in it: that git ignores a file from now on does
 * not mean that anybody deleted it.
 */
export async function snapshotTask(task: Task, since: string | null): Promise<TaskSnapshot> {
  const first = await compared(task, since, task.ignoredFiles);
  const missing = first.changes.filter(({ kind }) => kind === 'deleted').map(({ path }) => path);
  const there = await Promise.all(missing.map(path => isFile(task.workTree, path)));
  const also = missing.filter((_, i) => there[i]);
  return also.length === 0 ? first : compared(task, since, [...task.ignoredFiles, ...also]);
}

async function compared({ workTree }: Task, since: string | null, also: readonly string[]): Promise<TaskSnapshot> {
  const snapshot = await takeSnapshot(workTree, { also });
  const isSame = since === null || since === snapshot.tree;
  const changes = isSame ? [] : withoutRenames(await diffTreesOnce(workTree, since, snapshot.tree));
  return { ...snapshot, changes, hasNamed: also.length > 0 };
}

/**
 * Files that were ignored when a turn began and are not any more, since a `.gitignore` changed: as they are, they are
 * the developer's, unless Claude's tools named them. Nothing is known of what they were before.
 */
export async function findUncovered(task: Task, startTree: string, changes: readonly TreeChange[]): Promise<Move[]> {
  const isRule = ({ path }: { path: string }): boolean => path === '.gitignore' || path.endsWith('/.gitignore');
  const added = changes.filter(change => change.before === null && !task.ignoredFiles.includes(change.path));
  if (!changes.some(isRule) || added.length === 0) {
    return [];
  }
  const rules = await findByName(task.workTree, startTree, '.gitignore');
  const paths = added.map(({ path }) => path);
  const ignored = await findIgnoredBy(task.workTree, startTree, rules, paths);
  return added.filter(({ path }) => ignored.has(path)).map(({ path, after }) => ({ path, from: null, to: after }));
}

/** In words, for the timeline; `undefined` where everything is in. */
export function whatIsLeftOut(leftOut: readonly LeftOut[]): string | undefined {
  const limit = `${maxUntrackedBytes / 1024 / 1024} MB`;
  const groups: readonly (readonly [LeftOut['why'], string])[] = [
    ['repository', t('repositories inside this one')],
    ['submodule', t('what is in submodules')],
    ['size', t`untracked files over ${limit}`],
    ['refused', t('files that git could not read')],
  ];
  const parts = groups.flatMap(([why, what]) => {
    const paths = leftOut.filter(entry => entry.why === why).map(({ path }) => showPath(path));
    const more = paths.length > namesShown ? t` and ${paths.length - namesShown} more` : '';
    return paths.length === 0 ? [] : [`${what} (${paths.slice(0, namesShown).join(', ')}${more})`];
  });
  return parts.length === 0
    ? undefined
    : t`Not part of the snapshots, so changes there are neither shown nor taken back: ${parts.join('; ')}.`;
}

const namesShown = 5;

async function isFile(workTree: string, path: string): Promise<boolean> {
  const stats = await lstat(workPath(workTree, path)).catch(() => undefined);
  return stats !== undefined && !stats.isDirectory();
}
