export const verdicts = ['passed', 'failed', 'errored', 'timed_out', 'skipped', 'ran_nothing'] as const;
/** How a gate judged a tree. `errored`: it could not be run at all. `ran_nothing`: a test command that ran no test. */
export type Verdict = (typeof verdicts)[number];

export const gateStatuses = ['queued', 'running', 'done'] as const;
export type GateStatus = (typeof gateStatuses)[number];

/** Where a gate's definition came from. */
export const gateSources = ['detected', 'user', 'settings'] as const;
export type GateSource = (typeof gateSources)[number];

/** A command that judges a tree. */
export interface Gate {
  readonly name: string;
  /** A command line for the user's shell, run in the work tree's root. */
  readonly command: string;
  readonly enabled: boolean;
  /** Milliseconds. */
  readonly timeout: number;
  /** Whether anything but `passed` keeps the task from review. */
  readonly failOnError: boolean;
  /** Lower first; equal ones run side by side. */
  readonly order: number;
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

/** Whether a verdict keeps its task from review when the gate's failOnError is set. */
export function blocks(verdict: Verdict): boolean {
  return verdict !== 'passed' && verdict !== 'skipped';
}
