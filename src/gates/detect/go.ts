import type { Gate } from '../../core/gate';
import { detectedGate } from './detectedGate';
import type { RepositoryFiles } from './repositoryFiles';

/** Vet and the tests of a Go module. */
export function detectGo({ names }: RepositoryFiles): Gate[] {
  return names.has('go.mod')
    ? [detectedGate('go vet', 'go vet ./...', 'check'), detectedGate('go test', 'go test ./...', 'tests')]
    : [];
}
