import { t } from '@vscode/l10n';
import type { AgentCheck } from '../core/agentKind';
import { getSignIn } from './signIn';
import { runBriefly, type BriefRun } from './runBriefly';

/** Below the first the CLI lacks what a task needs; below the second it works, with less to show. */
export const minimumVersion = '2.0.77';
export const recommendedVersion = '2.1.175';

export interface ClaudeCheck extends AgentCheck {
  readonly tooOld: boolean;
}

export interface CheckOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds for each call of the program. */
  readonly timeout?: number;
  readonly environment?: NodeJS.ProcessEnv;
}

/** Ask the program who it is and whether somebody is signed in. Never rejects. */
export async function checkClaude(program: string, options: CheckOptions = {}): Promise<ClaudeCheck> {
  const { signal, timeout = 5000, environment } = options;
  const call = { signal, timeout, environment, maxBytes: 100_000 };
  const version = readVersion(program, await runBriefly(program, ['--version'], call), timeout);
  if (typeof version !== 'string') {
    return { ...version, version: null, tooOld: false, signedIn: 'unknown', method: null };
  }
  if (isOlder(version, minimumVersion)) {
    const problem = t`Claude CLI ${version} is too old: Autobot needs ${minimumVersion} or newer. Run \`claude update\`.`;
    return { outcome: 'too_old', version, tooOld: true, signedIn: 'unknown', method: null, problem };
  }
  const signIn = await getSignIn(program, version, call);
  const warning = isOlder(version, recommendedVersion)
    ? {
        warning: t`Claude CLI ${version} works, but ${recommendedVersion} or newer is recommended. Run \`claude update\`.`,
      }
    : {};
  if (signIn.signedIn === false) {
    const problem = t(
      'Claude is not signed in. Sign in: run `claude` in a terminal and use /login, or set ANTHROPIC_API_KEY.',
    );
    return { outcome: 'not_signed_in', version, tooOld: false, ...signIn, problem, ...warning };
  }
  return { outcome: 'ready', version, tooOld: false, ...signIn, ...warning };
}

export function isOlder(version: string, than: string): boolean {
  return version.localeCompare(than, 'en', { numeric: true }) < 0;
}

type NoVersion = Required<Pick<ClaudeCheck, 'outcome' | 'problem'>>;

function readVersion(program: string, run: BriefRun, timeout: number): string | NoVersion {
  const choose = t('Set autobot.claude.path to the Claude CLI, or install it.');
  switch (run.kind) {
    case 'cancelled':
      return { outcome: 'cancelled', problem: t('The check of the Claude CLI was cancelled.') };
    case 'timedOut':
      return {
        outcome: 'hangs',
        problem: t`${program} did not tell its version within ${timeout / 1000} s. ${choose}`,
      };
    case 'flooded':
      return { outcome: 'garbage', problem: t`${program} prints without end; it is not the Claude CLI. ${choose}` };
    case 'failed':
      return cannotStart(program, run, choose);
    case 'exited': {
      const said = run.stdout.trim();
      const version = /^\d+\.\d+\.\d+\S*/.exec(said)?.[0];
      if (run.code === 0 && version && said.includes('Claude Code')) {
        return version;
      }
      if (run.code === 0 && /\d+\.\d+/.test(said)) {
        return {
          outcome: 'not_claude',
          problem: t`${program} is not the Claude CLI: it says "${brief(said)}". ${choose}`,
        };
      }
      if (said !== '') {
        return {
          outcome: 'garbage',
          problem: t`${program} does not answer like the Claude CLI: "${brief(said)}". ${choose}`,
        };
      }
      const last = brief(run.stderr.trim());
      const problem = t`${program} ended with exit code ${run.code} without telling its version${last ? `: ${last}` : ''}. ${choose}`;
      return { outcome: 'exited', problem };
    }
  }
}

function cannotStart(program: string, { code, why }: Extract<BriefRun, { kind: 'failed' }>, choose: string): NoVersion {
  if (code === 'ENOENT') {
    return { outcome: 'missing', problem: t`There is no ${program}. ${choose}` };
  }
  if (['EACCES', 'EPERM', 'ENOEXEC', 'UNKNOWN'].includes(code)) {
    return { outcome: 'not_executable', problem: t`${program} cannot be run as a program (${code}). ${choose}` };
  }
  return { outcome: 'exited', problem: t`${program} did not answer: ${brief(why)}. ${choose}` };
}

function brief(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
