import type { Gate } from '../../core/gate';

const timeouts = { check: 120_000, tests: 600_000 } as const;

/** A gate as detection proposes it. `check`: linters and types, which are quick; `tests` may take longer. */
export function detectedGate(name: string, command: string, kind: keyof typeof timeouts): Gate {
  const where = { folder: '', environment: {}, after: [] };
  return {
    ...{ name, command, enabled: true, timeout: timeouts[kind], failOnError: true, order: 0 },
    ...where,
    problemMatcher: null,
    source: 'detected',
  };
}
