import { t } from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
import { constants, copyFileSync, linkSync, renameSync, rmSync, statSync } from 'node:fs';
import { chmod, copyFile, rm } from 'node:fs/promises';
import { UserError } from '../base/errors';
import { type Patience, waitUntilUnlocked } from './locks';
import { getIndexPath, withPrivateIndex } from './privateIndex';
import { gitText, runGit } from './runGit';
import { TreeMemo } from './treeMemo';
import { applyToIndex, type TreeEdits } from './trees';

/** What is staged, as a tree, before and after. */
export interface EditedIndex {
  readonly before: string;
  readonly after: string;
}

/**
 * Change entries of the developer's index, decided from the tree of what is staged now.
 *
 * Made in a copy, which takes the index's place as git's own would: under `index.lock`, and only if nobody has written
 * the index meanwhile; else it is made anew. So `git add` at the same moment is never undone by us.
 */
export async function editIndex(
  repository: string,
  decide: (staged: string) => Promise<TreeEdits>,
  patience: Patience,
): Promise<EditedIndex> {
  const index = await getIndexPath(repository);
  for (;;) {
    await waitUntilUnlocked(repository, null, patience);
    const stamp = stampOf(index);
    const edited = await withPrivateIndex(repository, 'copy', async indexFile => {
      const before = await writeIndexTree(repository, indexFile);
      const edits = await decide(before);
      if (edits.size === 0) {
        return { before, after: before };
      }
      await applyToIndex(repository, edits, indexFile);
      const after = await writeIndexTree(repository, indexFile);
      // New entries know nothing of their files yet: without this, plumbing takes them for changed.
      await runGit(repository, ['update-index', '-q', '--refresh'], { indexFile, okExitCodes: [0, 1] });
      return (await replaceIndex(index, indexFile, stamp)) ? { before, after } : undefined;
    });
    if (edited) {
      return edited;
    }
  }
}

/** The tree of what is staged. Files that are only meant to be added are not in it. */
export async function getStagedTree(repository: string): Promise<string> {
  const stamp = stampOf(await getIndexPath(repository));
  const known = await staged.recall(repository, stamp);
  if (known) {
    return known;
  }
  const tree = await withPrivateIndex(repository, 'copy', indexFile => writeIndexTree(repository, indexFile));
  await staged.remember(repository, stamp, tree);
  return tree;
}

/** The same, if it is known, of an index that had this stamp and still has it. */
export async function recallStagedTree(repository: string, stamp: string): Promise<string | undefined> {
  const isSame = stampOf(await getIndexPath(repository)) === stamp;
  return isSame ? staged.recall(repository, stamp) : undefined;
}

/** Say that an index with this stamp is this tree. */
export async function noteStagedTree(repository: string, stamp: string, tree: string): Promise<void> {
  await staged.remember(repository, stamp, tree);
}

const staged = new TreeMemo();

async function writeIndexTree(repository: string, indexFile: string): Promise<string> {
  const { stdout, stderr, exitCode } = await runGit(repository, ['write-tree'], { indexFile, okExitCodes: [0, 128] });
  if (exitCode === 0) {
    return stdout.toString('utf8').trim();
  }
  if (/unmerged/i.test(stderr)) {
    throw new UserError(
      'conflicts',
      t('There are unresolved conflicts in the index. Resolve them first (git status).'),
    );
  }
  return gitText(repository, ['write-tree'], { indexFile }); // says what else is wrong
}

/** Put a prepared index in place; `false` if it is locked or no longer what the copy was made of. */
async function replaceIndex(index: string, prepared: string, stamp: string): Promise<boolean> {
  const lock = `${index}.lock`;
  const temporary = `${index}.autobot-${randomUUID()}`;
  await copyFile(prepared, temporary);
  try {
    await chmod(temporary, statSync(index, { throwIfNoEntry: false })?.mode ?? 0o644);
    // From here on without a pause, so that dying in between, which would leave the lock, is next to impossible.
    if (!takeLock(temporary, lock)) {
      return false;
    }
    if (stampOf(index) !== stamp) {
      rmSync(lock);
      return false;
    }
    renameSync(lock, index);
    return true;
  } finally {
    await rm(temporary, { force: true });
  }
}

function takeLock(prepared: string, lock: string): boolean {
  try {
    linkSync(prepared, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      return false;
    }
  }
  try {
    copyFileSync(prepared, lock, constants.COPYFILE_EXCL); // a file system without hard links
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

/** What tells one index file from the next: git never writes into one, it always puts a new one in its place. */
export function stampOf(index: string): string {
  const stats = statSync(index, { bigint: true, throwIfNoEntry: false });
  return stats ? [stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(' ') : 'none';
}
