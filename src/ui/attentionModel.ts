import type { Autobot } from '../app/autobot';
import { isOpen } from '../app/sessions';
import { needsUser } from '../app/timelineView';
import type { Task } from '../core/model';
import { holdsRepository } from '../core/taskState';
import { countOf } from '../protocol/counts';

/** Tasks of the workspace that still matter: of an open session, or in a repository that they hold. */
export function currentTasks({ history, repositories }: Pick<Autobot, 'history' | 'repositories'>): Task[] {
  const present = new Set(repositories.present.map(repository => repository.path));
  return history
    .all('tasks')
    .filter(
      task =>
        present.has(task.workTree) &&
        (holdsRepository(task.status) || isOpen(history.find('sessions', task.sessionId)?.status ?? 'completed')),
    );
}

/** Those of them that can go on only when the user does something. */
export function tasksThatNeedUser(
  autobot: Pick<Autobot, 'history' | 'repositories' | 'runner' | 'activities'>,
): Task[] {
  return currentTasks(autobot).filter(task => needsUser(autobot, task));
}

/** The badge of the Sessions view; none when nobody is needed. */
export function badgeOf(count: number): { readonly value: number; readonly tooltip: string } | undefined {
  return count === 0 ? undefined : { value: count, tooltip: countOf(count, 'taskInNeed') };
}
