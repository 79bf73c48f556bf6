import { realpath } from 'node:fs/promises';
import type { Finding, Gate, Verdict } from '../core/gate';
import { GateOutput, type OutputSummary } from './gateOutput';
import { runCommand, type CommandEnding } from './runCommand';
import { judge, type Judgement } from './verdict';

export interface RunGateOptions {
  readonly gate: Gate;
  /** The root of the work tree to judge. */
  readonly cwd: string;
  /** Gets the whole output, byte for byte. */
  readonly logFile: string;
  /** Output as it comes, in batches, escape sequences included; a flood is thinned out. */
  readonly onOutput?: (text: string) => void;
  readonly signal?: AbortSignal;
}

export interface GateRun {
  readonly verdict: Verdict;
  readonly exitCode: number | null;
  /** Milliseconds. */
  readonly duration: number;
  /** The last 64 kB, escape sequences included. */
  readonly output: string;
  readonly findings: readonly Finding[];
  /** Why the verdict is what it is, in words; always there unless it is `passed`. */
  readonly message?: string;
}

/** A run that was stopped by its signal. It has no verdict. */
export class GateCancelled extends Error {
  override readonly name = 'AbortError';
  readonly reason = 'cancelled';

  constructor(gate: Gate) {
    super(`the gate "${gate.name}" was cancelled`);
  }

  static is(error: unknown): error is GateCancelled {
    return error instanceof GateCancelled;
  }
}

/**
 * Run a gate's command in the user's shell and judge how it ended.
 *
 * Every ending of the command is a verdict. Rejects only with
 * {@link GateCancelled}, after all that the command started is gone.
 */
export async function runGate(options: RunGateOptions): Promise<GateRun> {
  const { gate, cwd, logFile, signal, onOutput = () => undefined } = options;
  const roots = [cwd, await realpath(cwd).catch(() => cwd)]; // tools write one or the other
  const output = await GateOutput.open({ logFile, roots, onOutput });
  const { command, timeout } = gate;
  const started = performance.now();
  const ending = await runCommand({
    command,
    cwd,
    timeout,
    onStream: stream => output.read(stream),
    ...(signal && { signal }),
  });
  const duration = Math.round(performance.now() - started);
  const summary = await output.end();
  if (ending.kind === 'cancelled') {
    throw new GateCancelled(gate);
  }
  const { verdict, message } = judgementOf(ending, summary);
  const words = [message, summary.logFailure && `The full log could not be written: ${summary.logFailure}.`];
  const said = words.filter(word => word !== undefined).join(' ');
  return {
    verdict,
    exitCode: ending.kind === 'exited' ? ending.exitCode : null,
    duration,
    output: summary.text,
    findings: summary.findings,
    ...(said !== '' && { message: said }),
  };
}

function judgementOf(ending: Exclude<CommandEnding, { kind: 'cancelled' }>, summary: OutputSummary): Judgement {
  switch (ending.kind) {
    case 'notStarted':
      return { verdict: 'errored', message: ending.message };
    case 'timedOut':
      return { verdict: 'timed_out', message: ending.message };
    case 'exited': {
      const { exitCode, signal } = ending;
      return judge({ exitCode, signal, output: summary.text, ranNothing: summary.tests.ranNothing(exitCode ?? -1) });
    }
  }
}
