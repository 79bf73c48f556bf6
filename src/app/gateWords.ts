import { t } from '@vscode/l10n';
import { blocks, type Verdict } from '../core/gate';
import type { GateResult } from '../core/model';
import { verdictTexts } from '../protocol/words';

/** After a gate's name. */
const verdictWords: Readonly<Record<Verdict, string>> = { ...verdictTexts, skipped: t('was skipped') };

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
  const all = [...said, ...notRun.map(name => t`${name} has not run`)];
  return all.length === 0 ? null : `${all.join('; ')}.`;
}

/** A verdict with everything that keeps it from being plain green. */
export function stateInWords({ result, stale, flaky }: GateState): string {
  const old = result.verdict === 'failed' && !blocks({ ...result, failOnError: true }) && t('as before the task');
  const facts = [old, flaky && t('but judged the same files otherwise before'), stale && t('stale')].filter(Boolean);
  const words = result.verdict === null ? '' : verdictWords[result.verdict];
  return [words, ...facts].join(', ');
}

/** A result beside what was before the task, in words; `null`: nothing to say. */
export function comparisonInWords({ comparison, findings }: GateResult): string | null {
  if (comparison === null) {
    return null;
  }
  if (comparison.state === 'notAvailable') {
    return t`What was before is not available: ${comparison.why}.`;
  }
  const { introduced, fixed, before, noWorse, why } = comparison;
  const known = findings.length - introduced;
  const told = [
    introduced > 0 && t`${introduced} introduced`,
    known > 0 && t`${known} pre-existing`,
    fixed.length > 0 && t`${fixed.length} fixed`,
  ].filter(part => part !== false);
  const sum = told.length === 0 ? '' : `: ${told.join(', ')}`;
  if (before === 'passed') {
    return t`It passed before the task${sum}.`;
  }
  return noWorse
    ? t`It failed before the task too, and no less${sum}: so it does not block.`
    : t`It failed before the task too, but now it is worse${sum}${why === null ? '' : `: ${why}`}.`;
}
