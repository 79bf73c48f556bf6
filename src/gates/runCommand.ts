import { t } from '@vscode/l10n';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { messageOf } from '../base/errors';
import { cleanEnvironment } from '../os/environment';
import { endRun, hasLeftGroup, runVariable, type GateProcess } from './endRun';
import { commandLine, getShell } from './shell';

/** How long a background child may go on writing after the shell has ended, in milliseconds. */
const outputGrace = 500;

export interface CommandOptions {
  readonly command: string;
  readonly cwd: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly timeout: number;
  /** Called with each of the command's outputs, before anything has come. */
  readonly onStream: (stream: Readable) => void;
  readonly signal?: AbortSignal;
}

export type CommandEnding =
  | { readonly kind: 'exited'; readonly exitCode: number | null; readonly signal: NodeJS.Signals | null }
  | { readonly kind: 'notStarted'; readonly message: string }
  | { readonly kind: 'timedOut'; readonly message: string }
  | { readonly kind: 'cancelled' };

/** Run a command line in the user's shell. Resolves for every ending, once nothing that it started runs any more. */
export async function runCommand(options: CommandOptions): Promise<CommandEnding> {
  const { cwd, timeout, signal, onStream } = options;
  if (!(await stat(cwd).catch(() => undefined))?.isDirectory()) {
    return { kind: 'notStarted', message: t`The folder ${cwd} does not exist.` };
  }
  if (signal?.aborted) {
    return { kind: 'cancelled' };
  }
  const run = randomUUID();
  const child = start(options, run);
  if (child instanceof Error) {
    return notStarted(child);
  }
  const streams = [child.stdout, child.stderr];
  streams.forEach(onStream);
  const closed = Promise.allSettled(streams.map(stream => finished(stream)));
  const exited = whenExited(child);
  const stopped = whenStopped(timeout, signal);

  const first = await Promise.race([exited, stopped.promise]);
  stopped.clear();
  if (child.pid === undefined) {
    return exited;
  }
  const started: GateProcess = { pid: child.pid, run };
  if (typeof first !== 'string') {
    // What is left in the background must neither hold the gate nor outlive it.
    if (!(await within(closed, outputGrace)) || hasLeftGroup(started)) {
      await end(started);
      await within(closed, outputGrace);
    }
    return first;
  }
  const survivors = await end(started);
  await within(Promise.all([exited, closed]), outputGrace);
  return first === 'cancelled'
    ? { kind: 'cancelled' }
    : { kind: 'timedOut', message: t`The command took longer than ${timeout / 1000} s and was ended.${survivors}` };
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

function start({ command, cwd, environment = {} }: CommandOptions, run: string): Child | Error {
  const { platform } = process;
  const env = cleanEnvironment({ ...environment, [runVariable]: run }, /^CI$/); // with it, tools behave as on a build server
  try {
    return spawn(commandLine(command, platform), {
      cwd,
      env,
      shell: getShell(env, platform),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: platform !== 'win32', // a process group of its own, and no terminal to wait on
      windowsHide: true,
    });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function notStarted(error: Error): CommandEnding {
  return { kind: 'notStarted', message: t`The command could not be started: ${error.message}` };
}

function whenExited(child: Child): Promise<CommandEnding> {
  return new Promise(resolve => {
    child.once('error', error => resolve(notStarted(error)));
    child.once('exit', (exitCode, signal) => resolve({ kind: 'exited', exitCode, signal }));
  });
}

type Stop = 'timedOut' | 'cancelled';

function whenStopped(timeout: number, signal: AbortSignal | undefined): { promise: Promise<Stop>; clear: () => void } {
  const { promise, resolve } = Promise.withResolvers<Stop>();
  const onAbort = (): void => resolve('cancelled');
  const timer = setTimeout(() => resolve('timedOut'), Math.min(timeout, 2 ** 31 - 1)); // a longer one would fire at once
  signal?.addEventListener('abort', onAbort);
  const clear = (): void => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  };
  return { promise, clear };
}

/** End a run; in words, what of it could not be ended. */
async function end(started: GateProcess): Promise<string> {
  try {
    await endRun(started);
    return '';
  } catch (error) {
    return t` Some of its processes could not be ended: ${messageOf(error)}.`;
  }
}

async function within(promise: Promise<unknown>, limit: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>(resolve => (timer = setTimeout(() => resolve(false), limit)));
  const done = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return done;
}
