import { t } from '@vscode/l10n';
import type { HunkState, ReviewedFile, StateOf } from '../core/reviewedFile';
import { gravestFirst, inFewWords, type Risk } from '../core/risk';

/** So many are said where there is little room; the rest as a number. */
const saidRisks = 2;

/** Marks as a lens says them. */
export function riskTitle(risks: readonly Risk[]): string {
  return `$(warning) ${shortly(inFewWords(risks))}`;
}

/** Few of many words. */
export function shortly(words: readonly string[]): string {
  const more = words.length - saidRisks;
  return words.slice(0, saidRisks).join(', ') + (more > 0 ? ` +${more}` : '');
}

/** All marks, one a line, the gravest first. */
export function riskTooltip(risks: readonly { readonly what: string; readonly line: number | null }[]): string {
  return risks.map(({ what, line }) => (line === null ? what : t`${what} (line ${line})`)).join('\n');
}

/** A mark that can be gone to. */
export interface MarkedPlace extends Risk {
  readonly path: string;
  /** The hunk that it is in; `null`: the file as a whole. */
  readonly hunk: string | null;
  readonly decision: HunkState | null;
}

/** All marks of a change, this file's first; what was rejected is gone, and marked no more. */
export function markedPlaces(
  files: readonly ReviewedFile[],
  stateFor: (path: string) => StateOf,
  first?: string,
): MarkedPlace[] {
  const order = files.toSorted((a, b) => Number(b.path === first) - Number(a.path === first));
  return order.flatMap(file => {
    const { path, hunks, risks = [] } = file;
    const stateOf = stateFor(path);
    const left = hunks.filter(hunk => stateOf(hunk) !== 'rejected');
    return left.length === 0
      ? []
      : [
          ...gravestFirst(risks).map(risk => ({ ...risk, path, hunk: null, decision: null })),
          ...left.flatMap(hunk =>
            gravestFirst(hunk.risks ?? []).map(risk => ({ ...risk, path, hunk: hunk.id, decision: stateOf(hunk) })),
          ),
        ];
  });
}
