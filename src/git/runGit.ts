import { execFile, type ExecFileException } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cleanEnvironment } from '../os/environment';
import { classifyStderr, GitError } from './gitError';

export interface GitOptions {
  readonly stdin?: string | Uint8Array;
  readonly signal?: AbortSignal;
  /** Exit codes that are an answer rather than a failure. Defaults to 0 alone. */
  readonly okExitCodes?: readonly number[];
  /** A private index in place of the developer's. */
  readonly indexFile?: string;
  /** Let a command that only reads write to that index what it came to know, as git does on its own. */
  readonly writesIndex?: boolean;
  /** Let pathspecs have magic, for the one caller that needs `:(exclude)`. */
  readonly magicPathspecs?: boolean;
}

export interface GitResult {
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly exitCode: number;
}

/** What keeps programs that a repository plants in its configuration from running. Filters alone still do. */
const safeConfig = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'diff.external=',
  'core.pager=cat',
  'commit.gpgSign=false',
  'tag.gpgSign=false',
  'core.editor=true',
  'core.quotePath=false',
  'core.logAllRefUpdates=false',
  'gc.auto=0',
  'core.safecrlf=false',
].flatMap(setting => ['-c', setting]);

/** A private index is whole: part of a split one would lie in the repository. */
const privateIndexConfig = ['-c', 'core.splitIndex=false'];

/**
 * Run git in `cwd` without a shell, reading or snapshotting only: no prompts, no translation, no hooks, no
 * optional locks, nothing inherited from another git.
 *
 * Resolves for exit codes the caller listed; every other ending rejects with a {@link GitError}.
 */
export async function runGit(cwd: string, args: readonly string[], options: GitOptions = {}): Promise<GitResult> {
  const environment = cleanEnvironment(
    {
      GIT_OPTIONAL_LOCKS: options.indexFile && options.writesIndex ? '1' : '0',
      GIT_TERMINAL_PROMPT: '0',
      LC_ALL: 'C',
      ...(!options.magicPathspecs && { GIT_LITERAL_PATHSPECS: '1' }),
      ...(options.indexFile && { GIT_INDEX_FILE: options.indexFile }),
    },
    /^GIT_/,
  );
  const config = options.indexFile ? [...safeConfig, ...privateIndexConfig] : safeConfig;
  return spawnGit(cwd, [...config, ...args], environment, options);
}

/** Like {@link runGit}, with the output as text, without its last newline. */
export async function gitText(cwd: string, args: readonly string[], options: GitOptions = {}): Promise<string> {
  const { stdout } = await runGit(cwd, args, options);
  return stdout.toString('utf8').replace(/\n$/, '');
}

/**
 * Run git as the developer would: hooks, signing and configuration as they are, and nothing of ours but the index.
 *
 * For commits alone.
 */
export async function runDevelopersGit(
  cwd: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitResult> {
  const inherited = /^GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|PREFIX|COMMON_DIR)$/;
  const environment = cleanEnvironment(options.indexFile ? { GIT_INDEX_FILE: options.indexFile } : {}, inherited);
  return spawnGit(cwd, args, environment, options);
}

/** By Node's own `execFile`: execa took 4 ms more of this process for each of the many starts. */
async function spawnGit(
  cwd: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { stdin, signal, okExitCodes = [0] }: GitOptions,
): Promise<GitResult> {
  const {
    error,
    stdout,
    stderr: said,
  } = await new Promise<Ended>(resolve => {
    const options = { cwd, env, signal, encoding: 'buffer', maxBuffer: 1024 * 1024 * 1024, windowsHide: true } as const;
    const child = execFile('git', args, options, (error, stdout, stderr) => resolve({ error, stdout, stderr }));
    child.stdin?.on('error', () => undefined); // it may end before it reads; how it ended is the story
    child.stdin?.end(stdin);
  });
  const stderr = said.toString('utf8');
  if (error?.name === 'AbortError') {
    throw new GitError('cancelled', args, stderr);
  }
  if (error !== null && typeof error.code !== 'number') {
    const missing = error.code === 'ENOENT' || error.code === 'ENOTDIR';
    if (missing && !existsSync(cwd)) {
      throw new GitError('folderGone', args, cwd, { cause: error });
    }
    throw new GitError(missing ? 'notFound' : 'other', args, stderr || error.message, { cause: error });
  }
  const exitCode = Number(error?.code ?? 0);
  if (!okExitCodes.includes(exitCode)) {
    throw new GitError(classifyStderr(stderr), args, stderr);
  }
  return { stdout, stderr, exitCode };
}

interface Ended {
  readonly error: ExecFileException | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}
