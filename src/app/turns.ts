import { t } from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
import type { Agent, AgentEvent, TurnEnd } from '../core/agent';
import type { AgentKind } from '../core/agentKind';
import { findGitCommand } from '../core/headMove';
import type { GitMoves, GitPosition, Task, Turn, TurnKind } from '../core/model';
import type { PromptImage } from '../core/promptImage';
import { getGitPosition } from '../git/gitPosition';
import type { LeftOut } from '../git/snapshotTree';
import { keepTree, type SnapshotNote } from '../git/snapshotRefs';
import { absorb, absorbMoves, movesBetween } from './attribution';
import { getTreeOf } from '../git/trees';
import { changedPaths } from './change';
import { withCommitted } from './committedHunks';
import { DeveloperSaves } from './developerSaves';
import { lookAtMoves } from './gitMoves';
import type { History } from './history';
import type { Images } from './images';
import { snapshotTask, findUncovered, whatIsLeftOut } from './taskSnapshot';
import type { Log, Workspace } from './ports';
import { factsToKeep } from './rebuild';
import type { Review } from './review';
import type { Streams } from './streams';
import type { TaskFacts } from './taskFacts';
import type { Tasks } from './tasks';
import type { Transcripts } from './transcripts';

export interface TurnRequest {
  readonly kind: TurnKind;
  readonly prompt: string;
  /** What goes along. With a task's own prompt, that is what came with it. */
  readonly images?: readonly PromptImage[];
  /** What to say of the task if the turn changes nothing. */
  readonly ifUnchanged?: string | null;
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
  /** By task: what was said to be no part of its snapshots. */
  readonly #said = new Map<string, string | undefined>();

  constructor(
    private readonly parts: {
      readonly history: History;
      readonly images: Pick<Images, 'read'>;
      readonly tasks: Tasks;
      readonly facts: TaskFacts;
      readonly review: Pick<Review, 'change'>;
      readonly workspace: Workspace;
      readonly transcripts: Transcripts;
      readonly streams: Streams;
      readonly agentKind: Pick<AgentKind, 'writeNotice'>;
      readonly log: Log;
    },
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * `wake` is called once the work tree is safe, and `getAgent` once what there was is kept: Claude may come up meanwhile.
   * Whatever fails, the turn's row and its end snapshot are kept.
   */
  async run(
    taskId: string,
    request: TurnRequest,
    { wake, getAgent }: { readonly wake: () => Promise<unknown>; readonly getAgent: () => Promise<Agent> },
  ): Promise<TurnResult> {
    const { history, tasks, workspace } = this.parts;
    // From before the snapshot: what is saved until then is in it, and counts once.
    const saves = new DeveloperSaves(tasks.get(taskId).workTree, workspace.editors);
    const opened = await this.#open(tasks.get(taskId), request, wake).catch((error: unknown) => {
      saves.dispose();
      throw error;
    });
    let end: TurnEnd = notStarted;
    try {
      end = await this.#converse(opened, await getAgent());
    } finally {
      saves.dispose();
      const closed = await this.#close(taskId, opened, await saves.moves(tasks.get(taskId).ignoredFiles));
      const { costUsd, tokens } = end;
      await history.put('turns', {
        ...closed.turn,
        endedAt: this.now(),
        outcome: end.outcome,
        endTree: closed.endTree,
        gitAfter: closed.gitAfter,
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
      const { endTree, gitAfter } = await this.#close(taskId, { turn, command: null }, []);
      const facts = { endedAt: this.now(), outcome: 'interrupted', endTree, gitAfter };
      await this.parts.history.put('turns', { ...turn, ...facts });
    }
  }

  async #open(task: Task, request: TurnRequest, wake: () => Promise<unknown>): Promise<Opened> {
    const { history, tasks } = this.parts;
    const { kind, prompt, queued, images = prompt === task.prompt ? task.images : [] } = request;
    const startedAt = this.now(); // before the snapshot: what is written later is not in it for sure
    const { tree: startTree, leftOut } = await snapshotTask(task, task.afterTree);
    await wake(); // first: it takes the longest
    const number = tasks.turns(task.id).length + 1;
    const [gitBefore] = await Promise.all([
      getGitPosition(task.workTree),
      this.#keep(task, startTree, number, 'start', { said: prompt, turnKind: kind }),
    ]);
    const [facts] = await Promise.all([
      task.beforeTree === null ? beginning(startTree, startedAt, gitBefore) : this.#goOn(task, startTree),
      this.#keepIndex(task, gitBefore, number),
    ]);
    const turn: Turn = {
      ...{ id: randomUUID(), taskId: task.id, number, kind, prompt, images, startedAt, startTree },
      ...{ endedAt: null, outcome: null, endTree: null, costUsd: null },
      ...{ inputTokens: null, outputTokens: null, cacheReadTokens: null, cacheCreationTokens: null },
      ...{ gitBefore, gitAfter: null },
    };
    // A rejected hunk that Claude now writes again is a new one to decide on, but it is known again.
    const decided = history.all('decisions').filter(row => row.taskId === task.id);
    const rejected = decided.filter(row => row.decision === 'rejected');
    const hunks = new Set(rejected.map(row => `${row.hunk} ${row.path}`));
    const hidden = decided.filter(row => row.decision === 'approved' && hunks.has(`${row.hunk} ${row.path}`));
    await history.save([
      { table: 'turns', put: turn },
      ...(queued === undefined ? [] : [{ table: 'messages' as const, delete: queued }]),
      ...rejected.map(row => ({ table: 'decisions' as const, put: { ...row, decision: 'rejectedBefore' as const } })),
      ...hidden.map(row => ({ table: 'decisions' as const, delete: row.id })),
    ]);
    this.#sayLeftOut(task, number, leftOut);
    return { task: await tasks.update(task.id, facts), turn, changed: false, command: null };
  }

  /** What was staged, where that differs from HEAD. */
  async #keepIndex(task: Task, { index, commit }: GitPosition, turn: number): Promise<void> {
    if (index !== null && index !== (await getTreeOf(task.workTree, commit))) {
      await this.#keep(task, index, turn, 'index');
    }
  }

  /** What changed since the last turn is the developer's: it belongs to the "before" side. */
  async #goOn(task: Task, startTree: string): Promise<Partial<Task>> {
    const { beforeTree, afterTree, workTree } = task;
    if (!beforeTree || !afterTree) {
      return {};
    }
    const base = await withCommitted(this.parts.history, task);
    const own = await movesBetween(workTree, afterTree, startTree);
    const { tree, shared } = await absorbMoves(workTree, { tree: base, shared: task.sharedLines }, own);
    return { beforeTree: tree, sharedLines: shared };
  }

  async #converse(opened: Opened, agent: Agent): Promise<TurnEnd> {
    const { images, streams } = this.parts;
    const { task, turn } = opened;
    let behind = 0;
    const lines = agent.onLine(line => {
      behind += line.length;
      const written = this.#note(task, turn.number, line).finally(() => (behind -= line.length));
      if (behind > backlogLimit) {
        agent.hold(written);
      }
    });
    const events = agent.onEvent(event => {
      opened.command = gitCommandOf(event) ?? opened.command;
      streams.push(task.id, turn.number, task.workTree, event);
    });
    try {
      return await agent.prompt(turn.prompt, await images.read(turn.images));
    } finally {
      lines.dispose();
      events.dispose();
    }
  }

  async #close(
    taskId: string,
    opened: Pick<Opened, 'turn' | 'command'>,
    moves: Awaited<ReturnType<DeveloperSaves['moves']>>,
  ): Promise<{ turn: Turn; endTree: string; changed: boolean; gitAfter: GitMoves | null }> {
    const { tasks, history, review } = this.parts;
    const task = tasks.get(taskId);
    const lookedAt = performance.now();
    const turn = history.get('turns', opened.turn.id); // an ignored file may have been saved into its start since
    const end = await snapshotTask(task, turn.startTree);
    const { tree: endTree, leftOut, changes, hasNamed } = end;
    const startTree = turn.startTree ?? endTree;
    this.#sayLeftOut(task, turn.number, leftOut);
    const kept = this.#keep(task, endTree, turn.number, 'end');
    kept.catch(() => undefined); // awaited below
    const own = [...moves, ...(await findUncovered(task, startTree, changes))];
    const start = { tree: task.beforeTree ?? startTree, shared: task.sharedLines };
    const { tree: beforeTree, shared: sharedLines } = await absorbMoves(task.workTree, start, own);
    const trees = { beforeTree, sharedLines, afterTree: endTree };
    const [unchanged, { files }, gitAfter] = await Promise.all([
      absorb(task.workTree, startTree, own),
      review.change({ ...task, ...trees }),
      turn.gitBefore && lookAtMoves(task.workTree, turn.gitBefore, opened.command),
      kept,
      this.#keepBefore(task, beforeTree, turn),
    ]);
    const changed = unchanged !== endTree;
    await tasks.update(taskId, {
      ...trees,
      filesChanged: changedPaths(files),
      ...(gitAfter && { reviewedCommit: gitAfter.commit, reviewedBranch: gitAfter.branch }),
    });
    // So that whoever sees the next status sees the files too.
    await this.parts.facts.refresh(taskId, hasNamed ? undefined : { tree: endTree, commit: end.commit, lookedAt });
    return { turn, endTree, changed, gitAfter };
  }

  /** In the timeline and the transcript; once, as long as it is the same. */
  #sayLeftOut(task: Task, turn: number, leftOut: readonly LeftOut[]): void {
    const text = whatIsLeftOut(leftOut);
    if (text === this.#said.get(task.id)) {
      return;
    }
    this.#said.set(task.id, text);
    if (text !== undefined) {
      const event = { type: 'notice', text } as const;
      this.parts.streams.push(task.id, turn, task.workTree, event);
      void this.#note(task, turn, this.parts.agentKind.writeNotice(text));
    }
  }

  /** Resolves when the line is kept, or could not be and that was said. */
  #note(task: Task, turn: number, line: string): Promise<void> {
    const { transcripts, log } = this.parts;
    return transcripts
      .append(task.id, { at: this.now(), turn, line })
      .catch((error: unknown) => log.error('The transcript could not be written', error));
  }

  /** A first turn's start is what was before the task, as long as no move of the developer's is merged into that. */
  async #keepBefore(task: Task, beforeTree: string, { number, startTree }: Turn): Promise<void> {
    if (number > 1 || beforeTree !== startTree) {
      await this.#keep(task, beforeTree, number, 'before');
    }
  }

  #keep(task: Task, tree: string, turn: number, kind: SnapshotNote['kind'], more: object = {}): Promise<string> {
    return keepTree(task.workTree, tree, {
      task: task.id,
      turn,
      kind,
      ...factsToKeep(this.parts.tasks.get(task.id)),
      ...more,
    });
  }
}

/** Characters that may wait for the disk before the agent has to wait too. */
const backlogLimit = 8_000_000;
/** A turn that is under way. */
interface Opened {
  readonly task: Task;
  readonly turn: Turn;
  changed: boolean;
  /** The latest git command of Claude's that moves HEAD or the stash. */
  command: string | null;
}

function beginning(startTree: string, startedAt: number, { commit, branch }: GitPosition): Partial<Task> {
  const at = { startedAt, startingCommit: commit, startingBranch: branch };
  return { beforeTree: startTree, afterTree: startTree, ...at };
}

function gitCommandOf(event: AgentEvent): string | null {
  const input = event.type === 'toolCall' && typeof event.input === 'object' ? event.input : null;
  return input && 'command' in input && typeof input.command === 'string' ? findGitCommand(input.command) : null;
}

const notStarted: TurnEnd = {
  outcome: 'error',
  reason: 'not_started',
  message: t('Claude did not start.'),
  text: '',
  resetsAt: null,
  costUsd: null,
  tokens: null,
  duration: null,
};
