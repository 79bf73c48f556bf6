import type { Event } from '../../src/base/emitter';

/** Resolves once this is so: looks now, and again whenever the event fires. */
export function until(event: Event<unknown>, isSo: () => boolean): Promise<void> {
  return new Promise(resolve => {
    if (isSo()) {
      resolve();
      return;
    }
    const listening = event(() => {
      if (isSo()) {
        listening.dispose();
        resolve();
      }
    });
  });
}
