import type { Streams } from './streams';
import type { History } from './history';

/** So many of the latest tasks are looked at: one that never started knows no commands. */
const tasksToAsk = 5;

/** The agent's own commands in a repository, as it last named them at the start of a turn; none before the first. */
export async function slashCommands(
  { history, streams }: { history: Pick<History, 'all'>; streams: Pick<Streams, 'of'> },
  repositoryId: string,
): Promise<readonly string[]> {
  const sessions = new Set(
    history.all('sessions').flatMap(session => (session.repositoryId === repositoryId ? session.id : [])),
  );
  const tasks = history
    .all('tasks')
    .filter(task => sessions.has(task.sessionId))
    .toSorted((a, b) => b.updatedAt - a.updatedAt);
  for (const { id, workTree } of tasks.slice(0, tasksToAsk)) {
    const turns = [...(await streams.of(id, workTree)).values()];
    const named = turns.findLast(({ commands }) => commands.length > 0);
    if (named) {
      return named.commands;
    }
  }
  return [];
}
