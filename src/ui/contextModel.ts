import type { AgentSetup } from '../core/agentKind';

/** Why Claude cannot be used, as welcome views tell it apart. */
export type ClaudeProblem = 'missing' | 'notSignedIn' | null;

export interface ContextFacts {
  readonly folders: number;
  readonly isTrusted: boolean;
  readonly repositories: number;
  /** In the repositories of the workspace. */
  readonly sessions: number;
  /** Wherever they are: also in folders that are not open, or gone. */
  readonly allSessions: number;
  readonly claude: ClaudeProblem;
  /** Whether repositories have been looked for: until then nothing is missing. */
  readonly isReady: boolean;
}

/** The keys that welcome views, menus and commands depend on. */
export function contextKeysOf(facts: ContextFacts): Readonly<Record<`autobot.${string}`, boolean>> {
  return {
    'autobot.hasFolder': facts.folders > 0,
    'autobot.isTrusted': facts.isTrusted,
    'autobot.isReady': facts.isReady,
    'autobot.hasRepository': facts.repositories > 0,
    'autobot.hasSession': facts.sessions > 0,
    'autobot.hasHistory': facts.allSessions > 0,
    'autobot.claudeMissing': facts.claude === 'missing',
    'autobot.notSignedIn': facts.claude === 'notSignedIn',
  };
}

export function claudeProblemOf(setup: AgentSetup): ClaudeProblem {
  if (setup.kind === 'notFound') {
    return 'missing';
  }
  switch (setup.check.outcome) {
    case 'ready':
    case 'cancelled':
      return null;
    case 'not_signed_in':
      return 'notSignedIn';
    case 'too_old':
    case 'missing':
    case 'not_executable':
    case 'garbage':
    case 'not_claude':
    case 'exited':
    case 'hangs':
      return 'missing';
  }
}
