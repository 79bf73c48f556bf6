import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import * as nodeFs from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { LockError } from './lockError';
import { lifeOf, ownIdentity, ProcessIdentity } from './processIdentity';

/** How one process at a time is let in. Tests pass one that fails. */
export type WithLock = typeof withFileLock;

/** After this long without a sign of life a lock's owner counts as dead, wherever it runs. */
const staleAfter = 5_000;

/**
 * Do something while no other process does it to the same file.
 *
 * `signal` is aborted when the lock is lost: what is not done by then must not be done.
 * Rejects when the lock is not free within `patience` milliseconds. That of a process that
 * is seen to have died is free at once.
 */
export async function withFileLock<T>(
  path: string,
  patience: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  const release = await acquire(path, patience, lost);
  try {
    return await work(lost.signal);
  } finally {
    await release().catch(() => undefined); // what was done is done; a lock left behind goes stale by itself
  }
}

async function acquire(path: string, patience: number, lost: AbortController): Promise<() => Promise<void>> {
  const deadline = performance.now() + patience;
  for (;;) {
    try {
      return await lock(path, {
        ...lockOptions,
        onCompromised: cause => lost.abort(new LockError('lost', path, { cause })),
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') {
        throw error;
      }
      await freeFromDead(path);
      if (performance.now() > deadline) {
        throw new LockError('locked', path, { cause: error });
      }
    }
    await delay(5 + Math.random() * 20); // random, so that two who wait do not meet again
  }
}

/** The lock is a folder with its owner in it. It comes and goes as a whole. */
const lockOptions = {
  realpath: false, // the file need not exist yet
  stale: staleAfter,
  fs: {
    ...nodeFs,
    mkdir: (folder: string, done: nodeFs.NoParamCallback) => {
      const made = mkdir(folder, { mode: 0o700 }).then(async () => {
        await writeFile(ownerOf(folder), JSON.stringify(await ownIdentity()), { mode: 0o600 });
      });
      made.then(() => done(null), done);
    },
    rmdir: (folder: string, done: nodeFs.NoParamCallback) => nodeFs.rm(folder, { recursive: true }, done),
    rmdirSync: (folder: string) => nodeFs.rmSync(folder, { recursive: true }),
  },
};

function ownerOf(lockFolder: string): string {
  return join(lockFolder, 'owner.json');
}

/** Remove a lock whose owner has died. One process at a time does, or two could remove each other's new lock. */
async function freeFromDead(path: string): Promise<void> {
  if (!(await isOwnerDead(path))) {
    return;
  }
  const release = await lock(`${path}.dead`, lockOptions).catch(() => undefined);
  if (release) {
    try {
      if (await isOwnerDead(path)) {
        await rm(`${path}.lock`, { recursive: true, force: true });
      }
    } finally {
      await release().catch(() => undefined);
    }
  }
}

async function isOwnerDead(path: string): Promise<boolean> {
  try {
    const owner = ProcessIdentity.parse(JSON.parse(await readFile(ownerOf(`${path}.lock`), 'utf8')));
    return (await lifeOf(owner)) === 'dead';
  } catch {
    return false; // being made, being removed, or of another kind: time will tell
  }
}
