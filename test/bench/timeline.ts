import type { StreamItem } from '../../src/protocol/streamItem';
import { TimelineBrowser, type TimelinePage } from '../helpers/timelinePage';
import { stateOf, taskOf, textItem, toolItem, turnOf } from '../helpers/timelineStates';
import { figure, median, type Figure } from './figure';

const rounds = 5;

/** First paint of a session with 10,000 events in a real browser; against one with 100. */
export async function timeline(): Promise<Figure> {
  const browser = await TimelineBrowser.start();
  try {
    const many: Painted[] = [];
    const few: Painted[] = [];
    for (let round = 0; round <= rounds; round++) {
      for (const [count, paints] of [
        [10_000, many],
        [100, few],
      ] as const) {
        const page = await browser.open();
        const painted = await page.firstPaint(session(count));
        if (round > 0) {
          paints.push(painted); // the first round warms up
        }
        await page.close();
      }
    }
    const [ours, other] = [many, few].map(paints => median(paints.map(({ time }) => time)));
    const note = `longest task ${longest(many)}, with 100 events ${longest(few)}`;
    return { ...figure('timeline', 1.5, 'ms', ours ?? Number.NaN, other ?? Number.NaN), note };
  } finally {
    await browser.dispose();
  }
}

type Painted = Awaited<ReturnType<TimelinePage['firstPaint']>>;

/** The longest task of an opening: of half of them at most this, and of all. */
function longest(paints: readonly Painted[]): string {
  const tasks = paints.map(({ longestTask }) => longestTask);
  return `${inWords(median(tasks))} (at most ${inWords(Math.max(...tasks))})`;
}

/** Browsers tell of tasks of 50 ms and more alone. */
function inWords(time: number): string {
  return time < 50 ? 'under 50 ms' : `${Math.round(time)} ms`;
}

function session(count: number): ReturnType<typeof stateOf> {
  const items = Array.from({ length: count }, (_, i): StreamItem =>
    i % 3 === 0 ? textItem(`text:${i}`, `Step **${i}** of [many](src/a.ts:${i + 1}).`) : toolItem(`tool:${i}`),
  );
  return stateOf([taskOf({ turns: [turnOf()] })], [{ task: 't1', turn: 'turn1', items }]);
}
