import { claudeEnvironment } from './arguments';
import { settlesWithin } from './within';

/** How a short call of a program went. */
export type BriefRun =
  | { readonly kind: 'exited'; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'timedOut' }
  | { readonly kind: 'cancelled' }
  /** Printed more than anyone asked for. */
  | { readonly kind: 'flooded' }
  /** It did not start, or was killed. */
  | { readonly kind: 'failed'; readonly code: string; readonly why: string };

export interface BriefRunOptions {
  readonly timeout: number;
  readonly cwd?: string;
  readonly input?: string;
  readonly signal?: AbortSignal | undefined;
  readonly environment?: NodeJS.ProcessEnv | undefined;
  readonly maxBytes?: number;
}

/** Run the CLI once for an answer, without a shell. Every ending is a value; nothing of it is left running. */
export async function runBriefly(
  program: string,
  args: readonly string[],
  options: BriefRunOptions,
): Promise<BriefRun> {
  const { signal, timeout, input, cwd, environment, maxBytes = 4_000_000 } = options;
  const { execa } = await import('execa');
  const child = execa(program, args, {
    reject: false,
    timeout,
    maxBuffer: maxBytes,
    env: claudeEnvironment(environment),
    extendEnv: false,
    killDescendants: true,
    forceKillAfterDelay: 1000,
    stripFinalNewline: false,
    input: input ?? '',
    ...(cwd === undefined ? {} : { cwd }),
    ...(signal ? { cancelSignal: signal } : {}),
  });
  child.nodeChildProcess.once('exit', () => {
    // What it left running may hold its output open: it is not waited for.
    void settlesWithin(child, 500).then(settled => {
      if (!settled) {
        child.stdout.destroy();
        child.stderr.destroy();
      }
    });
  });
  const result = await child;
  if (result.isCanceled) {
    return { kind: 'cancelled' };
  }
  if (result.timedOut) {
    return { kind: 'timedOut' };
  }
  if (result.isMaxBuffer) {
    return { kind: 'flooded' };
  }
  if (result.exitCode !== undefined) {
    return { kind: 'exited', code: result.exitCode, stdout: result.stdout, stderr: result.stderr };
  }
  return { kind: 'failed', code: result.code ?? result.signal ?? '', why: result.shortMessage ?? '' };
}
