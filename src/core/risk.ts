import type { ReviewedFile } from './reviewedFile';

/** Kinds of reasons to look closer, the gravest first: files are reviewed in this order. */
export const riskKinds = [
  'secret',
  'testRemoved',
  'testSkipped',
  'testFocused',
  'assertionRemoved',
  'suppression',
  'protected',
  'ci',
  'massDeletion',
  'migration',
  'licence',
  'mode',
  'encoding',
  'lineEnds',
  'snapshot',
  'lockFile',
  'command',
] as const;
export type RiskKind = (typeof riskKinds)[number];

/** Why a file or a hunk deserves a closer look. A mark, not a verdict: fixed rules find it, and nothing depends on it. */
export interface Risk {
  readonly kind: RiskKind;
  /** In few words. Never shows a secret itself. */
  readonly what: string;
  /** 1-based line of what Claude left; `null`: the file as a whole. */
  readonly line: number | null;
}

/** Everything that was marked in a file: about it as a whole, then hunk by hunk. */
export function risksIn({ risks = [], hunks }: Pick<ReviewedFile, 'risks' | 'hunks'>): readonly Risk[] {
  return [...risks, ...hunks.flatMap(hunk => hunk.risks ?? [])];
}

/** A file's place in a review: less is graver. */
export function gravityOf(file: Pick<ReviewedFile, 'risks' | 'hunks'>): number {
  return Math.min(riskKinds.length, ...risksIn(file).map(({ kind }) => riskKinds.indexOf(kind)));
}

export function gravestFirst(risks: readonly Risk[]): Risk[] {
  return risks.toSorted((a, b) => riskKinds.indexOf(a.kind) - riskKinds.indexOf(b.kind));
}

/** What was marked, each thing once, the gravest first. */
export function inFewWords(risks: readonly Risk[]): string[] {
  return [...new Set(gravestFirst(risks).map(({ what }) => what))];
}
