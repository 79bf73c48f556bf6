import { t } from '@vscode/l10n';
import * as z from 'zod';
import type { AgentDecoder } from '../core/agentKind';
import type { Repository, Session, Task, Turn } from '../core/model';
import { stableId } from '../core/stableId';
import { diffTrees } from '../git/diffTrees';
import type { KeptSnapshot } from '../git/snapshotNotes';
import type { Change } from '../store/changes';
import { newTask } from './tasks';
import type { Transcripts } from './transcripts';

/** What the notes of a task's snapshots say of the task; older ones say less. */
const TaskFacts = z.object({
  prompt: z.string().catch(''),
  session: z.string().nullable().catch(null),
  workTree: z.string().nullable().catch(null),
  createdAt: z.number().nullable().catch(null),
  claudeSession: z.string().nullable().catch(null),
  startingCommit: z.string().nullable().catch(null),
  startingBranch: z.string().nullable().catch(null),
});
const turnKinds = ['prompt', 'fix', 'review', 'message'] as const;
const TurnFacts = z.object({
  said: z.string().catch(''),
  turnKind: z.enum(turnKinds).catch('message'),
  outcome: z.string().nullable().catch(null),
});

/** What of a task is to be written into its snapshots' notes, so that {@link rebuildTask} finds it. */
export function factsToKeep(task: Task): z.infer<typeof TaskFacts> {
  return {
    prompt: task.prompt.slice(0, 20_000),
    session: task.sessionId,
    workTree: task.workTree,
    createdAt: task.createdAt,
    claudeSession: task.claudeSession,
    startingCommit: task.startingCommit,
    startingBranch: task.startingBranch,
  };
}

/** The work tree that a task ran in, if its snapshots say so. */
export function workTreeOf(snapshots: readonly KeptSnapshot[]): string | null {
  return snapshots.reduce<string | null>((found, { note }) => TaskFacts.parse(note).workTree ?? found, null);
}

export interface RebuildRequest {
  readonly repository: Repository;
  readonly snapshots: readonly KeptSnapshot[];
  readonly transcripts: Transcripts;
  readonly newDecoder: () => AgentDecoder;
  readonly hasSession: (id: string) => boolean;
}

/**
 * The rows of a task that the history has lost, from the repository's refs and, where it is there, the transcript.
 *
 * What became of the task is not known for sure, so it is interrupted: it holds nothing up, and its change can be kept for
 * review, rejected or gone on with.
 */
export async function rebuildTask(request: RebuildRequest): Promise<Change[]> {
  const { repository, snapshots, hasSession } = request;
  const [first] = snapshots;
  if (!first) {
    return [];
  }
  const id = first.note.task;
  const newest = snapshots.findLast(({ note }) => typeof note['prompt'] === 'string') ?? first;
  const facts = TaskFacts.parse(newest.note);
  const madeAt = facts.createdAt ?? first.madeAt;
  const sessionId = facts.session ?? stableId('rebuilt session', repository.path);
  const turns = await rebuildTurns(request);
  const treeOf = (kind: string): string | null => snapshots.findLast(({ note }) => note.kind === kind)?.tree ?? null;
  const beforeTree = treeOf('before') ?? snapshots.find(({ note }) => note.kind === 'start')?.tree ?? null;
  const afterTree = treeOf('end') ?? beforeTree;
  const files = beforeTree && afterTree ? await diffTrees(repository.path, beforeTree, afterTree) : [];
  const task: Task = {
    ...newTask({
      ...{ id, sessionId, workTree: repository.path, createdAt: madeAt },
      prompt: facts.prompt || '(lost)',
    }),
    status: 'interrupted',
    detail: t('The history had lost this task; it was read from the repository again.'),
    updatedAt: snapshots.at(-1)?.madeAt ?? madeAt,
    startedAt: first.madeAt,
    claudeSession: facts.claudeSession,
    startingCommit: facts.startingCommit,
    startingBranch: facts.startingBranch,
    beforeTree,
    afterTree,
    filesChanged: files.map(file => file.path),
  };
  const session: Session = {
    ...{ id: sessionId, repositoryId: repository.id, status: 'completed', startedAt: madeAt, endedAt: task.updatedAt },
    ...{ lastActivity: task.updatedAt, startBranch: facts.startingBranch, endBranch: null },
    ...{ name: null, pinned: false, archived: false, createdAt: madeAt, updatedAt: task.updatedAt },
  };
  return [
    ...(hasSession(sessionId) ? [] : [{ table: 'sessions' as const, put: session }]),
    { table: 'tasks', put: task },
    ...turns.map(put => ({ table: 'turns' as const, put })),
  ];
}

async function rebuildTurns({ snapshots, transcripts, newDecoder }: RebuildRequest): Promise<Turn[]> {
  const ends = new Map<number, Partial<Turn>>();
  const id = snapshots[0]?.note.task ?? '';
  const decoder = newDecoder();
  for await (const { turn, line, at } of transcripts.read(id)) {
    for (const event of decoder.decode(line)) {
      if (event.type === 'turnEnded') {
        const { outcome, costUsd, tokens } = event;
        const { input: inputTokens = null, output: outputTokens = null } = tokens ?? {};
        const { cacheRead: cacheReadTokens = null, cacheCreation: cacheCreationTokens = null } = tokens ?? {};
        const used = { inputTokens, outputTokens, cacheReadTokens, cacheCreationTokens };
        ends.set(turn, { endedAt: at, outcome, costUsd, ...used });
      }
    }
  }
  const starts = snapshots.filter(({ note }) => note.kind === 'start' && note.turn > 0);
  return starts.map(({ note, tree, madeAt }): Turn => {
    const { said, turnKind } = TurnFacts.parse(note);
    const end = snapshots.findLast(other => other.note.kind === 'end' && other.note.turn === note.turn);
    return {
      ...{ id: stableId('turn', note.task, String(note.turn)), taskId: note.task, number: note.turn },
      ...{ kind: note.turn === 1 ? 'prompt' : turnKind, prompt: said, images: [], startedAt: madeAt, startTree: tree },
      ...{ endedAt: end?.madeAt ?? null, outcome: end ? 'unknown' : null, endTree: end?.tree ?? null, costUsd: null },
      ...{ inputTokens: null, outputTokens: null, cacheReadTokens: null, cacheCreationTokens: null },
      ...{ gitBefore: null, gitAfter: null },
      ...ends.get(note.turn),
    };
  });
}
