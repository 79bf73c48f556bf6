import { t } from '@vscode/l10n';
import { mkdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeChecked } from './files';
import { lifeOf, ownIdentity, ProcessIdentity } from './processIdentity';

/** One owner at a time among all processes that see the file, also when owners die. */
export interface Lease {
  /** Aborted if it was taken over all the same: what it protects must stop. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** Who holds a lease, as far as can be told from here. */
export type LeaseState =
  | { readonly kind: 'free' }
  | {
      /**
       * `alive`: for sure, this process included. `silent`: it runs where we cannot look, on another machine or in
       * another container, and should have been heard of long ago. `remote`: it runs there, and was.
       */
      readonly kind: 'alive' | 'silent' | 'remote';
      readonly host: string;
      /** Milliseconds since it was last heard of. */
      readonly silence: number;
    };

const heartbeat = 10_000;
/** Where the process cannot be looked up, a heartbeat this late lets the user decide … */
const silentAfter = 6 * heartbeat;
/** … and one this late counts as death. A machine that sleeps has late heartbeats too. */
const deadAfter = 24 * 60 * 60 * 1000;
const lockPatience = 20_000;

/** Take the lease that this file stands for; `undefined` while somebody holds it. */
export async function takeLease(file: string, { evenIfSilent = false } = {}): Promise<Lease | undefined> {
  await mkdir(dirname(file), { recursive: true });
  const own = JSON.stringify(await ownIdentity());
  const { withFileLock } = await import('./fileLock');
  const isTaken = await withFileLock(file, lockPatience, async () => {
    const { kind } = await readLease(file);
    const isFree = kind === 'free' || (kind === 'silent' && evenIfSilent);
    if (isFree) {
      await writeChecked(file, Buffer.from(own));
    }
    return isFree;
  });
  return isTaken ? hold(file, own) : undefined;
}

/** Who holds the lease now. */
export async function readLease(file: string): Promise<LeaseState> {
  const modified = await stat(file).catch(() => undefined);
  if (!modified) {
    return { kind: 'free' };
  }
  const text = await readFile(file, 'utf8').catch((error: unknown) =>
    (error as NodeJS.ErrnoException).code === 'ENOENT' ? '' : undefined,
  );
  const holder = text === undefined ? 'hidden' : parseHolder(text);
  if (holder === undefined) {
    return { kind: 'free' }; // it is written whole, so what makes no sense is not a lease
  }
  const host = holder === 'hidden' ? t('another user of this machine') : holder.host;
  const silence = Math.max(0, Date.now() - modified.mtimeMs);
  const life = holder === 'hidden' ? 'unknown' : await lifeOf(holder);
  if (life === 'dead' || (life === 'unknown' && silence > deadAfter)) {
    return { kind: 'free' };
  }
  return { kind: life === 'alive' ? 'alive' : silence > silentAfter ? 'silent' : 'remote', host, silence };
}

function hold(file: string, own: string): Lease {
  const lost = new AbortController();
  const beat = async (): Promise<void> => {
    const holder = await readFile(file, 'utf8').catch(() => own); // gone: nobody else has it, and release will not mind
    if (holder === own) {
      const now = new Date();
      await utimes(file, now, now).catch(() => undefined); // one late beat is no death
    } else {
      clearInterval(timer);
      lost.abort();
    }
  };
  const timer = setInterval(() => void beat(), heartbeat);
  timer.unref();
  return {
    lost: lost.signal,
    async release() {
      clearInterval(timer);
      const { withFileLock } = await import('./fileLock');
      await withFileLock(file, lockPatience, async () => {
        if ((await readFile(file, 'utf8').catch(() => '')) === own) {
          await rm(file, { force: true });
        }
      });
    },
  };
}

function parseHolder(text: string): ProcessIdentity | undefined {
  try {
    return ProcessIdentity.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
