import { t } from '@vscode/l10n';
import { constants } from 'node:os';
import type { Verdict } from '../core/gate';
import { findStartFailure } from './notStarted';

export interface Ending {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of the output. */
  readonly output: string;
  readonly ranNothing: boolean;
}

export interface Judgement {
  readonly verdict: Verdict;
  /** In words, for every verdict that does not explain itself. */
  readonly message?: string;
}

/** What the end of a gate's command means. */
export function judge(ending: Ending): Judgement {
  const { exitCode, signal, output } = ending;
  const killedBy = signal ?? signalBehind(exitCode, output);
  if (exitCode === null || killedBy) {
    return {
      verdict: 'errored',
      message: t`The command was ended by ${killedBy ?? t('a signal')} before it could judge.`,
    };
  }
  const startFailure = findStartFailure(exitCode, output);
  if (startFailure !== undefined) {
    return {
      verdict: 'errored',
      message: t`The command could not be run: ${startFailure} (exit code ${exitCode}). Is it installed here?`,
    };
  }
  if (ending.ranNothing) {
    return { verdict: 'ran_nothing', message: t('The command ran no test, so it says nothing about the change.') };
  }
  return exitCode === 0 ? { verdict: 'passed' } : { verdict: 'failed', message: t`Exit code ${exitCode}.` };
}

/**
 * A shell reports a signal that killed its command as 128 and its number.
 *
 * mocha's exit code is the number of failing tests, which may be just that.
 */
function signalBehind(exitCode: number | null, output: string): string | undefined {
  const fatal = ['SIGILL', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGKILL', 'SIGSEGV', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const;
  const name = fatal.find(signal => 128 + constants.signals[signal] === exitCode);
  return name !== undefined && !new RegExp(`^\\s+${String(exitCode)} failing$`, 'm').test(output) ? name : undefined;
}
