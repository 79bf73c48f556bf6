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

/**
 * Like {@link diffTrees}, asked once where two in a row want to know the same, or the way back: trees never change.
 */
export async function diffTreesOnce(repository: string, before: string, after: string): Promise<readonly TreeChange[]> {
  const known = latest.get(repository);
  if (known?.before === before && known.after === after) {
    return known.changes;
  }
  if (known?.before === after && known.after === before) {
    return known.changes.map(reversed);
  }
  const changes = await diffTrees(repository, before, after);
  latest.set(repository, { before, after, changes });
  return changes;
}

interface Compared {
  readonly before: string;
  readonly after: string;
  readonly changes: readonly TreeChange[];
}

const latest = new Map<string, Compared>();

function reversed({ path, from, kind, before, after }: TreeChange): TreeChange {
  const paths = from === undefined ? { path } : { path: from, from: path };
  return { ...paths, kind: opposites[kind] ?? kind, before: after, after: before };
}

const opposites: Partial<Record<ChangeKind, ChangeKind>> = { added: 'deleted', deleted: 'added' };

/** A rename as what it is made of: one file that is gone, and one that came. */
export function withoutRenames(changes: readonly TreeChange[]): TreeChange[] {
  return changes.flatMap((change): TreeChange[] => {
    const { path, from, before, after } = change;
    return from === undefined
      ? [change]
      : [
          { path: from, kind: 'deleted', before, after: null },
          { path, kind: 'added', before: null, after },
        ];
  });
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
