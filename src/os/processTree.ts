import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';

/** A process as the operating system knows it. Its id alone may be used again; with its start it may not. */
export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  /** Opaque: equal for the same process only. */
  readonly start: string;
  /** What the program calls itself, for people. */
  readonly name: string;
}

/** Every process of this machine that we may see. */
export async function listProcesses(): Promise<ProcessInfo[]> {
  return process.platform === 'linux' ? listProc() : listPs();
}

/** The process with this id, if there is one. */
export async function getProcess(pid: number): Promise<ProcessInfo | undefined> {
  if (process.platform === 'linux') {
    return readProc(pid);
  }
  return (await listPs()).find(info => info.pid === pid);
}

/** `pid` and everything below it, children before their parents. Survives children that left the process group. */
export function descendantsOf(pid: number, processes: readonly ProcessInfo[]): ProcessInfo[] {
  const childrenOf = Map.groupBy(processes, info => info.parent);
  const walk = (parent: number): ProcessInfo[] =>
    (childrenOf.get(parent) ?? []).filter(child => child.pid !== parent).flatMap(child => [...walk(child.pid), child]);
  const root = processes.find(info => info.pid === pid);
  return root ? [...walk(pid), root] : [];
}

/**
 * Processes that were given this variable, or inherited it: also those that left their group and their parents.
 *
 * Only Linux tells the environment of a process.
 */
export async function findMarked(variable: string, value: string): Promise<ProcessInfo[]> {
  if (process.platform !== 'linux') {
    return [];
  }
  const mark = `\0${variable}=${value}\0`;
  const all = await listProc();
  const marked = await Promise.all(
    all.map(async ({ pid }) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => ''); // another user's, or gone
      return `\0${environment}`.includes(mark);
    }),
  );
  return all.filter((info, i) => marked[i] === true && info.pid !== process.pid);
}

/**
 * End a process and all that it started, also children in sessions of their own.
 *
 * SIGTERM, and SIGKILL for what is still there after `grace` milliseconds.
 * Resolves once nothing of it is left, with what was ended.
 */
export async function killTree(pid: number, grace = 2000): Promise<ProcessInfo[]> {
  if (!Number.isSafeInteger(pid) || pid <= 1) {
    return [];
  }
  if (process.platform === 'win32') {
    await promisify(execFile)('taskkill', ['/pid', String(pid), '/T', '/F']).catch(() => undefined); // already gone
    return [];
  }
  return killProcesses(descendantsOf(pid, await listProcesses()), grace);
}

/** End exactly these processes, and those only while they are still the same ones. */
export async function killProcesses(victims: readonly ProcessInfo[], grace = 2000): Promise<ProcessInfo[]> {
  victims.forEach(victim => signal(victim.pid, 'SIGTERM'));
  let alive = await waitUntilGone(victims, grace);
  // What was forked while we counted hangs below a victim that still lives.
  const late = alive.length > 0 ? await listProcesses() : [];
  alive = [...new Map(alive.flatMap(info => descendantsOf(info.pid, late)).map(info => [info.pid, info])).values()];
  alive.forEach(victim => signal(victim.pid, 'SIGKILL'));
  await waitUntilGone(alive, 5000);
  return [...victims];
}

async function waitUntilGone(victims: readonly ProcessInfo[], limit: number): Promise<ProcessInfo[]> {
  const deadline = Date.now() + limit;
  let alive = [...victims];
  for (;;) {
    const now = await Promise.all(alive.map(victim => getProcess(victim.pid)));
    alive = alive.filter((victim, i) => now[i]?.start === victim.start);
    if (alive.length === 0 || Date.now() >= deadline) {
      return alive;
    }
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') {
      throw error; // gone already, or another user's (sudo): the rest of the tree is still to be ended
    }
  }
}

async function listProc(): Promise<ProcessInfo[]> {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name)).map(Number);
  return (await Promise.all(pids.map(readProc))).filter(info => info !== undefined);
}

/** See proc(5), /proc/pid/stat: the name in parentheses may hold anything, so fields count from the last one. */
async function readProc(pid: number): Promise<ProcessInfo | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  const name = stat?.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')) ?? '';
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent] = fields ?? [];
  const start = fields?.[19];
  if (parent === undefined || start === undefined || state === 'Z' || state === 'X') {
    return undefined; // gone, or dead and only waiting for its parent to notice
  }
  return { pid, parent: Number(parent), start, name };
}

async function listPs(): Promise<ProcessInfo[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,stat=,lstart=,comm=']);
  return stdout.split('\n').flatMap(line => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\S+\s+\S+\s+\d+\s+[\d:]+\s+\d+)\s+(.+)$/.exec(line);
    const [, pid, parent, state, start, command] = match ?? [];
    return pid && parent && start && !state?.startsWith('Z')
      ? [{ pid: Number(pid), parent: Number(parent), start, name: basename(command ?? '') }]
      : [];
  });
}
