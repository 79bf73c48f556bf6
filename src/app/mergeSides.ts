import type { Hunk } from '../core/hunks';
import { bytesOfText, joinLines } from '../core/lines';
import type { Task } from '../core/model';
import { applyHunks } from '../core/placement';
import { isWhole, type ReviewedFile, type StateOf } from '../core/reviewedFile';
import { writeBlobs } from '../git/blobs';
import { readEntries } from '../git/trees';
import type { Editors } from './ports';
import { readCurrentFiles } from './workTree';

/** Three sides of a file, by object id, for a merge by hand. */
export interface MergeSides {
  /** As Claude left it, without what is rejected already. */
  readonly claude: string;
  readonly mine: string;
  /** As Claude left it, without the hunks in question too. */
  readonly before: string;
}

export async function getMergeSides(
  { workTree }: Task,
  file: ReviewedFile,
  hunks: readonly string[],
  { editors, stateOf }: { readonly editors: Editors; readonly stateOf: StateOf },
): Promise<MergeSides> {
  const { tree } = await readCurrentFiles(workTree, [file.path], editors, { needsLines: () => false });
  const now = (await readEntries(workTree, tree, [file.path])).get(file.path);
  const isRejected = (hunk: Hunk): boolean => stateOf(hunk) === 'rejected';
  const textWithout = (isGone: (hunk: Hunk) => boolean): Buffer =>
    bytesOfText(joinLines(applyHunks(file.beforeLines, file.afterLines, file.hunks, hunk => !isGone(hunk))));
  const [claude = '', before = '', empty = ''] = await writeBlobs(workTree, [
    textWithout(isRejected),
    textWithout(hunk => isRejected(hunk) || hunks.includes(hunk.id)),
    Buffer.alloc(0),
  ]);
  const mine = now?.id ?? empty;
  return isWhole(file)
    ? { claude: file.after?.id ?? empty, mine, before: file.before?.id ?? empty }
    : { claude, mine, before };
}
