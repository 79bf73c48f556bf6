import { blocks, type Verdict } from '../core/gate';
import type { GateResult } from '../core/model';

const verdictWords: Record<Verdict, string> = {
  passed: 'passed',
  failed: 'failed',
  errored: 'could not be run',
  timed_out: 'ran out of time',
  skipped: 'was skipped',
  ran_nothing: 'ran no test',
};

export interface GateState {
  readonly result: GateResult;
  readonly stale: boolean;
  readonly flaky: boolean;
}

/** What gates say of a change, with everything that keeps it from being plain green; `null`: there are none. */
export function gatesInWords(states: readonly GateState[], notRun: readonly string[]): string | null {
  const said = states
    .filter(({ result }) => result.verdict !== null && !notRun.includes(result.gateName))
    .map(state => `${state.result.gateName} ${stateInWords(state)}`);
  const all = [...said, ...notRun.map(name => `${name} has not run`)];
  return all.length === 0 ? null : `${all.join('; ')}.`;
}

/** A verdict with everything that keeps it from being plain green. */
export function stateInWords({ result, stale, flaky }: GateState): string {
  const old = result.verdict === 'failed' && !blocks({ ...result, failOnError: true }) && 'as before the task';
  const facts = [old, flaky && 'but judged the same files otherwise before', stale && 'stale'].filter(Boolean);
  const words = result.verdict === null ? '' : verdictWords[result.verdict];
  return [words, ...facts].join(', ');
}

/** A result beside what was before the task, in words; `null`: nothing to say. */
export function comparisonInWords({ comparison, findings }: GateResult): string | null {
  if (comparison === null) {
    return null;
  }
  if (comparison.state === 'notAvailable') {
    return `What was before is not available: ${comparison.why}.`;
  }
  const { introduced, fixed, before, noWorse, why } = comparison;
  const counts = [
    [introduced, 'introduced'],
    [findings.length - introduced, 'pre-existing'],
    [fixed.length, 'fixed'],
  ] as const;
  const told = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const sum = told.length === 0 ? '' : `: ${told.join(', ')}`;
  if (before === 'passed') {
    return `It passed before the task${sum}.`;
  }
  return noWorse
    ? `It failed before the task too, and no less${sum}: so it does not block.`
    : `It failed before the task too, but now it is worse${sum}${why === null ? '' : `: ${why}`}.`;
}
