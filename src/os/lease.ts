import { mkdir, open, readFile, rm, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import * as z from 'zod';
import { getProcess } from './processTree';

/** Who holds a lease: a process that no other can be mistaken for. */
const Holder = z.object({ host: z.string(), boot: z.string(), pid: z.number().int(), start: z.string() });
type Holder = z.infer<typeof Holder>;

/** One owner at a time among all processes of a machine, also when owners die. Released with `release`. */
export interface Lease {
  release(): Promise<void>;
}

const heartbeat = 10_000;
/** On another host or boot the process cannot be looked up: only a heartbeat this late counts as death. */
const lateHeartbeat = 24 * 60 * 60 * 1000;

/** Take the lease that this file stands for; `undefined` while somebody alive holds it. */
export async function takeLease(file: string): Promise<Lease | undefined> {
  await mkdir(dirname(file), { recursive: true });
  const own = await ownHolder();
  for (;;) {
    try {
      const handle = await open(file, 'wx', 0o600);
      await handle.writeFile(JSON.stringify(own));
      await handle.close();
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw error;
      }
      if (await isLeaseHeld(file)) {
        return undefined;
      }
      await rm(file, { force: true });
    }
  }
  const timer = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => undefined), heartbeat);
  timer.unref();
  return {
    async release() {
      clearInterval(timer);
      await rm(file, { force: true });
    },
  };
}

/** Whether somebody alive, this process included, holds the lease. */
export async function isLeaseHeld(file: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) {
    return false;
  }
  const parsed = Holder.safeParse(parseJson(text));
  if (!parsed.success) {
    return !(await isOlderThan(file, heartbeat)); // being written, or left over half-written
  }
  const own = await ownHolder();
  const { host, boot, pid, start } = parsed.data;
  if (host !== own.host || boot !== own.boot) {
    // Rebooted since: dead. Another machine or container on the same disk: only time can tell.
    return host === own.host ? false : !(await isOlderThan(file, lateHeartbeat));
  }
  return (await getProcess(pid))?.start === start;
}

async function isOlderThan(file: string, age: number): Promise<boolean> {
  const handle = await open(file).catch(() => undefined);
  if (!handle) {
    return true;
  }
  const { mtimeMs } = await handle.stat();
  await handle.close();
  return Date.now() - mtimeMs > age;
}

let known: Promise<Holder> | undefined;

function ownHolder(): Promise<Holder> {
  known ??= (async () => ({
    host: hostname(),
    boot: await bootId(),
    pid: process.pid,
    start: (await getProcess(process.pid))?.start ?? '',
  }))();
  return known;
}

/** Linux names each boot; elsewhere the start time of a process is unique enough. */
export async function bootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')).trim();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
