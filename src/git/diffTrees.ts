import { decodePaths } from '../core/gitPath';
import { checkedId, isNullId } from './objectId';
import { runGit } from './runGit';

export type ChangeKind = 'added' | 'modified' | 'deleted' | 'renamed' | 'typeChanged';

/** One file that differs between two trees. */
export interface TreeChange {
  readonly path: string;
  /** Where the file came from; only for a rename. */
  readonly from?: string;
  readonly kind: ChangeKind;
  readonly before: TreeEntry | null;
  readonly after: TreeEntry | null;
}

export interface TreeEntry {
  /** `100644`, `100755`, `120000` (symbolic link), `160000` (another repository). */
  readonly mode: string;
  readonly id: string;
}

export async function diffTrees(
  repository: string,
  before: string,
  after: string,
  { renames = true }: { renames?: boolean } = {},
): Promise<TreeChange[]> {
  const args = ['diff-tree', '-r', '-z', '--raw', '--no-ext-diff', '--no-textconv', renames ? '-M' : '--no-renames'];
  const { stdout } = await runGit(repository, [...args, checkedId(before), checkedId(after)]);
  return parseRawDiff(decodePaths(stdout));
}

/** Parse `git diff-tree -r -z --raw`. See git-diff(1), "Raw output format". */
export function parseRawDiff(output: string): TreeChange[] {
  const changes: TreeChange[] = [];
  const records = output.split('\0').values();
  for (const record of records) {
    const match = /^:(\d+) (\d+) ([0-9a-f]+) ([0-9a-f]+) ([A-Z])/.exec(record);
    const [, oldMode, newMode, oldId, newId, status] = match ?? [];
    if (!oldMode || !newMode || !oldId || !newId) {
      continue;
    }
    const first = String(records.next().value);
    const renamed = status === 'R' || status === 'C'; // these spend a second record on the new path
    const path = renamed ? String(records.next().value) : first;
    changes.push({
      path,
      ...(status === 'R' && { from: first }),
      kind: kinds[status ?? ''] ?? 'modified',
      before: isNullId(oldId) || status === 'C' ? null : { mode: oldMode, id: oldId },
      after: isNullId(newId) ? null : { mode: newMode, id: newId },
    });
  }
  return changes;
}

const kinds: Record<string, ChangeKind> = { A: 'added', C: 'added', D: 'deleted', R: 'renamed', T: 'typeChanged' };
