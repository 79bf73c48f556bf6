import { t } from '@vscode/l10n';
import { UserError } from '../base/errors';
import type { Session, Task } from '../core/model';
import { holdsRepository, isInReview, isLive } from '../core/taskState';
import { forgetTasks } from './forget';
import type { History } from './history';
import type { Log } from './ports';
import { isOpen, type Sessions, titleOf } from './sessions';

const hour = 3_600_000;
const day = 24 * hour;

/** What becomes of sessions in the long run: their names and places, and their end. */
export class SessionKeeping {
  constructor(
    private readonly parts: {
      readonly history: History;
      readonly sessions: Sessions;
      readonly storage: string;
      readonly log: Log;
    },
    private readonly now: () => number = Date.now,
  ) {}

  /** An empty name takes the name away. */
  rename(id: string, name: string): Promise<Session> {
    return this.#put(id, { name: name.trim().slice(0, 200) || null });
  }

  pin(id: string, pinned: boolean): Promise<Session> {
    return this.#put(id, { pinned });
  }

  /** Out of sight, with everything in it. Only what is over: an open session would be forgotten. */
  async archive(id: string, archived: boolean): Promise<Session> {
    if (archived && isOpen(this.parts.sessions.get(id).status)) {
      throw new UserError('sessionOpen', t('End this session before it is archived.'));
    }
    return this.#put(id, { archived });
  }

  /** Go on with a session that was over. */
  async reopen(id: string): Promise<Session> {
    const { sessions } = this.parts;
    const session = sessions.get(id);
    if (isOpen(session.status)) {
      throw new UserError('sessionOpen', t('This session is open already.'));
    }
    const other = sessions.open(session.repositoryId);
    if (other) {
      const name = sessionName(other);
      throw new UserError(
        'otherSession',
        t`End the session ${name} first: a repository has one open session at a time.`,
      );
    }
    return this.#put(id, { status: 'active', endedAt: null, archived: false, lastActivity: this.now() });
  }

  /** What is lost if a session is deleted, for the question before it. */
  contents(id: string): { readonly tasks: number; readonly undecided: number } {
    const tasks = this.parts.sessions.tasks(id);
    return { tasks: tasks.length, undecided: tasks.filter(({ status }) => isInReview(status)).length };
  }

  /** Delete a session with all its tasks, snapshots, transcripts and logs. Files in the work tree stay as they are. */
  async delete(id: string): Promise<void> {
    const { sessions, history } = this.parts;
    const tasks = sessions.tasks(id);
    const running = tasks.find(({ status }) => isLive(status));
    if (running) {
      throw new UserError(
        'running',
        t`“${titleOf(running.prompt)}” is running. Cancel it before its session is deleted.`,
      );
    }
    await forgetTasks(this.parts, tasks, [{ table: 'sessions', delete: sessions.get(id).id }]);
    await history.reload(); // what hung on them is gone too
  }

  /**
   * End sessions in which nothing has happened for so long. Those with something left to decide stay open, and are
   * returned: somebody has to be asked.
   */
  async abandonInactive(hours: number): Promise<readonly Session[]> {
    const { sessions, history, log } = this.parts;
    const isIdle = (session: Session): boolean => this.now() - this.lastActivity(session) > hours * hour;
    const idle = history.all('sessions').filter(session => isOpen(session.status) && isIdle(session));
    const [held, free] = [idle.filter(row => this.#isHeld(row)), idle.filter(row => !this.#isHeld(row))];
    for (const session of hours > 0 ? free : []) {
      log.info(`Session ${session.id} is abandoned: nothing has happened in it for ${hours} hours.`);
      await this.abandon(session.id);
    }
    return hours > 0 ? held.filter(({ id }) => sessions.tasks(id).some(task => !isLive(task.status))) : [];
  }

  abandon(id: string): Promise<Session> {
    return this.#put(id, { status: 'abandoned', endedAt: this.now() });
  }

  /** When something last happened in a session or one of its tasks. */
  lastActivity({ id, lastActivity }: Session): number {
    return Math.max(lastActivity, ...this.parts.sessions.tasks(id).map(task => task.updatedAt));
  }

  /**
   * Delete what is over for longer than this: tasks with their transcripts, logs and snapshots, and sessions that are empty
   * then. What is open, in review or pinned stays. Returns how many tasks are gone.
   */
  async prune(days: number): Promise<number> {
    const { history, sessions, log } = this.parts;
    if (days <= 0) {
      return 0;
    }
    const isOld = (time: number): boolean => this.now() - time > days * day;
    const pinned = new Set(history.all('sessions').flatMap(({ id, pinned }) => (pinned ? [id] : [])));
    const old = history
      .all('tasks')
      .filter(task => isOld(task.updatedAt) && !pinned.has(task.sessionId) && isOver(task));
    const going = new Set(old.map(({ id }) => id));
    const empty = history
      .all('sessions')
      .filter(row => !isOpen(row.status) && !row.pinned && isOld(this.lastActivity(row)))
      .filter(row => sessions.tasks(row.id).every(task => going.has(task.id)));
    if (old.length + empty.length > 0) {
      await forgetTasks(
        this.parts,
        old,
        empty.map(({ id }) => ({ table: 'sessions', delete: id })),
      );
      await history.reload();
      log.info(`${old.length} tasks and ${empty.length} sessions older than ${days} days were deleted.`);
    }
    return old.length;
  }

  /** Something in it runs, waits or is to be decided. */
  #isHeld({ id }: Session): boolean {
    return this.parts.sessions.tasks(id).some(({ status }) => status === 'pending' || holdsRepository(status));
  }

  async #put(id: string, facts: Partial<Session>): Promise<Session> {
    const row: Session = { ...this.parts.sessions.get(id), ...facts, updatedAt: this.now() };
    await this.parts.history.put('sessions', row);
    return row;
  }
}

/** How a session is called where nobody has named it. */
export function sessionName({ name, startedAt }: Pick<Session, 'name' | 'startedAt'>): string {
  return name === null ? t`of ${new Date(startedAt).toLocaleString()}` : `“${name}”`;
}

function isOver({ status }: Task): boolean {
  return ['completed', 'rejected', 'cancelled', 'failed', 'interrupted'].includes(status);
}
