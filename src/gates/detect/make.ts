import type { Gate } from '../../core/gate';
import { detectedGate } from './detectedGate';
import type { RepositoryFiles } from './repositoryFiles';

/** The usual targets of a Makefile. `check` is mostly another name for all of them, so it counts only alone. */
export function detectMake({ texts }: RepositoryFiles): Gate[] {
  const makefile = texts['GNUmakefile'] ?? texts['makefile'] ?? texts['Makefile'] ?? ''; // the order in which make looks
  const has = (target: string): boolean => new RegExp(`^${target}\\s*:(?![:=])`, 'm').test(makefile);
  const targets = ['lint', 'test'].filter(has);
  const chosen = targets.length === 0 ? ['check'].filter(has) : targets;
  return chosen.map(target => detectedGate(`make ${target}`, `make ${target}`, target === 'lint' ? 'check' : 'tests'));
}
