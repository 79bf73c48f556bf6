import { join } from 'node:path';
import PQueue from 'p-queue';
import type { Gate } from '../core/gate';
import { runGate, type GateRun } from './runGate';

/** Gates side by side; more would only slow each other down. */
const concurrency = 4;

export interface RunGatesOptions {
  /** Disabled ones are left out. */
  readonly gates: readonly Gate[];
  readonly cwd: string;
  /** Gets a log for each gate. */
  readonly logFolder: string;
  readonly onChange?: (progress: GateProgress) => void;
  readonly signal?: AbortSignal;
}

export type GateProgress =
  | { readonly type: 'queued'; readonly gate: Gate }
  | { readonly type: 'running'; readonly gate: Gate }
  | { readonly type: 'output'; readonly gate: Gate; readonly text: string }
  | { readonly type: 'done'; readonly gate: Gate; readonly run: GateRun; readonly logFile: string };

export interface FinishedGate {
  readonly gate: Gate;
  readonly run: GateRun;
  readonly logFile: string;
}

/**
 * Run the enabled gates, lower orders first and equal ones side by side. All of
 * them run, whatever the others find. Results come in the order of `gates`.
 */
export async function runGates(options: RunGatesOptions): Promise<FinishedGate[]> {
  const { onChange = () => undefined, logFolder } = options;
  const planned = options.gates
    .filter(gate => gate.enabled)
    .map((gate, i) => ({ gate, logFile: join(logFolder, logName(gate, i)) }));
  planned.forEach(({ gate }) => onChange({ type: 'queued', gate }));

  const finished = new Map<Gate, FinishedGate>();
  const runOne = async ({ gate, logFile }: (typeof planned)[number]): Promise<void> => {
    onChange({ type: 'running', gate });
    const onOutput = (text: string): void => onChange({ type: 'output', gate, text });
    const { cwd, signal } = options;
    const run = await runGate({ gate, cwd, logFile, onOutput, ...(signal && { signal }) });
    finished.set(gate, { gate, run, logFile });
    onChange({ type: 'done', gate, run, logFile });
  };

  const orders = [...new Set(planned.map(({ gate }) => gate.order))].sort((a, b) => a - b);
  for (const order of orders) {
    const queue = new PQueue({ concurrency });
    const group = planned.filter(({ gate }) => gate.order === order);
    await waitForAll(group.map(one => queue.add(() => runOne(one))));
  }
  return planned.flatMap(({ gate }) => finished.get(gate) ?? []);
}

/** Rejects with the first failure, but only when nothing runs any more. */
async function waitForAll(promises: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(promises);
  await Promise.all(promises);
}

function logName({ name }: Gate, index: number): string {
  return `${index + 1}-${name.replaceAll(/[^\w.-]+/g, '-').slice(0, 60)}.log`;
}
