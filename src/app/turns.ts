import { randomUUID } from 'node:crypto';
import type { Agent, TurnEnd } from '../core/agent';
import type { Task, Turn, TurnKind } from '../core/model';
import { diffTrees } from '../git/diffTrees';
import { getHead } from '../git/repositoryState';
import { keepTree, type SnapshotNote } from '../git/snapshotRefs';
import { snapshotTree } from '../git/snapshotTree';
import { absorb, movesBetween } from './attribution';
import { DeveloperSaves } from './developerSaves';
import type { History } from './history';
import type { Log, Workspace } from './ports';
import type { Streams } from './streams';
import type { TaskFacts } from './taskFacts';
import type { Tasks } from './tasks';
import type { Transcripts } from './transcripts';

export interface TurnRequest {
  readonly kind: TurnKind;
  readonly prompt: string;
  /** Id of the queued message that it sends: it leaves the queue as the turn begins. */
  readonly queued?: string;
}

export interface TurnResult {
  readonly end: TurnEnd;
  /** Claude changed something in this turn. */
  readonly changed: boolean;
  /** The task as a whole has a change. */
  readonly hasChange: boolean;
}

/** One exchange with Claude: snapshot, prompt, snapshot, and what of the difference is Claude's. */
export class Turns {
  constructor(
    private readonly parts: {
      readonly history: History;
      readonly tasks: Tasks;
      readonly facts: TaskFacts;
      readonly workspace: Workspace;
      readonly transcripts: Transcripts;
      readonly streams: Streams;
      readonly log: Log;
    },
    private readonly now: () => number = Date.now,
  ) {}

  /** `getAgent` is called once the work tree is safe. Whatever fails, the turn's row and its end snapshot are kept. */
  async run(taskId: string, request: TurnRequest, getAgent: () => Promise<Agent>): Promise<TurnResult> {
    const { history, tasks, workspace } = this.parts;
    const opened = await this.#open(tasks.get(taskId), request);
    const saves = new DeveloperSaves(opened.task.workTree, workspace.editors);
    let end: TurnEnd = notStarted;
    try {
      end = await this.#converse(opened.task, opened.turn, await getAgent());
    } finally {
      saves.dispose();
      const closed = await this.#close(taskId, opened, await saves.moves());
      const { costUsd, tokens } = end;
      await history.put('turns', {
        ...opened.turn,
        endedAt: this.now(),
        outcome: end.outcome,
        endTree: closed.endTree,
        costUsd,
        inputTokens: tokens?.input ?? null,
        outputTokens: tokens?.output ?? null,
        cacheReadTokens: tokens?.cacheRead ?? null,
        cacheCreationTokens: tokens?.cacheCreation ?? null,
      });
      opened.changed = closed.changed;
    }
    const task = await tasks.update(taskId, { claudeOutput: end.text || null });
    return { end, changed: opened.changed, hasChange: task.filesChanged.length > 0 };
  }

  /** After a window died in the middle of a turn: what is in the work tree now is what the turn left. */
  async settle(taskId: string): Promise<void> {
    const turn = this.parts.tasks.turns(taskId).at(-1);
    if (turn?.startTree && turn.endTree === null) {
      const { endTree } = await this.#close(taskId, { turn, startTree: turn.startTree }, []);
      await this.parts.history.put('turns', { ...turn, endedAt: this.now(), outcome: 'interrupted', endTree });
    }
  }

  async #open(
    task: Task,
    { kind, prompt, queued }: TurnRequest,
  ): Promise<{ task: Task; turn: Turn; startTree: string; changed: boolean }> {
    const { history, tasks } = this.parts;
    const startTree = await snapshotTree(task.workTree);
    const number = tasks.turns(task.id).length + 1;
    await this.#keep(task, startTree, number, 'start');
    const facts = task.beforeTree === null ? await this.#begin(task, startTree) : await this.#goOn(task, startTree);
    const turn: Turn = {
      ...{ id: randomUUID(), taskId: task.id, number, kind, prompt, startedAt: this.now(), startTree },
      ...{ endedAt: null, outcome: null, endTree: null, costUsd: null },
      ...{ inputTokens: null, outputTokens: null, cacheReadTokens: null, cacheCreationTokens: null },
    };
    // A rejected hunk that Claude now writes again is a new one to decide on, but it is known again.
    const rejected = history.all('decisions').filter(row => row.taskId === task.id && row.decision === 'rejected');
    await history.save([
      { table: 'turns', put: turn },
      ...(queued === undefined ? [] : [{ table: 'messages' as const, delete: queued }]),
      ...rejected.map(row => ({ table: 'decisions' as const, put: { ...row, decision: 'rejectedBefore' as const } })),
    ]);
    return { task: await tasks.update(task.id, facts), turn, startTree, changed: false };
  }

  async #begin(task: Task, startTree: string): Promise<Partial<Task>> {
    const head = await getHead(task.workTree);
    return {
      beforeTree: startTree,
      afterTree: startTree,
      startedAt: this.now(),
      startingCommit: head.commit,
      startingBranch: head.branch,
    };
  }

  /** What changed since the last turn is the developer's: it belongs to the "before" side. */
  async #goOn(task: Task, startTree: string): Promise<Partial<Task>> {
    const { beforeTree, afterTree, workTree } = task;
    if (!beforeTree || !afterTree) {
      return {};
    }
    return { beforeTree: await absorb(workTree, beforeTree, await movesBetween(workTree, afterTree, startTree)) };
  }

  async #converse(task: Task, turn: Turn, agent: Agent): Promise<TurnEnd> {
    const { transcripts, streams, log } = this.parts;
    const lines = agent.onLine(line => {
      transcripts
        .append(task.id, { at: this.now(), turn: turn.number, line })
        .catch((error: unknown) => log.error('The transcript could not be written', error));
    });
    const events = agent.onEvent(event => streams.push(task.id, turn.number, task.workTree, event));
    try {
      return await agent.prompt(turn.prompt);
    } finally {
      lines.dispose();
      events.dispose();
    }
  }

  async #close(
    taskId: string,
    opened: { readonly turn: Turn; readonly startTree: string },
    moves: Awaited<ReturnType<DeveloperSaves['moves']>>,
  ): Promise<{ endTree: string; changed: boolean }> {
    const { tasks } = this.parts;
    const task = tasks.get(taskId);
    const endTree = await snapshotTree(task.workTree);
    await this.#keep(task, endTree, opened.turn.number, 'end');
    const beforeTree = await absorb(task.workTree, task.beforeTree ?? opened.startTree, moves);
    await this.#keep(task, beforeTree, opened.turn.number, 'before');
    const changed = (await absorb(task.workTree, opened.startTree, moves)) !== endTree;
    const files = beforeTree === endTree ? [] : await diffTrees(task.workTree, beforeTree, endTree);
    await tasks.update(taskId, { beforeTree, afterTree: endTree, filesChanged: files.map(file => file.path) });
    await this.parts.facts.refresh(taskId); // so that whoever sees the next status sees the files too
    return { endTree, changed };
  }

  #keep(task: Task, tree: string, turn: number, kind: SnapshotNote['kind']): Promise<string> {
    return keepTree(task.workTree, tree, { task: task.id, turn, kind, prompt: task.prompt.slice(0, 1000) });
  }
}

const notStarted: TurnEnd = {
  outcome: 'error',
  reason: 'not_started',
  message: 'Claude did not start.',
  text: '',
  resetsAt: null,
  costUsd: null,
  tokens: null,
  duration: null,
};
