import { readFile } from 'node:fs/promises';
import { descendantsOf, killProcesses, killTree, listProcesses, type ProcessInfo } from '../os/processTree';

/** Marks every process of a run, so that one that has lost its parents is still known. */
export const runVariable = 'AUTOBOT_GATE_RUN';

export interface GateProcess {
  /** Of the shell, which leads a process group of its own. */
  readonly pid: number;
  /** The value of {@link runVariable} in its environment. */
  readonly run: string;
}

/** Whether anything in the group of a shell that has ended is still there. */
export function hasLeftGroup({ pid }: GateProcess): boolean {
  return process.platform !== 'win32' && signalGroup(pid, 0);
}

/**
 * End all that a run has started: the shell's tree, its process group and,
 * on Linux, what left both but still carries the mark.
 */
export async function endRun(gate: GateProcess, grace = 2000): Promise<void> {
  if (process.platform === 'win32') {
    await killTree(gate.pid);
    return;
  }
  // Listed before the first signal: once a parent is dead, its children hang below init.
  const victims = await listRun(gate);
  signalGroup(gate.pid, 'SIGTERM');
  await killProcesses(victims, grace);
  await waitForGroup(gate.pid, process.platform === 'linux' ? 0 : grace);
  signalGroup(gate.pid, 'SIGKILL');
  await killProcesses(await listRun(gate), 0); // forked while we were at it
}

async function listRun({ pid, run }: GateProcess): Promise<ProcessInfo[]> {
  const processes = await listProcesses();
  const marked = process.platform === 'linux' ? await listMarked(processes, `${runVariable}=${run}`) : [];
  const found = [...descendantsOf(pid, processes), ...marked];
  return [...new Map(found.map(info => [info.pid, info])).values()];
}

/** See proc(5), /proc/pid/environ: the environment as the process was started with it. */
async function listMarked(processes: readonly ProcessInfo[], mark: string): Promise<ProcessInfo[]> {
  const environments = await Promise.all(
    processes.map(({ pid }) => readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')), // gone, or not ours
  );
  return processes.filter((_, i) => environments[i]?.split('\0').includes(mark));
}

async function waitForGroup(pid: number, limit: number): Promise<void> {
  const deadline = Date.now() + limit;
  while (Date.now() < deadline && signalGroup(pid, 0)) {
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

function signalGroup(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, name);
  } catch {
    return false; // nothing of the group is left, or nothing that is ours
  }
}
