import { randomUUID } from 'node:crypto';
import type { JudgedRun } from '../core/compareRuns';
import { definitionOf, type Gate, type GatePurpose } from '../core/gate';
import type { GateResult, Task } from '../core/model';
import type { GateRun } from '../gates/runGate';

/** Findings of a result that are kept, the new ones first; the log has all. */
export const keptFindings = 500;

export function newResult(
  task: Task,
  gate: Gate,
  facts: { readonly purpose: GatePurpose; readonly tree: string; readonly createdAt: number },
): GateResult {
  return {
    id: randomUUID(),
    taskId: task.id,
    gateName: gate.name,
    status: 'queued',
    failOnError: gate.failOnError,
    definition: definitionOf(gate),
    ...facts,
    ...{ verdict: null, exitCode: null, output: null, findings: [], tests: null, comparison: null, log: null },
    ...{ duration: null, completedAt: null },
  };
}

/** What a run makes of its row. */
export function outcomeOf(run: GateRun, log: string): Partial<GateResult> {
  const { verdict, exitCode, duration, tests } = run;
  const message = run.message ? `${run.message}\n` : '';
  const findings = run.findings.slice(0, keptFindings);
  return { verdict, exitCode, duration, tests, log, findings, output: message + run.output };
}

/** A row as a run to compare with; `undefined` while it has judged nothing. */
export function judgedRunOf({ verdict, exitCode, output, findings, tests }: GateResult): JudgedRun | undefined {
  const findingsCut = findings.length >= keptFindings;
  return verdict === null ? undefined : { verdict, exitCode, output: output ?? '', findings, findingsCut, tests };
}
