import { createHash } from 'node:crypto';
import { placesIn, type ReviewedFile, type StateOf } from './reviewedFile';

/**
 * A print of each hunk's lines as they are now, the developer's tweaks included: what an approval is bound to.
 *
 * Two prints of a hunk are the same just when its lines read the same, wherever they have moved to.
 */
export function printHunks(file: ReviewedFile, current: readonly string[], stateOf: StateOf): Map<string, string> {
  const prints = new Map<string, string>();
  for (const { hunks, current: range } of placesIn(file, current, stateOf)) {
    const print = createHash('sha256')
      .update(JSON.stringify(current.slice(range.start, range.end)))
      .digest('hex');
    hunks.forEach(hunk => prints.set(hunk.id, print.slice(0, 16)));
  }
  return prints;
}
