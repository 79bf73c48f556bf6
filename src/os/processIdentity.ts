import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import * as z from 'zod';
import { getProcess } from './processTree';

/** A process that no other can be mistaken for, on this machine or another. */
export const ProcessIdentity = z.object({
  /** Host name and operating system: WSL and the Windows around it share a name and a disk, and not their processes. */
  host: z.string(),
  /** Names this run of the machine; empty where the system has no such name. */
  boot: z.string(),
  /** Containers on one machine share its boot, and each numbers its processes anew. */
  space: z.string(),
  pid: z.number().int(),
  start: z.string(),
});
export type ProcessIdentity = z.infer<typeof ProcessIdentity>;

/** `unknown`: it runs where we cannot look. */
export type Life = 'alive' | 'dead' | 'unknown';

/** Whether a process lives; never guessed. */
export async function lifeOf({ host, boot, space, pid, start }: ProcessIdentity): Promise<Life> {
  const own = await ownIdentity();
  if (host !== own.host) {
    return 'unknown';
  }
  if (boot !== own.boot) {
    return 'dead'; // the machine has been started anew since
  }
  if (space !== own.space) {
    return 'unknown';
  }
  return (await getProcess(pid))?.start === start ? 'alive' : 'dead';
}

let known: Promise<ProcessIdentity> | undefined;

export function ownIdentity(): Promise<ProcessIdentity> {
  known ??= (async () => ({
    host: `${hostname()} (${await systemName()})`,
    boot: await bootId(),
    space: await readlink('/proc/self/ns/pid').catch(() => ''),
    pid: process.pid,
    start: (await getProcess(process.pid))?.start ?? '',
  }))();
  return known;
}

/** Linux names each boot; elsewhere the start time of a process is unique enough. */
export async function bootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')).trim();
}

/** Two machines on one shared disk may have the same name: where there is a machine id, it tells them apart. */
async function systemName(): Promise<string> {
  const machine = (await readFile('/etc/machine-id', 'utf8').catch(() => '')).trim();
  return machine === '' ? process.platform : `${process.platform} ${machine.slice(0, 8)}`;
}
