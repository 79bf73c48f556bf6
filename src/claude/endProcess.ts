import { descendantsOf, getProcess, killProcesses, killTree, listProcesses, type ProcessInfo } from '../os/processTree';
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
  readonly gone: Promise<unknown>;
  /** Make it stop what it does; bounded by whoever gives it. */
  readonly interrupt: () => Promise<unknown>;
  readonly closeInput: () => void;
  readonly delays: EndDelays;
}

/**
 * End a process gently, then firmly, and everything that it started.
 *
 * What it started is listed while it lives: afterwards nothing tells whose child an orphan was. A
 * shell that Claude runs has a session of its own, so that no signal to a group would reach it.
 */
export async function endProcess({ pid, gone, interrupt, closeInput, delays }: Ending): Promise<void> {
  if (pid <= 1) {
    return; // it never started
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
  await killProcesses(await stillThere([...family.values()]), lastGrace);
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
