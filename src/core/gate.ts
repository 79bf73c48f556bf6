export const verdicts = ['passed', 'failed', 'errored', 'timed_out', 'skipped', 'ran_nothing'] as const;
/** How a gate judged a tree. `errored`: it could not be run at all. `ran_nothing`: a test command that ran no test. */
export type Verdict = (typeof verdicts)[number];

export const gateStatuses = ['queued', 'running', 'done'] as const;
export type GateStatus = (typeof gateStatuses)[number];

/** Where a gate's definition came from. */
export const gateSources = ['detected', 'user', 'settings'] as const;
export type GateSource = (typeof gateSources)[number];

/** A problem matcher as tasks.json has it: a name, an object, or a list of these. Checked when it is used. */
export type MatcherSetting = string | Readonly<Record<string, unknown>> | readonly unknown[];

/** A command that judges a tree. */
export interface Gate {
  readonly name: string;
  /** A command line for the user's shell. */
  readonly command: string;
  /** Where it runs: relative to the work tree's root, with forward slashes; empty for the root. */
  readonly folder: string;
  /** Variables that it gets besides those of the user. */
  readonly environment: Readonly<Record<string, string>>;
  /** Names of gates that must have passed before; it is skipped if one has not. */
  readonly after: readonly string[];
  readonly enabled: boolean;
  /** Milliseconds. */
  readonly timeout: number;
  /** Whether anything but `passed` keeps the task from review, unless it failed before too and fails no worse. */
  readonly failOnError: boolean;
  /** Lower first; equal ones run side by side. */
  readonly order: number;
  /** What reads its findings; `null`: Autobot itself. */
  readonly problemMatcher: MatcherSetting | null;
  readonly source: GateSource;
}

export interface Finding {
  /** Relative to the work tree's root, with forward slashes. */
  readonly file: string | null;
  /** 1-based. */
  readonly line: number | null;
  readonly column: number | null;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly rule: string | null;
}

/** How many tests a gate's runners say they ran. */
export interface TestCounts {
  readonly ran: number;
  readonly failed: number;
}

/** A failed gate beside the same gate on the task's first snapshot. */
export type Comparison =
  | {
      readonly state: 'compared';
      /** The tree that was judged for it. */
      readonly tree: string;
      readonly before: Verdict;
      /** How many of the result's findings, its first ones, are new. The others were there before. */
      readonly introduced: number;
      readonly fixed: readonly Finding[];
      /** It failed before too, and nothing got worse: so it does not block. */
      readonly noWorse: boolean;
      /** Why it counts as worse where no finding says so, in words. */
      readonly why: string | null;
    }
  | { readonly state: 'notAvailable'; readonly why: string };

/** What a run was to judge: a task's work tree, its first snapshot, or exactly what would be committed. */
export const gatePurposes = ['change', 'baseline', 'commit'] as const;
export type GatePurpose = (typeof gatePurposes)[number];

/** What of a gate's definition its verdict depends on, as one text: another one makes old verdicts stale. */
export function definitionOf({ command, folder, environment, timeout, problemMatcher }: Gate): string {
  const matcher = problemMatcher === null ? [] : [problemMatcher]; // as it was before there were any
  return JSON.stringify([command, folder, Object.entries(environment).toSorted(), timeout, ...matcher]);
}

/** Whether a result keeps its task from review. */
export function blocks(result: {
  readonly failOnError: boolean;
  readonly verdict: Verdict | null;
  readonly comparison: Comparison | null;
}): boolean {
  const { failOnError, verdict, comparison } = result;
  const noWorse = comparison?.state === 'compared' && comparison.noWorse;
  return failOnError && verdict !== null && verdict !== 'passed' && verdict !== 'skipped' && !noWorse;
}
