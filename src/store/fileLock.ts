import { setTimeout as delay } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { asWriteError, StoreError } from './storeError';

/** After this long without a sign of life a lock's owner counts as dead. */
const staleAfter = 5_000;

/** How one process at a time is let in. Tests pass one that fails. */
export type WithLock = typeof withFileLock;

/**
 * Do something while no other process does it to the same file.
 *
 * `signal` is aborted when the lock is lost (the machine slept, say): what is not
 * done by then must not be done. Rejects when the lock is not free within `patience` milliseconds.
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
    await release().catch(() => undefined); // what was written is written; a lock left behind goes stale by itself
  }
}

async function acquire(path: string, patience: number, lost: AbortController): Promise<() => Promise<void>> {
  const deadline = performance.now() + patience;
  for (;;) {
    try {
      return await lock(path, {
        realpath: false, // the file need not exist yet
        stale: staleAfter,
        onCompromised: cause => {
          const text = "Autobot's history was not saved: its lock was lost while it was being written. Try again.";
          lost.abort(new StoreError('lockLost', text, { cause }));
        },
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') {
        throw asWriteError(error, path);
      }
      if (performance.now() > deadline) {
        const text = `Autobot's history could not be saved: another window has kept it locked for too long (${path}.lock).`;
        throw new StoreError('locked', text, { cause: error });
      }
    }
    await delay(5 + Math.random() * 20); // random, so that two who wait do not meet again
  }
}
