import { mkdirSync, symlinkSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';

/**
 * An environment in which `claude` is this CLI and talks to nobody but the model behind `model`.
 *
 * Nothing of the user's own Claude reaches it: no login, no settings, no running session. HOME and all that the CLI
 * writes are in `folder`, which the caller removes.
 */
export function claudeEnvironment(folder: string, claude: string, model: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const [home, bin, temporary] = ['home', 'bin', 'tmp'].map(name => join(folder, name)) as [string, string, string];
  [home, bin, temporary].forEach(path => mkdirSync(path, { recursive: true }));
  symlinkSync(claude, join(bin, basename(claude)));
  return {
    ...foreignVariables(),
    HOME: home,
    USERPROFILE: home,
    CLAUDE_CONFIG_DIR: join(home, '.claude'),
    CLAUDE_CODE_TMPDIR: temporary,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    CLAUDE_CODE_MAX_RETRIES: '1',
    DISABLE_TELEMETRY: '1',
    DISABLE_AUTOUPDATER: '1',
    IS_SANDBOX: '1',
    PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`,
    ...model,
  };
}

/** Of a Claude that the tests may have been started by: set to nothing, so that a copied environment loses them. */
function foreignVariables(): NodeJS.ProcessEnv {
  const names = Object.keys(process.env).filter(name => /^(CLAUDE|ANTHROPIC_)/.test(name));
  return Object.fromEntries(names.map(name => [name, undefined]));
}
