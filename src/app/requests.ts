import { toFix } from '../core/autoFix';
import type { GateResult } from '../core/model';
import type { HunkState, ReviewedFile } from '../core/reviewedFile';
import type { Finding } from '../core/gate';

/** Output of a failed gate that Claude gets, in characters: the end, where tools sum up. */
const outputLimit = 4_000;
const findingsLimit = 50;

/**
 * The prompt of a fix turn: what the change broke, where, and the end of each log; and what a hook said that refused
 * its commit. `undefined` when it broke nothing.
 */
export function fixPrompt(results: readonly GateResult[], refusal: string | null = null): string | undefined {
  const parts = [...toFix(results).map(describeFailure), ...(refusal === null ? [] : [describeRefused(refusal)])];
  return parts.length === 0
    ? undefined
    : ['These checks of your change failed. Fix what they found, and nothing else.', ...parts].join('\n\n');
}

function describeFailure({ result, findings }: ReturnType<typeof toFix>[number]): string {
  const { gateName, exitCode, output, comparison } = result;
  const old = comparison?.state === 'compared' && comparison.before === 'failed';
  const listed = findings.slice(0, findingsLimit).map(describeFinding);
  const more = findings.length > findingsLimit ? [`… and ${findings.length - findingsLimit} more`] : [];
  return [
    `## ${gateName} failed${exitCode === null ? '' : ` (exit code ${exitCode})`}`,
    ...listed,
    ...more,
    ...(old ? ['(It failed before your change too. What was there before is not listed; leave it alone.)'] : []),
    ...endOf(output ?? ''),
  ].join('\n');
}

function describeRefused(said: string): string {
  return ['## A commit hook refused the approved change', ...endOf(said)].join('\n');
}

function endOf(output: string): string[] {
  const end = output.slice(-outputLimit).trim();
  return end ? ['', 'The end of its output:', '', indented(end)] : [];
}

export function countHunks(file: ReviewedFile, states: readonly HunkState[]): Record<HunkState | 'total', number> {
  const count = (state: HunkState): number => states.filter(other => other === state).length;
  return {
    total: file.hunks.length,
    pending: count('pending'),
    approved: count('approved'),
    rejected: count('rejected'),
    committed: count('committed'),
  };
}

function describeFinding({ file, line, column, severity, message, rule }: Finding): string {
  const place = [file, line, column].filter(part => part !== null).join(':');
  return `- ${place ? `${place}: ` : ''}${severity}: ${message}${rule ? ` (${rule})` : ''}`;
}

function indented(text: string): string {
  return text
    .split('\n')
    .map(line => `    ${line}`)
    .join('\n');
}
