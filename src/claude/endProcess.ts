import { t } from '@vscode/l10n';
import { markVariable } from '../os/childLedger';
import {
  descendantsOf,
  findMarked,
  getProcess,
  killProcesses,
  killTree,
  listProcesses,
  type ProcessInfo,
} from '../os/processTree';
import { settlesWithin } from './within';

export interface EndDelays {
  /** Milliseconds to leave by itself once its input is closed. */
  readonly closeInput: number;
  /** Milliseconds to end after SIGTERM. */
  readonly terminate: number;
}

/** Milliseconds between SIGTERM and SIGKILL for what is left when all else has failed. */
const lastGrace = 1000;

export interface Ending {
  readonly pid: number;
  /** The value of {@link markVariable}. */
  readonly task: string;
  readonly gone: Promise<unknown>;
  /** Make it stop what it does; bounded by whoever gives it. */
  readonly interrupt: () => Promise<unknown>;
  readonly closeInput: () => void;
  readonly delays: EndDelays;
}

/**
 * End a process gently, then firmly, and everything that it started. Resolves with what did not leave by itself.
 *
 * What it started is listed while it lives: afterwards nothing but its environment tells whose child an orphan was. A
 * shell that Claude runs has a session of its own, so that no signal to a group would reach it.
 */
export async function endProcess({ pid, task, gone, interrupt, closeInput, delays }: Ending): Promise<ProcessInfo[]> {
  if (pid <= 1) {
    return []; // it never started
  }
  const family = new Map<string, ProcessInfo>();
  const look = async (): Promise<void> => {
    const found = process.platform === 'win32' ? [] : descendantsOf(pid, await listProcesses());
    found.forEach(info => family.set(`${info.pid} ${info.start}`, info));
  };
  await look();
  await interrupt();
  await look();
  closeInput();
  if (!(await settlesWithin(gone, delays.closeInput))) {
    await look();
    signal(pid, 'SIGTERM');
    if (!(await settlesWithin(gone, delays.terminate))) {
      await look();
      await killTree(pid, lastGrace);
      await gone;
    }
  }
  const left = await stillThere([...family.values()]);
  await killProcesses(left, lastGrace);
  return [...left, ...(await endLeftovers(task))];
}

/** End what a task's process has left running, wherever it hides. Resolves with what that was. */
export async function endLeftovers(task: string): Promise<ProcessInfo[]> {
  return killProcesses(await findMarked(markVariable, task), lastGrace);
}

export function describeProcess({ name, pid }: ProcessInfo): string {
  return t`${name || t('a program')} (process ${pid})`;
}

async function stillThere(known: readonly ProcessInfo[]): Promise<ProcessInfo[]> {
  const now = await Promise.all(known.map(info => getProcess(info.pid)));
  return known.filter((info, i) => now[i]?.start === info.start);
}

/** On Windows this would kill at once; there the tree is ended in the last step. */
function signal(pid: number, name: NodeJS.Signals): void {
  if (process.platform === 'win32') {
    return;
  }
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
      throw error;
    }
  }
}
