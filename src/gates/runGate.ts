import { t } from '@vscode/l10n';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { JudgedRun } from '../core/compareRuns';
import type { Gate } from '../core/gate';
import { GateOutput, type OutputSummary } from './gateOutput';
import { readGoModule } from './goModule';
import { type ContributedMatchers, matchersOf } from './matchers/resolveMatchers';
import { runCommand, type CommandEnding } from './runCommand';
import { judge, type Judgement } from './verdict';

export interface RunGateOptions {
  readonly gate: Gate;
  /** The root of the work tree to judge. */
  readonly cwd: string;
  /** What it is called in what is kept of the run; the log alone has it as it was printed. */
  readonly shownAs?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** The problem matchers that extensions bring, which the gate may name. */
  readonly contributed?: ContributedMatchers;
  /** Gets the whole output, byte for byte. */
  readonly logFile: string;
  /** Output as it comes, in batches, escape sequences included; a flood is thinned out. */
  readonly onOutput?: (text: string) => void;
  readonly signal?: AbortSignal;
}

export interface GateRun extends JudgedRun {
  /** Milliseconds. */
  readonly duration: number;
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
  const { gate, cwd: root, shownAs, logFile, signal, onOutput = () => undefined } = options;
  const real = await realpath(root).catch(() => root); // tools write one or the other
  const cwd = join(root, gate.folder);
  const goModule = await readGoModule(cwd);
  const { matchers, problems } = matchersOf(gate, options.contributed);
  const output = await GateOutput.open({
    ...{ logFile, roots: [root, real], folder: gate.folder, matchers, onOutput },
    ...(goModule !== undefined && { goModule }),
  });
  const { command, timeout } = gate;
  const started = performance.now();
  const ending = await runCommand({
    command,
    cwd,
    timeout,
    environment: { ...options.environment, ...gate.environment },
    onStream: stream => output.read(stream),
    ...(signal && { signal }),
  });
  const duration = Math.round(performance.now() - started);
  const summary = await output.end();
  if (ending.kind === 'cancelled') {
    throw new GateCancelled(gate);
  }
  const { verdict, message } = judgementOf(ending, summary);
  const shown = (text: string): string =>
    shownAs === undefined ? text : text.replaceAll(real, shownAs).replaceAll(root, shownAs);
  const words = [
    message,
    ...[...problems, summary.matcherFailure ?? []].flat().map(problem => t`Findings may be missing: ${problem}.`),
    summary.logFailure && t`The full log could not be written: ${summary.logFailure}.`,
  ];
  const said = words.filter(word => word !== undefined).join(' ');
  return {
    verdict,
    exitCode: ending.kind === 'exited' ? ending.exitCode : null,
    duration,
    output: shown(summary.text),
    findings: summary.findings.map(finding => ({ ...finding, message: shown(finding.message) })),
    findingsCut: summary.findingsCut,
    tests: summary.tests.counts,
    ...(said !== '' && { message: shown(said) }),
  };
}

/** Of a gate that was not started. */
export function skippedRun(why: string): GateRun {
  const nothing = { exitCode: null, duration: 0, output: '', findings: [], findingsCut: false, tests: null };
  return { verdict: 'skipped', ...nothing, message: why };
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
