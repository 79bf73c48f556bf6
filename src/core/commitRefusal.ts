import stripAnsi from 'strip-ansi';
import type { Task } from './model';

const beginning = 'git commit refused: ';

/** Why a commit was not made, for a user: what git and the hooks said. */
export function describeRefusal(said: string): string {
  return beginning + stripAnsi(said);
}

/**
 * What git and the hooks said when they refused the task's last commit. `null` when nothing did, or once something
 * else has happened to the task since.
 */
export function refusalOf({ status, detail }: Pick<Task, 'status' | 'detail'>): string | null {
  return status === 'waiting_approval' && detail?.startsWith(beginning) ? detail.slice(beginning.length) : null;
}
