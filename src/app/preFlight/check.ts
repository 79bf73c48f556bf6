/** One line of the report. `block` keeps the task waiting until it is fixed or waived. */
export interface Check {
  readonly check: string;
  readonly label: string;
  readonly outcome: 'pass' | 'warn' | 'block';
  readonly detail: string | null;
  readonly fix: Fix | null;
  readonly canWaive: boolean;
}

export interface Fix {
  readonly id: FixId;
  readonly label: string;
}

/** What a click can do about it. */
export const fixIds = [
  'trust',
  'getGit',
  'setClaudePath',
  'signIn',
  'trustRepository',
  'createBranch',
  'abortOperation',
  'openConflicts',
  'openTerminal',
  'saveAll',
  'cancelOther',
  'startOnTop',
  'configureGates',
] as const;
export type FixId = (typeof fixIds)[number];

/** A line to be: what it is about. */
export interface Line {
  readonly check: string;
  readonly label: string;
}

export function pass(line: Line, detail: string | null): Check {
  return { ...line, outcome: 'pass', detail, fix: null, canWaive: false };
}

export function warn(line: Line, detail: string, fix: Fix | null = null): Check {
  return { ...line, outcome: 'warn', detail, fix, canWaive: false };
}

export function block(line: Line, detail: string, fix: Fix | null = null): Check {
  return { ...line, outcome: 'block', detail, fix, canWaive: false };
}

export function isBlocked(report: readonly Check[]): boolean {
  return report.some(check => check.outcome === 'block');
}
