import { t } from '@vscode/l10n';

/** What is known when something went wrong. Every field may be absent: versions of the CLI differ. */
export interface FailureFacts {
  /** The CLI's own word: authentication_failed, rate_limit, overloaded, … */
  readonly error?: string | undefined;
  /** The HTTP status of the API's answer. */
  readonly status?: number | undefined;
  /** `startup_failure_reason`, `terminal_reason`, `api_error` and the like. */
  readonly hints?: readonly (string | null | undefined)[];
  /** What it printed. */
  readonly text: string;
}

export interface Failure {
  /** For programs. */
  readonly reason: string;
  /** In words, with what to do. */
  readonly message: string;
}

const signIn = t('Sign in: run `claude` in a terminal and use /login, or set ANTHROPIC_API_KEY.');

interface Kind {
  readonly reason: string;
  readonly advice: string;
  matches(facts: FailureFacts, everything: string): boolean;
}

/** The first that matches names the failure: narrow ones come first. */
const kinds: readonly Kind[] = [
  {
    reason: 'config_broken',
    advice: t("Claude's configuration cannot be read. Repair the file it names, or move it aside."),
    matches: (_, all) => /config_file_invalid|Configuration error in /.test(all),
  },
  {
    reason: 'session_unknown',
    advice: t('Claude no longer has this conversation. Start a new task, or check CLAUDE_CONFIG_DIR.'),
    matches: (_, all) => /No conversation found/i.test(all),
  },
  {
    reason: 'session_in_use',
    advice: t('Claude already has a conversation with this id. Resume the task instead of starting it anew.'),
    matches: (_, all) => /Session ID .* is already in use/i.test(all),
  },
  {
    reason: 'bad_arguments',
    advice: t('This Claude CLI does not understand how Autobot calls it. Update it with `claude update`.'),
    matches: (_, all) => /unknown option|Invalid session ID|argument .* is invalid/i.test(all),
  },
  {
    reason: 'not_allowed_as_root',
    advice: t(
      'Claude refuses this permission mode for root. Choose another one in the setting autobot.claude.permissionMode.',
    ),
    matches: (_, all) => /cannot be used with root/i.test(all),
  },
  {
    reason: 'budget',
    advice: t('The budget of this task is used up. What was done is kept; raise the budget to go on.'),
    matches: (_, all) => /budget_exhausted|error_max_budget|maximum budget/i.test(all),
  },
  {
    reason: 'max_turns',
    advice: t('Claude reached its limit of steps. Send a message to let it go on.'),
    matches: (_, all) => /error_max_turns|\bmax_turns\b/.test(all),
  },
  {
    reason: 'not_signed_in',
    advice: t`Claude is not signed in. ${signIn}`,
    matches: ({ status }, all) => /Not logged in/i.test(all) || (status === undefined && /run \/login/i.test(all)),
  },
  {
    reason: 'api_key_refused',
    advice: t`The API refused the key or the sign-in. Check ANTHROPIC_API_KEY, or sign in again with /login in \`claude\`.`,
    matches: ({ error, status }) => status === 401 || error === 'authentication_failed',
  },
  {
    reason: 'not_permitted',
    advice: t('The API does not permit this to your account. Check the rights of your key or plan.'),
    matches: ({ status }) => status === 403,
  },
  {
    reason: 'billing',
    advice: t('The account has no credit left. Add credit, or sign in with another account.'),
    matches: ({ error }, all) => error === 'billing_error' || /Credit balance is too low/i.test(all),
  },
  {
    reason: 'usage_limit',
    advice: t('The usage limit of your plan is reached. Resume the task when it has been reset.'),
    matches: (_, all) => /usage limit|limit reached|hit your ([\w-]+ )?limit/i.test(all),
  },
  {
    reason: 'rate_limit',
    advice: t('The API takes no more requests from you at the moment. Wait a little, then resume the task.'),
    matches: ({ error, status }) => status === 429 || error === 'rate_limit',
  },
  {
    reason: 'overloaded',
    advice: t('The API is overloaded. This is usually over in a few minutes: resume the task then.'),
    matches: ({ error, status }) => status === 529 || error === 'overloaded',
  },
  {
    reason: 'prompt_too_long',
    advice: t('The conversation is too long for the model. Start a new task, or shorten the prompt.'),
    matches: (_, all) => /prompt_too_long|Prompt is too long/i.test(all),
  },
  {
    reason: 'model_not_found',
    advice: t(
      'The model does not exist, or your account may not use it. Choose another one in the setting autobot.claude.model.',
    ),
    matches: ({ error, status }) => status === 404 || error === 'model_not_found',
  },
  {
    reason: 'network',
    advice: t(
      'The API could not be reached. Check the network, the proxy and ANTHROPIC_BASE_URL, then resume the task.',
    ),
    matches: (_, all) =>
      /connection_failed|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|Connection error|timed out/i.test(all),
  },
  {
    reason: 'server_error',
    advice: t('The API failed. This is usually over soon: resume the task then.'),
    matches: ({ error, status }) => (status !== undefined && status >= 500) || error === 'server_error',
  },
];

/** Name a failure and say what to do about it; what the CLI said itself is added. */
export function describeFailure(facts: FailureFacts): Failure {
  const hints = (facts.hints ?? []).filter(hint => typeof hint === 'string');
  const everything = [...hints, facts.text].join('\n');
  const kind = kinds.find(candidate => candidate.matches(facts, everything));
  const said = lastLines(facts.text);
  if (!kind) {
    return {
      reason: 'api_error',
      message: said ? t`Claude reported an error: ${said}` : t('Claude reported an error.'),
    };
  }
  return { reason: kind.reason, message: said ? t`${kind.advice} (Claude said: ${said})` : kind.advice };
}

/** How a process ended that nobody asked to. */
export function describeDeath(exit: { code: number | null; signal: string | null }, stderr: string): Failure {
  const known = describeFailure({ text: stderr });
  if (known.reason !== 'api_error') {
    return known;
  }
  const how = exit.signal ? t`was ended by ${exit.signal}` : t`ended with exit code ${exit.code ?? t('unknown')}`;
  const said = lastLines(stderr);
  return {
    reason: 'process_died',
    message: [
      t`Claude's process ${how}.`,
      ...(said ? [t`Its last words: ${said.replace(/\.$/, '')}.`] : []),
      t('What it had done is kept; resume the task to go on.'),
    ].join(' '),
  };
}

/** Why a program could not even be started. `code` is the operating system's word. */
export function describeNoStart(program: string, code: string): Failure {
  if (code === 'ENOENT') {
    const message = t`${program}, or the folder to work in, does not exist. Install the Claude CLI or set autobot.claude.path.`;
    return { reason: 'not_installed', message };
  }
  const message = t`${program} could not be started (${code || t('unknown reason')}). Check the setting autobot.claude.path.`;
  return { reason: 'not_started', message };
}

/** The last few lines of what a program said, short enough to show. */
function lastLines(text: string): string {
  const lines = text.split('\n').map(line => line.trim());
  const kept = lines.filter(line => line !== '' && !line.startsWith('[claude-code:') && !line.startsWith('[ede_'));
  return kept.slice(-3).join(' ').slice(0, 500);
}
