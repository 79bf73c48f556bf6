import type { Gate } from '../../core/gate';
import { detectedGate } from './detectedGate';
import type { RepositoryFiles } from './repositoryFiles';

/** The tests of a solution or project; without any to be seen, whether it compiles: `dotnet test` is silent then. */
export function detectDotnet({ names }: RepositoryFiles): Gate[] {
  const all = [...names];
  if (!all.some(name => /^[^/]+\.(?:slnx?|[cfv][sb]proj)$/.test(name))) {
    return [];
  }
  const hasTests = all.some(name => /^tests?\/|(?:^|[./])(?:unit|integration)?tests?(?:\.[cfv][sb]proj)?$/i.test(name));
  return hasTests
    ? [detectedGate('dotnet test', 'dotnet test', 'tests')]
    : [detectedGate('dotnet build', 'dotnet build', 'tests')];
}
