import type { Gate } from '../../core/gate';
import { detectedGate } from './detectedGate';
import type { RepositoryFiles } from './repositoryFiles';

/** Cargo's tests, which compile everything; clippy only where it is configured. */
export function detectRust({ names, texts }: RepositoryFiles): Gate[] {
  const manifest = texts['Cargo.toml'];
  if (manifest === undefined) {
    return [];
  }
  const lints =
    names.has('clippy.toml') || names.has('.clippy.toml') || /^\s*\[(?:workspace\.)?lints\.clippy\]/m.test(manifest);
  return [
    ...(lints ? [detectedGate('cargo clippy', 'cargo clippy --all-targets', 'tests')] : []),
    detectedGate('cargo test', 'cargo test', 'tests'),
  ];
}
