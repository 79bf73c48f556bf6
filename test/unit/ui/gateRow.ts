import type { GateConfig } from '../../../src/core/model';

export function gateRow(name: string, order: number, facts: Partial<GateConfig> = {}): GateConfig {
  return {
    id: name,
    repositoryId: 'r1',
    name,
    enabled: true,
    command: `run ${name}`,
    timeout: 120_000,
    failOnError: true,
    order,
    folder: '',
    environment: {},
    after: [],
    problemMatcher: null,
    source: 'detected',
    createdAt: 1,
    updatedAt: 1,
    ...facts,
  };
}
