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
  const tag = await gitText(repository, ['mktag'], { stdin: text });
  for (;;) {
    const taken = await listRefs(repository, note.task);
    const ref = `refs/autobot/${note.task}/${Math.max(0, ...taken.map(numberOf)) + 1}`;
    // All zeros as the old value: only if nobody took this number meanwhile.
    const { exitCode } = await runGit(repository, ['update-ref', ref, tag, '0'.repeat(tag.length)], {
      okExitCodes: [0, 128],
    });
    if (exitCode === 0) {
      return ref;
    }
    if ((await listRefs(repository, note.task)).length === taken.length) {
      throw new Error(`the snapshot could not be kept as ${ref}`);
    }
  }
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
