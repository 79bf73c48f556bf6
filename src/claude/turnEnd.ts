import { t } from '@vscode/l10n';
import type { Tokens, TurnEnd } from '../core/agent';
import { describeFailure, type FailureFacts } from './failure';
import type { ResultLine } from './streamLine';

/** What the decoder saw before the result, and what the result alone does not say. */
export interface TurnFacts {
  /** US dollars of this result alone. */
  readonly costUsd: number | null;
  /** The error of the last reply that was no reply, or of the retry that was given up. */
  readonly fault: Pick<FailureFacts, 'error' | 'status'> | null;
  /** The CLI said that the user interrupted it. */
  readonly interrupted: boolean;
}

/** How the turn ended, from its result line. Success is `subtype` "success" without `is_error`, nothing else. */
export function readTurnEnd(result: ResultLine, facts: TurnFacts): TurnEnd {
  const numbers = {
    resetsAt: null,
    costUsd: facts.costUsd,
    tokens: tokensOf(result),
    duration: result.duration_ms ?? null,
  };
  const text = result.result ?? '';
  if (result.subtype === 'success' && !result.is_error) {
    return { outcome: 'success', reason: null, message: '', text, ...numbers };
  }
  const stopped = facts.interrupted || /^aborted/.test(result.terminal_reason ?? '');
  if (stopped && facts.fault === null) {
    return { outcome: 'interrupted', reason: 'interrupted', message: t('Claude was interrupted.'), text, ...numbers };
  }
  const failure = describeFailure({
    error: facts.fault?.error,
    status: result.api_error_status ?? facts.fault?.status,
    hints: [result.subtype, result.terminal_reason, result.startup_failure_reason, result.api_error],
    text: [result.result ?? '', ...(result.errors ?? [])].join('\n').trim(),
  });
  return { outcome: failure.reason === 'budget' ? 'budget' : 'error', ...failure, text: '', ...numbers };
}

/** One turn of several results: a finished background task makes Claude speak again. */
export function joinTurnEnds(first: TurnEnd, next: TurnEnd): TurnEnd {
  return {
    ...next,
    text: next.text || first.text,
    costUsd: first.costUsd === null ? next.costUsd : first.costUsd + (next.costUsd ?? 0),
    tokens: first.tokens && next.tokens ? addTokens(first.tokens, next.tokens) : (next.tokens ?? first.tokens),
    duration: first.duration === null ? next.duration : first.duration + (next.duration ?? 0),
  };
}

/** A turn that ended without a result. */
export function failedTurn(failure: { readonly reason: string; readonly message: string }): TurnEnd {
  return { outcome: 'error', ...failure, text: '', resetsAt: null, costUsd: null, tokens: null, duration: null };
}

function tokensOf({ usage }: ResultLine): Tokens | null {
  return usage
    ? {
        input: usage.input_tokens ?? 0,
        output: usage.output_tokens ?? 0,
        cacheRead: usage.cache_read_input_tokens ?? 0,
        cacheCreation: usage.cache_creation_input_tokens ?? 0,
      }
    : null;
}

function addTokens(a: Tokens, b: Tokens): Tokens {
  return {
    input: a.input + b.input,
    output: a.output + b.output,
    cacheRead: a.cacheRead + b.cacheRead,
    cacheCreation: a.cacheCreation + b.cacheCreation,
  };
}
