/** One line of what a tool says, and the numbers of the groups that mean something. */
export interface Pattern {
  readonly regexp: RegExp;
  /** Whether the last line comes again and again below the ones before it. */
  readonly loop: boolean;
  readonly groups: { readonly [meaning in Meaning]?: number };
}

export const meanings = ['file', 'location', 'line', 'column', 'severity', 'code', 'message'] as const;
export type Meaning = (typeof meanings)[number];

/** A problem matcher of VS Code, ready to be used. See code.visualstudio.com/docs/debugtest/tasks#_defining-a-problem-matcher. */
export interface ProblemMatcher {
  readonly patterns: readonly Pattern[];
  /** `file`: what is wrong is so with the file as a whole. */
  readonly kind: 'file' | 'location';
  /** Of findings that say none themselves. */
  readonly severity: 'error' | 'warning';
  /** What relative paths start from, with its variables; `null`: paths are absolute. */
  readonly prefix: string | null;
}
