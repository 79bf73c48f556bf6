import { t } from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
import { UserError } from '../base/errors';
import type { Repository, Session, SessionStatus, Task } from '../core/model';
import { holdsRepository, isInReview } from '../core/taskState';
import { getHead } from '../git/repositoryState';
import type { History } from './history';

/** A session's status, as it is said. */
export const sessionStatusTexts: Record<SessionStatus, string> = {
  active: t('active'),
  paused: t('paused'),
  completed: t('completed'),
  abandoned: t('abandoned'),
};

/** Sessions: at most one that is not over in each repository. */
export class Sessions {
  constructor(
    private readonly history: History,
    private readonly now: () => number = Date.now,
  ) {}

  get(id: string): Session {
    const session = this.history.find('sessions', id);
    if (!session) {
      throw new UserError('noSession', t`There is no session ${id}.`);
    }
    return session;
  }

  /** The active or paused session of a repository. */
  open(repositoryId: string): Session | undefined {
    return this.history.all('sessions').find(row => row.repositoryId === repositoryId && isOpen(row.status));
  }

  tasks(sessionId: string): Task[] {
    const tasks = this.history.all('tasks').filter(task => task.sessionId === sessionId);
    return tasks.toSorted((a, b) => a.createdAt - b.createdAt);
  }

  /** The open session of a repository, or a new one. */
  async start(repository: Repository): Promise<Session> {
    const open = this.open(repository.id);
    if (open) {
      return open;
    }
    const at = this.now();
    const session: Session = {
      id: randomUUID(),
      repositoryId: repository.id,
      status: 'active',
      startedAt: at,
      endedAt: null,
      lastActivity: at,
      startBranch: repository.currentBranch,
      ...{ endBranch: null, name: null, pinned: false, archived: false },
      createdAt: at,
      updatedAt: at,
    };
    try {
      await this.history.put('sessions', session);
    } catch (error) {
      const other = UserError.is(error, 'conflict') ? this.open(repository.id) : undefined;
      if (!other) {
        throw error;
      }
      return other; // another window was first
    }
    return session;
  }

  /** No further task or automatic turn starts; what runs, finishes. */
  pause(id: string): Promise<Session> {
    return this.#move(id, 'active', 'paused');
  }

  resume(id: string): Promise<Session> {
    return this.#move(id, 'paused', 'active');
  }

  /** Tasks of a session that are in review. */
  undecided(id: string): Task[] {
    return this.tasks(id).filter(({ status }) => isInReview(status));
  }

  /** Refuses while a task runs or waits to; and while one is in review, unless that is to stay so. */
  async end(id: string, { leaveInReview = false } = {}): Promise<Session> {
    const session = this.get(id);
    if (!isOpen(session.status)) {
      throw new UserError('sessionOver', t('This session is over already.'));
    }
    const held = this.tasks(id).filter(({ status }) =>
      leaveInReview && isInReview(status) ? false : status === 'pending' || holdsRepository(status),
    );
    if (held.length > 0) {
      const names = held.map(task => `“${titleOf(task.prompt)}”`).join(', ');
      throw new UserError('tasksOpen', t`Finish, reject or cancel these tasks before the session ends: ${names}.`);
    }
    const repository = this.history.get('repositories', session.repositoryId);
    const head = await getHead(repository.path);
    return this.#put({ ...session, status: 'completed', endedAt: this.now(), endBranch: head.branch });
  }

  /** Note that something happened in a session. */
  async touch(id: string): Promise<void> {
    await this.history.put('sessions', { ...this.get(id), lastActivity: this.now() });
  }

  async #move(id: string, from: SessionStatus, to: SessionStatus): Promise<Session> {
    const session = this.get(id);
    if (session.status !== from) {
      throw new UserError(
        'sessionStatus',
        t`This session is ${sessionStatusTexts[session.status]}, not ${sessionStatusTexts[from]}.`,
      );
    }
    return this.#put({ ...session, status: to });
  }

  async #put(session: Session): Promise<Session> {
    const row = { ...session, lastActivity: this.now(), updatedAt: this.now() };
    await this.history.put('sessions', row);
    return row;
  }
}

export function isOpen(status: SessionStatus): boolean {
  return status === 'active' || status === 'paused';
}

/** The first line of a prompt, short enough for a label. */
export function titleOf(prompt: string): string {
  const line = prompt.trim().split('\n', 1)[0] ?? '';
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
