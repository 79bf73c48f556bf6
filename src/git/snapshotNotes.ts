import * as z from 'zod';
import { gitText, runGit } from './runGit';

const Note = z.looseObject({
  task: z.string().min(1),
  turn: z.number().int().nonnegative(),
  kind: z.string(),
});

/** A snapshot as it is kept in the repository, with what its tag says of itself. */
export interface KeptSnapshot {
  readonly ref: string;
  readonly number: number;
  readonly tree: string;
  /** Epoch milliseconds, to the second. */
  readonly madeAt: number;
  readonly note: z.infer<typeof Note>;
}

export interface KeptSnapshots {
  /** By task, oldest first. */
  readonly byTask: ReadonlyMap<string, readonly KeptSnapshot[]>;
  /** Refs of ours whose tag says nothing that we understand. */
  readonly unreadable: readonly string[];
}

/** Every snapshot in the repository, in one look. */
export async function readSnapshots(repository: string): Promise<KeptSnapshots> {
  const fields = ['%(refname)', '%(*objectname)', '%(taggerdate:unix)', '%(contents)'].join('%00');
  const { stdout } = await runGit(repository, ['for-each-ref', `--format=${fields}%00`, 'refs/autobot/']);
  return parseSnapshots(stdout.toString('utf8'));
}

export function parseSnapshots(output: string): KeptSnapshots {
  const values = output.split('\0');
  const snapshots: KeptSnapshot[] = [];
  const unreadable: string[] = [];
  for (let at = 0; at + 3 < values.length; at += 4) {
    const [ref = '', tree = '', seconds = '', text = ''] = values.slice(at, at + 4).map(value => value.trim());
    const [, task, number] = /^refs\/autobot\/([0-9a-zA-Z-]+)\/(\d+)$/.exec(ref) ?? [];
    const note = Note.safeParse(parseJson(text)).data;
    if (task && number && note?.task === task && tree !== '') {
      snapshots.push({ ref, number: Number(number), tree, madeAt: Number(seconds) * 1000, note });
    } else {
      unreadable.push(ref);
    }
  }
  const inOrder = snapshots.toSorted((a, b) => a.number - b.number);
  return { byTask: Map.groupBy(inOrder, ({ note }) => note.task), unreadable };
}

/** Let go of all snapshots of these tasks. What nothing else holds is then git's to collect. */
export async function deleteSnapshots(repository: string, tasks: readonly string[]): Promise<void> {
  const patterns = tasks.map(task => `refs/autobot/${task}/`);
  if (patterns.length === 0) {
    return;
  }
  const refs = await gitText(repository, ['for-each-ref', '--format=%(refname)', ...patterns]);
  if (refs !== '') {
    const commands = refs.split('\n').map(ref => `delete ${ref}\n`);
    await runGit(repository, ['update-ref', '--stdin'], { stdin: commands.join('') });
  }
}

/** Which of these trees the repository still has. */
export async function findTrees(repository: string, trees: readonly string[]): Promise<Set<string>> {
  const { stdout } = await runGit(repository, ['cat-file', '--batch-check=%(objectname) %(objecttype)'], {
    stdin: trees.map(tree => `${tree}\n`).join(''),
  });
  const lines = stdout.toString('utf8').split('\n');
  return new Set(lines.flatMap(line => (line.endsWith(' tree') ? [line.slice(0, -' tree'.length)] : [])));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
