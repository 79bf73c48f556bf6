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

/** One record of a raw diff. */
export interface RawRecord {
  readonly path: string;
  /** Where it came from, for a rename or a copy. */
  readonly from?: string;
  readonly status: string;
  readonly before: TreeEntry;
  readonly after: TreeEntry;
}

/** Read what git prints for `-z --raw`. See git-diff(1), "Raw output format". */
export function* readRawDiff(output: string): Generator<RawRecord> {
  const records = output.split('\0').values();
  for (const record of records) {
    const match = /^:(\d+) (\d+) ([0-9a-f]+) ([0-9a-f]+) ([A-Z])/.exec(record);
    const [, oldMode, newMode, oldId, newId, status] = match ?? [];
    if (!oldMode || !newMode || !oldId || !newId || !status) {
      continue;
    }
    const first = String(records.next().value);
    const entries = { status, before: { mode: oldMode, id: oldId }, after: { mode: newMode, id: newId } };
    // A rename and a copy spend a second record on the new path.
    yield status === 'R' || status === 'C'
      ? { ...entries, path: String(records.next().value), from: first }
      : { ...entries, path: first };
  }
}

/** The changes that a raw diff of two trees tells of. */
export function parseRawDiff(output: string): TreeChange[] {
  return [...readRawDiff(output)].map(({ path, from, status, before, after }) => ({
    path,
    ...(status === 'R' && from !== undefined && { from }),
    kind: kinds[status] ?? 'modified',
    before: isNullId(before.id) || status === 'C' ? null : before,
    after: isNullId(after.id) ? null : after,
  }));
}

const kinds: Record<string, ChangeKind> = { A: 'added', C: 'added', D: 'deleted', R: 'renamed', T: 'typeChanged' };
