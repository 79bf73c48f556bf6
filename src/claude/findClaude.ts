import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import * as path from 'node:path';

export type FoundClaude =
  | { readonly kind: 'found'; readonly path: string }
  /** Where it was looked for, in order. */
  | { readonly kind: 'notFound'; readonly tried: readonly string[] };

/** Where to look. Tests pass their own. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
}

const here: Surroundings = { platform: process.platform, home: homedir(), env: process.env };

/**
 * The Claude CLI: what the setting names, else the first on PATH, else the usual places.
 *
 * A VS Code started from a desktop lacks the shell's PATH, hence the usual places. A setting that
 * names nothing is an answer of its own: another CLI is not taken in its place.
 */
export async function findClaude(setting: string, surroundings: Surroundings = here): Promise<FoundClaude> {
  const named = setting.trim().replace(/^~(?=[/\\])/, surroundings.home);
  const candidates = named === '' ? places(surroundings) : [named];
  for (const candidate of candidates) {
    if (isAbsolute(candidate, surroundings) && (await isProgram(candidate, named === '' && surroundings.platform))) {
      return { kind: 'found', path: candidate };
    }
  }
  return { kind: 'notFound', tried: candidates };
}

/** Only absolute folders of PATH: a relative one would find what a repository planted. */
function places(surroundings: Surroundings): string[] {
  const { platform, home, env } = surroundings;
  const { delimiter } = platformPath(surroundings);
  const join = (...parts: string[]): string => platformPath(surroundings).join(...parts);
  const searchPath = env['PATH'] ?? env['Path'] ?? '';
  const folders = searchPath.split(delimiter).filter(folder => isAbsolute(folder, surroundings));
  if (platform === 'win32') {
    // npm's own shim is a script, which cannot be started without a shell: take the program it calls.
    const ofNpm = ['node_modules', '@anthropic-ai', 'claude-code', 'bin', 'claude.exe'];
    const usual = [join(home, '.local', 'bin'), ...(env['APPDATA'] ? [join(env['APPDATA'], 'npm')] : [])];
    return unique(
      [...folders, ...usual].flatMap(f => [join(f, 'claude.exe'), join(f, ...ofNpm), join(f, 'claude.cmd')]),
    );
  }
  const usual = [
    join(home, '.local', 'bin'),
    join(home, '.claude', 'local'),
    '/opt/homebrew/bin',
    '/usr/local/bin',
    join(home, '.npm-global', 'bin'),
    join(home, '.bun', 'bin'),
  ];
  return unique([...folders, ...usual].map(folder => join(folder, 'claude')));
}

function isAbsolute(file: string, surroundings: Surroundings): boolean {
  return platformPath(surroundings).isAbsolute(file);
}

function platformPath({ platform }: Surroundings): path.PlatformPath {
  return platform === 'win32' ? path.win32 : path.posix;
}

/** For a file that the user named, existing is enough: why it cannot be run is said later. */
async function isProgram(file: string, platform: NodeJS.Platform | false): Promise<boolean> {
  try {
    if (platform !== false && platform !== 'win32') {
      await access(file, constants.X_OK);
    }
    return (await stat(file)).isFile();
  } catch {
    return false; // not there, or not ours to see: looked for elsewhere
  }
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
