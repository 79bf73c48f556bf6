import { t } from '@vscode/l10n';
import { join } from 'node:path';
import PQueue from 'p-queue';
import type { Gate, Verdict } from '../core/gate';
import type { ContributedMatchers } from './matchers/resolveMatchers';
import { GateCancelled, runGate, skippedRun, type GateRun } from './runGate';
import { stagesOf } from './stages';

export interface RunGatesOptions {
  /** Disabled ones are left out. */
  readonly gates: readonly Gate[];
  /** The root of the tree to judge. */
  readonly cwd: string;
  /** Gets a log for each gate. */
  readonly logFolder: string;
  /** How many run side by side; more would only slow each other down. */
  readonly concurrency?: number;
  /** Start no further gate once one that blocks has not passed. */
  readonly stopAtFirstFailure?: boolean;
  /** Variables for all of them. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The problem matchers that extensions bring, which gates may name. */
  readonly contributed?: ContributedMatchers;
  /** What `cwd` is called in what is kept of the runs: of a temporary tree, the work tree that it stands for. */
  readonly shownAs?: string;
  /** The id of the tree as it is now. Without it, verdicts are bound to no tree. */
  readonly treeOf?: () => Promise<string>;
  /** The same, if it is known: somebody has just looked. */
  readonly tree?: string;
  readonly onChange?: (progress: GateProgress) => void;
  readonly signal?: AbortSignal;
}

export type GateProgress =
  | { readonly type: 'queued'; readonly gate: Gate }
  | { readonly type: 'running'; readonly gate: Gate; readonly logFile: string }
  | { readonly type: 'output'; readonly gate: Gate; readonly text: string }
  | { readonly type: 'done'; readonly gate: Gate; readonly run: GateRun; readonly logFile: string };

export interface FinishedGate {
  readonly gate: Gate;
  readonly run: GateRun;
  readonly logFile: string;
  /** The tree that was judged; `null` if it was another one before than after. */
  readonly tree: string | null;
}

/**
 * Run the enabled gates, stage after stage and side by side within one.
 *
 * All of them run, whatever the others find, unless told to stop or one waits for a gate that did not pass. Results
 * come in the order of `gates`.
 */
export async function runGates(options: RunGatesOptions): Promise<FinishedGate[]> {
  const { onChange = () => undefined, logFolder, treeOf = () => Promise.resolve(''), signal } = options;
  const gates = options.gates.filter(gate => gate.enabled);
  const logs = new Map(gates.map((gate, i) => [gate, join(logFolder, logName(gate, i))]));
  gates.forEach(gate => onChange({ type: 'queued', gate }));

  const finished = new Map<Gate, FinishedGate>();
  const done = (gate: Gate, run: GateRun): void => {
    const logFile = logs.get(gate) ?? '';
    finished.set(gate, { gate, run, logFile, tree: null });
    onChange({ type: 'done', gate, run, logFile });
  };
  const runOne = async (gate: Gate): Promise<void> => {
    if (signal?.aborted) {
      throw new GateCancelled(gate);
    }
    const why = skipReason(gate, finished, options.stopAtFirstFailure ?? false);
    if (why !== null) {
      done(gate, skippedRun(why));
      return;
    }
    const logFile = logs.get(gate) ?? '';
    onChange({ type: 'running', gate, logFile });
    const { cwd, environment = {}, shownAs, contributed } = options;
    const run = await runGate({
      ...{ gate, cwd, environment, logFile },
      onOutput: text => onChange({ type: 'output', gate, text }),
      ...(shownAs !== undefined && { shownAs }),
      ...(contributed && { contributed }),
      ...(signal && { signal }),
    });
    done(gate, run);
  };

  const concurrency = Math.max(1, options.concurrency ?? 4);
  let tree = options.tree ?? (gates.length > 0 ? await treeOf() : '');
  for (const stage of stagesOf(gates)) {
    const queue = new PQueue({ concurrency });
    await waitForAll(stage.map(gate => queue.add(() => runOne(gate))));
    const left = await treeOf();
    for (const gate of stage) {
      const one = finished.get(gate);
      if (one) {
        finished.set(gate, { ...one, tree: left === tree && left !== '' ? left : null });
      }
    }
    tree = left;
  }
  return gates.flatMap(gate => finished.get(gate) ?? []);
}

/** Why a gate is not to start, in words. */
function skipReason(
  gate: Gate,
  finished: ReadonlyMap<Gate, { readonly gate: Gate; readonly run: { readonly verdict: Verdict } }>,
  stops: boolean,
): string | null {
  const others = [...finished.values()].filter(({ run }) => run.verdict !== 'passed');
  const needed = others.find(other => gate.after.includes(other.gate.name));
  if (needed) {
    return t`Skipped: it waits for “${needed.gate.name}”, which did not pass.`;
  }
  const stopping = stops && others.find(({ gate: other, run }) => other.failOnError && run.verdict !== 'skipped');
  return stopping ? t`Skipped: “${stopping.gate.name}” did not pass, and the setting says to stop there.` : null;
}

/** Rejects with the first failure, but only when nothing runs any more. */
async function waitForAll(promises: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(promises);
  await Promise.all(promises);
}

function logName({ name }: Gate, index: number): string {
  return `${index + 1}-${name.replaceAll(/[^\w.-]+/g, '-').slice(0, 60)}.log`;
}
