import type { TimelineModel } from './model';
import { searchParts, type SearchPart } from './searchParts';

/** A place where the text is found: in this part, so many found before it in the same part. */
export interface Hit extends Pick<SearchPart, 'part' | 'folds' | 'chunk' | 'task'> {
  readonly nth: number;
}

export interface Hits {
  readonly hits: readonly Hit[];
  /** Whether there may be more. */
  readonly isCut: boolean;
}

/** So many are found at most: nobody walks through more, and each costs. */
export const hitLimit = 1_000;
/** How long is searched without letting anything else happen, in milliseconds. */
const slice = 8;

/**
 * Every place that holds the text, upper and lower case alike.
 *
 * Searches in slices of time. `pause` lets other things happen in between; it resolves to false when nobody wants the answer
 * any more, which is then null.
 */
export async function findHits(
  model: TimelineModel,
  query: string,
  pause: () => Promise<boolean>,
  clock: () => number = () => performance.now(),
): Promise<Hits | null> {
  const hits: Hit[] = [];
  const pattern = patternOf(query);
  let until = clock() + slice;
  for (const { text, ...place } of query === '' ? [] : searchParts(model)) {
    const count = countIn(text, pattern, hitLimit - hits.length);
    for (let nth = 0; nth < count; nth++) {
      hits.push({ ...place, nth });
    }
    if (hits.length === hitLimit) {
      return { hits, isCut: true };
    }
    if (clock() >= until) {
      if (!(await pause())) {
        return null;
      }
      until = clock() + slice;
    }
  }
  return { hits, isCut: false };
}

/** What the text is looked for with: it means itself, and nothing in it is a pattern. */
export function patternOf(query: string): RegExp {
  return new RegExp(query.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`), 'giu');
}

function countIn(text: string, pattern: RegExp, limit: number): number {
  let count = 0;
  pattern.lastIndex = 0;
  while (count < limit && pattern.test(text)) {
    count++;
  }
  return count;
}
