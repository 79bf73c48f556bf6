import { formatCost } from './format';
import { markdownBlocks } from './markdown';

/** What takes long for the first time alone: number formats are loaded, and Markdown's rules made ready. */
const firstTimes: readonly (() => unknown)[] = [
  () => formatCost(0),
  () => markdownBlocks({}, 'Some **words**, `code` and [a link](src/a.ts:1).'),
];

/** Do each of it while nothing else is to be done, so that no drawing waits for it. */
export function warmUp(): void {
  if (typeof requestIdleCallback !== 'function') {
    return; // Safari has none: there the first drawing does it
  }
  const left = firstTimes.values();
  const next = (): void => {
    const { value: work, done } = left.next();
    if (!done) {
      work();
      requestIdleCallback(next);
    }
  };
  requestIdleCallback(next);
}
