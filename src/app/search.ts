import type { Task } from '../core/model';
import type { History } from './history';

export interface Found {
  readonly task: Task;
  /** Where it was found, and the words around it. */
  readonly where: 'prompt' | 'message' | 'answer' | 'file' | 'remark' | 'session' | 'commit';
  readonly excerpt: string;
}

/**
 * Tasks in which every one of these words is found: in prompts, messages, Claude's answers, files, remarks, commit messages
 * and names of sessions. Newest first, at most `limit`.
 */
export function searchHistory(history: Pick<History, 'all'>, text: string, limit = 100): Found[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter(word => word !== '');
  if (words.length === 0) {
    return [];
  }
  const texts = new Map<string, Pick<Found, 'where' | 'excerpt'>[]>();
  const add = (task: string, where: Found['where'], excerpt: string | null): void => {
    if (excerpt) {
      texts.set(task, [...(texts.get(task) ?? []), { where, excerpt }]);
    }
  };
  history.all('turns').forEach(({ taskId, prompt, number }) => number > 1 && add(taskId, 'message', prompt));
  history.all('comments').forEach(({ taskId, text: remark }) => add(taskId, 'remark', remark));
  history.all('commits').forEach(({ taskId, message }) => add(taskId, 'commit', message));
  const names = new Map(history.all('sessions').map(({ id, name }) => [id, name]));
  const found: Found[] = [];
  for (const task of history.all('tasks').toSorted((a, b) => b.createdAt - a.createdAt)) {
    const places: Pick<Found, 'where' | 'excerpt'>[] = [
      { where: 'prompt', excerpt: task.prompt },
      ...task.filesChanged.map(excerpt => ({ where: 'file' as const, excerpt })),
      ...(texts.get(task.id) ?? []),
      { where: 'answer', excerpt: task.claudeOutput ?? '' },
      { where: 'session', excerpt: names.get(task.sessionId) ?? '' },
    ];
    const lower = places.map(place => place.excerpt.toLowerCase());
    if (words.every(word => lower.some(place => place.includes(word)))) {
      const best = Math.max(
        0,
        lower.findIndex(place => words.some(word => place.includes(word))),
      );
      const place = places[best];
      found.push({ task, where: place?.where ?? 'prompt', excerpt: excerptOf(place?.excerpt ?? '', words) });
    }
    if (found.length === limit) {
      break;
    }
  }
  return found;
}

/** A line's worth of text around the first of the words. */
function excerptOf(text: string, words: readonly string[]): string {
  const lower = text.toLowerCase();
  const at = Math.min(...words.map(word => lower.indexOf(word)).filter(index => index >= 0), text.length);
  const from = Math.max(0, at - 40);
  const line = text
    .slice(from, from + 160)
    .replaceAll(/\s+/g, ' ')
    .trim();
  return `${from > 0 ? '…' : ''}${line}${from + 160 < text.length ? '…' : ''}`;
}
