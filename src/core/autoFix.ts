import { t } from '@vscode/l10n';
import { formatUsd } from '../base/numbers';
import { blocks, type Finding } from './gate';
import type { GateResult } from './model';

export interface FixSituation {
  readonly results: readonly GateResult[];
  /** How many fix turns the task has just had in a row. */
  readonly tries: number;
  /** The setting: how many may start by themselves. */
  readonly limit: number;
  /** What was to be fixed by the last one; see {@link printOf}. */
  readonly before: string | null;
  /** The last one changed something. */
  readonly changed: boolean;
  readonly paused: boolean;
  /** US dollars of the task so far, and what may be spent; `null`: without limit. */
  readonly spent: number;
  readonly budget: number | null;
}

/** Whether a fix turn starts by itself; if not, why not, in words, where that needs to be said. */
export type FixDecision = { readonly fix: true } | { readonly fix: false; readonly why: string | null };

export function decideFix(situation: FixSituation): FixDecision {
  const { results, tries, limit, before, changed, paused, spent, budget } = situation;
  const stop = (why: string | null): FixDecision => ({ fix: false, why });
  if (limit === 0) {
    return stop(null);
  }
  if (!results.some(blocks)) {
    return stop(tries > 0 ? t`Fixed by itself after ${inTries(tries)}.` : null);
  }
  if (toFix(results).length === 0) {
    return stop(null); // what could not be run is nothing that Claude could fix in the code
  }
  if (paused) {
    return stop(t('No automatic fix turn: the session is paused.'));
  }
  if (tries > 0 && before !== null && (!changed || printOf(results) === before)) {
    const what = changed ? t('left the very same findings') : t('changed nothing');
    return stop(t`Automatic fixing stopped, as there is no progress: the last try ${what}.`);
  }
  if (tries >= limit) {
    return stop(t`Automatic fixing stopped after ${inTries(tries)}, as many as autobot.gates.autoFixAttempts allows.`);
  }
  return budget !== null && spent >= budget
    ? stop(t`Automatic fixing stopped: ${formatUsd(spent)} of the budget of ${formatUsd(budget)} are spent.`)
    : { fix: true };
}

/** Results that Claude can be asked to fix, each with what is new of its findings. */
export function toFix(results: readonly GateResult[]): { result: GateResult; findings: readonly Finding[] }[] {
  const worse = results.filter(({ verdict, comparison }) => {
    const noWorse = comparison?.state === 'compared' && comparison.noWorse;
    return verdict === 'failed' && !noWorse;
  });
  return worse.map(result => {
    const { comparison, findings } = result;
    const isCompared = comparison?.state === 'compared';
    return { result, findings: isCompared ? findings.slice(0, comparison.introduced) : findings };
  });
}

/** What is to be fixed, comparable as a text. Without findings, the output speaks. */
export function printOf(results: readonly GateResult[]): string {
  const parts = toFix(results).map(({ result, findings }) => {
    const told = findings.map(({ file, message, rule }) => [file, rule, message]);
    return [result.gateName, told.length > 0 ? told : plain(result.output ?? '')];
  });
  return JSON.stringify(parts);
}

/** Without what differs from run to run. */
function plain(output: string): string {
  return output.replaceAll(/\d+(?:\.\d+)?/g, '#');
}

function inTries(tries: number): string {
  return tries === 1 ? t('one try') : t`${tries} tries`;
}
