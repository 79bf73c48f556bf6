import type { Repository, Session, Task } from '../../../src/core/model';
import * as samples from '../store/samples';

export function repositoryRow(facts: Partial<Repository> = {}): Repository {
  const shown = { currentBranch: 'main', isClean: true, path: '/home/ada/shop', lastCommitMsg: 'Add prices' };
  return { ...samples.repository, ...shown, ...facts };
}

export function sessionRow(facts: Partial<Session> = {}): Session {
  return { ...samples.session, status: 'active', ...facts };
}

export function taskRow(facts: Partial<Task> = {}): Task {
  const shown = { prompt: 'Round prices to cents', status: 'running', workTree: '/home/ada/shop' } as const;
  return { ...samples.task, ...shown, ...facts };
}
