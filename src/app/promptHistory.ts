import type { History } from './history';
import type { Repositories } from './repositories';

/** What was asked for once, with where and when it was asked last. */
export interface SentPrompt {
  readonly text: string;
  readonly at: number;
  readonly repository: string;
}

/** How many prompts, and how many characters of them all, are offered again. */
const limits = { prompts: 200, characters: 500_000 };

/** The prompts of this workspace's sessions and the messages in them, each once, newest first. */
export function sentPrompts({
  history,
  repositories,
}: {
  history: Pick<History, 'all'>;
  repositories: Pick<Repositories, 'present'>;
}): SentPrompt[] {
  const names = new Map(repositories.present.map(({ id, name }) => [id, name]));
  const sessions = new Map(history.all('sessions').map(({ id, repositoryId }) => [id, names.get(repositoryId)]));
  const tasks = new Map(history.all('tasks').map(({ id, sessionId }) => [id, sessions.get(sessionId)]));
  const prompts = history.all('tasks').map(({ id, prompt: text, createdAt: at }) => ({ id, text, at }));
  const messages = history
    .all('turns')
    .filter(({ kind }) => kind === 'message')
    .map(({ taskId: id, prompt: text, startedAt: at }) => ({ id, text, at }));
  const found = new Map<string, SentPrompt>();
  let left = limits.characters;
  for (const { id, text, at } of [...prompts, ...messages].toSorted((a, b) => b.at - a.at)) {
    const repository = tasks.get(id);
    if (repository !== undefined && !found.has(text) && text.length <= left && found.size < limits.prompts) {
      found.set(text, { text, at, repository });
      left -= text.length;
    }
  }
  return [...found.values()];
}
