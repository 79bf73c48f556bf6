import { t } from '@vscode/l10n';
import { UserError } from '../base/errors';
import type { AgentKind, PastSession, PastTurn } from '../core/agentKind';
import type { Repository, Session, Task, Turn } from '../core/model';
import { stableId } from '../core/stableId';
import { promptLimit } from '../protocol/limits';
import type { History } from './history';
import type { Repositories } from './repositories';
import { titleOf } from './sessions';
import { newTask } from './tasks';
import type { Transcripts } from './transcripts';

/** Sessions of Claude's that were had outside of Autobot: they become history, which a message goes on with. */
export class PastSessions {
  constructor(
    private readonly parts: {
      readonly history: History;
      readonly repositories: Repositories;
      readonly transcripts: Transcripts;
      readonly agentKind: Pick<AgentKind, 'findSessions' | 'readSession'>;
    },
    private readonly now: () => number = Date.now,
  ) {}

  /** Those that ran in this repository and that the history does not hold, the latest first. */
  async list(repository: Repository): Promise<PastSession[]> {
    return (await this.#find(repository)).filter(({ id }) => !this.#taskOf(id));
  }

  /** Bring one into the history; returns its session there. One that is there already stays as it is. */
  async bringIn(repository: Repository, id: string): Promise<Session> {
    const { history, transcripts, agentKind } = this.parts;
    const known = this.#taskOf(id);
    if (known) {
      return history.get('sessions', known.sessionId);
    }
    const past = (await this.#find(repository)).find(session => session.id === id);
    const turns = past ? await agentKind.readSession(past) : [];
    if (!past || turns.length === 0) {
      throw new UserError('noPastSession', t`Claude remembers no session ${id} in ${repository.path}.`);
    }
    const { session, task } = this.#rows(repository, past, turns);
    const records = turns.flatMap(({ lines }, i) => lines.map(line => ({ ...line, turn: i + 1 })));
    await transcripts.write(task.id, records);
    await history.save([
      { table: 'sessions', put: session },
      { table: 'tasks', put: task },
      ...turns.map((turn, i) => ({ table: 'turns' as const, put: turnRow(task.id, i + 1, turn) })),
    ]);
    return session;
  }

  async #find(repository: Repository): Promise<PastSession[]> {
    const { agentKind, repositories } = this.parts;
    const found = await agentKind.findSessions(repository.path);
    return found.filter(({ folder }) => (repositories.containing(folder) ?? repository).id === repository.id);
  }

  #taskOf(claudeSession: string): Task | undefined {
    return this.parts.history.all('tasks').find(task => task.claudeSession === claudeSession);
  }

  /** The same ids in every window, so that one session is brought in once. */
  #rows(repository: Repository, past: PastSession, turns: readonly PastTurn[]): { session: Session; task: Task } {
    const { id, prompt, branch, startedAt } = past;
    const last = turns.at(-1);
    const endedAt = last?.endedAt ?? startedAt;
    const at = this.now();
    const session: Session = {
      ...{ id: stableId(t('past session'), id), repositoryId: repository.id, status: 'completed', startedAt, endedAt },
      ...{ lastActivity: at, startBranch: branch, endBranch: last?.branch ?? branch, name: titleOf(prompt) },
      ...{ pinned: false, archived: false, createdAt: startedAt, updatedAt: at },
    };
    const task: Task = {
      ...newTask({
        ...{ id: stableId('past task', id), sessionId: session.id, workTree: repository.path, createdAt: startedAt },
        prompt: prompt.slice(0, promptLimit),
      }),
      status: 'completed',
      detail: t('This was done outside of Autobot. A message goes on with it.'),
      claudeSession: id,
      claudeOutput: last?.text || null,
      startingBranch: branch,
      ...{ startedAt, completedAt: endedAt, updatedAt: at },
    };
    return { session, task };
  }
}

function turnRow(taskId: string, number: number, { prompt, startedAt, endedAt, outcome }: PastTurn): Turn {
  return {
    ...{
      id: stableId(t('past turn'), taskId, String(number)),
      taskId,
      number,
      kind: number === 1 ? 'prompt' : 'message',
    },
    ...{
      prompt: prompt.slice(0, promptLimit),
      images: [],
      startedAt,
      endedAt,
      outcome,
      startTree: null,
      endTree: null,
    },
    ...{ costUsd: null, inputTokens: null, outputTokens: null, cacheReadTokens: null, cacheCreationTokens: null },
    ...{ gitBefore: null, gitAfter: null },
  };
}
