/** One line of the table: ours beside a peer, measured in turn in one run. */
export interface Figure {
  readonly name: string;
  readonly ours: number;
  readonly other: number;
  readonly unit: 'ms' | 'kB';
  readonly ratio: number;
  /** The ratio to reach, at most. */
  readonly goal: number;
  /** What was measured besides, in words. */
  readonly note?: string;
}

export interface Sides {
  readonly ours: () => Promise<unknown>;
  readonly other: () => Promise<unknown>;
  /** Before each run of either side, not measured. */
  readonly reset?: () => Promise<unknown>;
}

/** Run both sides several times in turn; the medians count, since machines are noisy. */
export async function compare(name: string, goal: number, rounds: number, sides: Sides): Promise<Figure> {
  const times: Record<'ours' | 'other', number[]> = { ours: [], other: [] };
  for (let round = 0; round <= rounds; round++) {
    for (const side of ['ours', 'other'] as const) {
      await sides.reset?.();
      const started = performance.now();
      await sides[side]();
      if (round > 0) {
        times[side].push(performance.now() - started); // the first round warms up
      }
    }
  }
  return figure(name, goal, 'ms', median(times.ours), median(times.other));
}

export function figure(name: string, goal: number, unit: Figure['unit'], ours: number, other: number): Figure {
  return { name, ours: round(ours), other: round(other), unit, ratio: round(ours / other, 100), goal };
}

/** Longest time that this thread did not get to do anything else while work ran, in milliseconds. */
export async function longestBlock(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - 1);
    last = now;
  }, 1);
  await work();
  clearInterval(timer);
  return Math.max(longest, performance.now() - last - 1);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function round(value: number, precision = 10): number {
  return Math.round(value * precision) / precision;
}
