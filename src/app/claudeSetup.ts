import { t } from '@vscode/l10n';
import { UserError } from '../base/errors';
import type { AgentKind, AgentSetup } from '../core/agentKind';

/** Asking the CLI takes a while, so a good answer is used for some time and a bad one for a moment. */
const goodFor = 60_000;
const badFor = 2_000;

export class ClaudeSetups {
  #latest: { readonly setting: string; readonly at: number; readonly setup: Promise<AgentSetup> } | undefined;

  constructor(
    private readonly agent: Pick<AgentKind, 'findSetup'>,
    private readonly setting: () => string,
    private readonly now: () => number = Date.now,
  ) {}

  async get({ fresh = false } = {}): Promise<AgentSetup> {
    const setting = this.setting();
    const known = this.#latest;
    if (known && !fresh && known.setting === setting) {
      const setup = await known.setup;
      if (this.now() - known.at < (isUsable(setup) ? goodFor : badFor)) {
        return setup;
      }
    }
    const setup = this.agent.findSetup(setting);
    this.#latest = { setting, at: this.now(), setup };
    return setup;
  }

  /** The program's path; throws in words if there is none. */
  async program(): Promise<string> {
    const setup = await this.get();
    if (setup.kind === 'notFound') {
      throw new UserError('noClaude', notFoundInWords(setup.tried));
    }
    return setup.path;
  }
}

export function isUsable(setup: AgentSetup): boolean {
  return setup.kind === 'found' && setup.check.outcome === 'ready';
}

/** Why it cannot be used, with what to do; `undefined` when nothing is wrong. */
export function problemInWords(setup: AgentSetup): string | undefined {
  return setup.kind === 'notFound' ? notFoundInWords(setup.tried) : setup.check.problem;
}

export function notFoundInWords(tried: readonly string[]): string {
  const where = tried.slice(0, 6).join(', ');
  return t`The Claude CLI was not found (looked for ${where}). Install it with npm install -g @anthropic-ai/claude-code, or name it in the setting autobot.claude.path.`;
}
