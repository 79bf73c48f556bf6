import { t } from '@vscode/l10n';
import { checkedId } from './objectId';
import { gitText, runGit } from './runGit';

/** What a snapshot's tag says of itself, so that history can be rebuilt from the refs alone. */
export interface SnapshotNote {
  readonly task: string;
  /** 0 before the first turn. */
  readonly turn: number;
  readonly kind: 'start' | 'index' | 'end' | 'before' | 'reject' | 'undo' | 'commit';
  readonly [fact: string]: unknown;
}

/**
 * Keep a tree reachable as `refs/autobot/<task id>/<n>`; returns the ref.
 *
 * A tag object of the tree: `git gc` keeps it, and no log or branch list shows it.
 */
export async function keepTree(repository: string, tree: string, note: SnapshotNote): Promise<string> {
  const text = [
    `object ${checkedId(tree)}`,
    'type tree',
    `tag autobot-${checkedTask(note.task)}`,
    `tagger Autobot <autobot@localhost> ${Math.floor(Date.now() / 1000)} +0000`,
    '',
    JSON.stringify(note),
    '',
  ].join('\n');
  const [tag, next] = await Promise.all([
    gitText(repository, ['mktag'], { stdin: text }),
    takeNumber(note.task) ?? (isFirst(note) ? 1 : findNextNumber(repository, note.task)),
  ]);
  for (let number = next; ;) {
    const ref = `refs/autobot/${note.task}/${number}`;
    // All zeros as the old value: only if nobody took this number meanwhile.
    const { exitCode } = await runGit(repository, ['update-ref', ref, tag, '0'.repeat(tag.length)], {
      okExitCodes: [0, 128],
    });
    if (exitCode === 0) {
      nextNumbers.set(note.task, Math.max(number + 1, nextNumbers.get(note.task) ?? 0));
      return ref;
    }
    const free = await findNextNumber(repository, note.task);
    if (free <= number) {
      throw new Error(t`the snapshot could not be kept as ${ref}`);
    }
    number = free;
  }
}

/** By task, as far as this process knows; another may have gone on since. */
const nextNumbers = new Map<string, number>();

/** Taken at once, so that trees which are kept side by side are numbered in the order they were given. */
function takeNumber(task: string): number | undefined {
  const number = nextNumbers.get(task);
  if (number !== undefined) {
    nextNumbers.set(task, number + 1);
  }
  return number;
}

/** If it is not, its number is taken, and the next one is looked for. */
function isFirst({ turn, kind }: SnapshotNote): boolean {
  return turn === 1 && kind === 'start';
}

async function findNextNumber(repository: string, task: string): Promise<number> {
  return Math.max(0, ...(await listRefs(repository, task)).map(numberOf)) + 1;
}

async function listRefs(repository: string, task: string): Promise<string[]> {
  const refs = await gitText(repository, ['for-each-ref', '--format=%(refname)', `refs/autobot/${checkedTask(task)}/`]);
  return refs === '' ? [] : refs.split('\n');
}

function numberOf(ref: string): number {
  return Number(ref.slice(ref.lastIndexOf('/') + 1));
}

function checkedTask(id: string): string {
  if (!/^[0-9a-zA-Z-]+$/.test(id)) {
    throw new Error(`not a task id: ${JSON.stringify(id)}`);
  }
  return id;
}
