import { t } from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
import { UserError } from '../base/errors';
import { formatNumber } from '../base/numbers';
import type { Repository, Session, Task, TaskOptions, Turn } from '../core/model';
import { initialState, nextState, type TaskEvent, type TaskState } from '../core/taskState';
import { promptLimit } from '../protocol/limits';
import type { History } from './history';
import type { Log } from './ports';

/** Tasks as rows. Every change of status goes through here, and through `nextState`. */
export class Tasks {
  constructor(
    private readonly history: History,
    private readonly log: Log,
    private readonly now: () => number = Date.now,
  ) {}

  /** Throws in words if there is none. */
  get(id: string): Task {
    const task = this.history.find('tasks', id);
    if (!task) {
      throw new UserError('noTask', t`There is no task ${id}.`);
    }
    return task;
  }

  all(): Task[] {
    return this.history.all('tasks');
  }

  repositoryOf(task: Task): Repository {
    return this.history.get('repositories', this.history.get('sessions', task.sessionId).repositoryId);
  }

  turns(taskId: string): Turn[] {
    const turns = this.history.all('turns').filter(turn => turn.taskId === taskId);
    return turns.toSorted((a, b) => a.number - b.number);
  }

  async create(
    repository: Repository,
    session: Session,
    prompt: string,
    options: Partial<TaskOptions> = {},
  ): Promise<Task> {
    const identity = { id: randomUUID(), sessionId: session.id, workTree: repository.path, createdAt: this.now() };
    const task: Task = {
      ...newTask({ ...identity, prompt: checkedPrompt(prompt) }),
      position: Math.max(0, ...this.all().map(other => other.position)) + 1,
      ...options,
    };
    await this.history.put('tasks', task);
    return task;
  }

  /** Move a task on; `facts` are saved with the new status. Throws if its status does not accept the event. */
  apply(id: string, event: TaskEvent, facts: Partial<Task> = {}): Promise<Task> {
    return this.applyAll(id, [event], facts);
  }

  /** Several moves at once: nobody sees the task rest in between. */
  async applyAll(id: string, events: readonly TaskEvent[], facts: Partial<Task> = {}): Promise<Task> {
    let state = stateOf(this.get(id));
    for (const event of events) {
      const next = nextState(state, event);
      this.log.info(`Task ${id}: ${state.status} → ${next.status}${next.detail ? ` (${next.detail})` : ''}`);
      state = next;
    }
    const { status, before: statusBefore, judged, resumeAt, detail } = state;
    const completedAt = status === 'completed' ? this.now() : null;
    const own = { status, statusBefore, judged, resumeAt, detail, completedAt };
    // That it goes on by itself was agreed for this limit, not for the next.
    return this.update(id, { ...own, ...(resumeAt === null && { autoResume: false }), ...facts });
  }

  /** Change facts that are not the status. */
  async update(id: string, facts: Partial<Task>): Promise<Task> {
    const task: Task = { ...this.get(id), ...facts, updatedAt: this.now() };
    await this.history.put('tasks', task);
    return task;
  }
}

/** A task of which nothing has happened yet. */
export function newTask(identity: Pick<Task, 'id' | 'sessionId' | 'prompt' | 'workTree' | 'createdAt'>): Task {
  const { status, before: statusBefore, judged, resumeAt, detail } = initialState;
  return {
    ...identity,
    ...{ status, statusBefore, judged, resumeAt, detail, position: 0, onTop: false, updatedAt: identity.createdAt },
    ...{ startedAt: null, completedAt: null, claudeOutput: null, claudeSession: null },
    ...{ permissionMode: null, model: null, skipGates: false, budgetUsd: null, autoResume: false },
    ...{ startingCommit: null, startingBranch: null, beforeTree: null, afterTree: null },
    ...{ images: [], filesChanged: [], ignoredFiles: [], sharedLines: [] },
    ...{ committedSha: null, commitMessage: null, approvedAt: null, rejectedAt: null, rejectionReason: null },
    ...{
      approvalReason: null,
      undoFrom: null,
      undoTo: null,
      reviewedCommit: null,
      reviewedBranch: null,
      committing: null,
    },
  };
}

export function stateOf(task: Task): TaskState {
  const { status, statusBefore: before, judged, resumeAt, detail } = task;
  return { status, before, judged, resumeAt, detail };
}

export function checkedPrompt(prompt: string): string {
  const text = prompt.trim();
  if (text === '') {
    throw new UserError('noPrompt', t('The prompt is empty. Say what Claude should do.'));
  }
  if (text.length > promptLimit) {
    const limit = formatNumber(promptLimit);
    throw new UserError(
      'longPrompt',
      t`The prompt has ${formatNumber(text.length)} characters; at most ${limit} can be sent.`,
    );
  }
  return text;
}
