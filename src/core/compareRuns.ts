import { t } from '@vscode/l10n';
import stripAnsi from 'strip-ansi';
import type { Comparison, Finding, TestCounts, Verdict } from './gate';

/** What is known of one run of a gate. */
export interface JudgedRun {
  readonly verdict: Verdict;
  readonly exitCode: number | null;
  /** Its end, with paths as in the work tree. */
  readonly output: string;
  /** All of them; `findingsCut`: there were more than were kept. */
  readonly findings: readonly Finding[];
  readonly findingsCut: boolean;
  readonly tests: TestCounts | null;
}

export interface ComparedRun {
  /** Those that are new first. */
  readonly findings: readonly Finding[];
  readonly comparison: Comparison;
}

/**
 * A failed run beside the same gate before the change.
 *
 * "No worse" is claimed only where everything speaks for it: each finding was there before, no more tests fail, and
 * nothing complains that did not before. Where that cannot be told, the run counts as worse.
 */
export function compareRuns(now: JudgedRun, before: JudgedRun, tree: string): ComparedRun {
  const notAvailable = (why: string): ComparedRun => ({
    findings: now.findings,
    comparison: { state: 'notAvailable', why },
  });
  if (before.verdict !== 'passed' && before.verdict !== 'failed') {
    return notAvailable(t`before the task this gate ${endings[before.verdict]}`);
  }
  if (now.findingsCut || before.findingsCut) {
    return notAvailable(t('there are too many findings to compare them'));
  }
  const [introduced, known] = split(now.findings, before.findings);
  const [fixed] = split(before.findings, now.findings);
  const why = before.verdict === 'passed' ? null : worseBecause(now, before, introduced.length, known);
  return {
    findings: [...introduced, ...known],
    comparison: {
      state: 'compared',
      tree,
      before: before.verdict,
      introduced: introduced.length,
      fixed: fixed.slice(0, 50),
      noWorse: before.verdict === 'failed' && introduced.length === 0 && why === null,
      why: introduced.length === 0 ? why : null,
    },
  };
}

const endings: Record<Exclude<Verdict, 'passed' | 'failed'>, string> = {
  errored: t('could not be run'),
  timed_out: t('ran out of time'),
  skipped: t('was skipped'),
  ran_nothing: t('ran no test'),
};

/** What got worse where no new finding says so; `null`: nothing. */
function worseBecause(now: JudgedRun, before: JudgedRun, introduced: number, known: readonly Finding[]): string | null {
  if (introduced > 0) {
    return t('there are new findings');
  }
  const [failing, failed] = [now.tests?.failed, before.tests?.failed];
  if ((failing === undefined) !== (failed === undefined) || (failing ?? 0) > (failed ?? 0)) {
    return t`${failing ?? t('an unknown number of')} tests fail, and before it was ${failed ?? t('not known how many')}`;
  }
  if (failing === undefined && now.exitCode !== before.exitCode) {
    return t`its exit code is another one than before (${before.exitCode ?? t('none')})`;
  }
  if (known.length === 0 && normalised(now.output) !== normalised(before.output)) {
    return t('it names no finding that could be compared, and its output is not what it was');
  }
  const said = new Set(complaints(before.output));
  const complaint = complaints(now.output).find(line => !said.has(line));
  return complaint === undefined ? null : t`it complains of something that it did not before: ${complaint}`;
}

/** Those of `findings` that `others` have not, and those that they have; each counts as often as it is said. */
function split(findings: readonly Finding[], others: readonly Finding[]): [own: Finding[], common: Finding[]] {
  const left = new Map<string, number>();
  others.map(keyOf).forEach(key => left.set(key, (left.get(key) ?? 0) + 1));
  const own: Finding[] = [];
  const common: Finding[] = [];
  for (const finding of findings) {
    const key = keyOf(finding);
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    (count > 0 ? common : own).push(finding);
  }
  return [own, common];
}

/** Lines move when others are added above them, so a finding is known by all but its place in the file. */
function keyOf({ file, severity, message, rule }: Finding): string {
  return JSON.stringify([file, severity, rule, normalised(message)]);
}

/** Without colours and durations, which differ from run to run. */
function normalised(text: string): string {
  return stripAnsi(text)
    .replaceAll(/\b\d+(?:\.\d+)?\s?(?:ms|s|sec|seconds?|µs|m)\b/g, '')
    .replaceAll(/duration_ms:? \d+(?:\.\d+)?/g, '')
    .trim();
}

const bad =
  /\b(?:fail(?:ed|ure|ures|ing|s)?|errors?|panic(?:ked)?|exception|traceback|not ok|cannot|undefined)\b|✖|✗|✘/i;
const good = /^\s*(?:✔|✓|√|ok\b|PASS|passed|# (?:pass|fail|todo|skipped|tests)|ℹ)/;

/** Lines that speak of failure, without their numbers. */
function complaints(output: string): string[] {
  const lines = stripAnsi(output).split('\n');
  return lines
    .filter(line => bad.test(line) && !good.test(line))
    .map(line => normalised(line).replaceAll(/\d+/g, '#').slice(0, 200));
}
