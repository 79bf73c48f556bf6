import type { StreamItem } from '../../src/protocol/streamItem';
import { TimelineBrowser } from '../helpers/timelinePage';
import { stateOf, taskOf, textItem, toolItem, turnOf } from '../helpers/timelineStates';
import { figure, median, type Figure } from './figure';

const rounds = 5;

/** First paint of a session with 10,000 events in a real browser; against one with 100. */
export async function timeline(): Promise<Figure> {
  const browser = await TimelineBrowser.start();
  try {
    const paints: Record<number, number[]> = { 10_000: [], 100: [] };
    let longest = 0;
    for (let round = 0; round <= rounds; round++) {
      for (const [count, times] of Object.entries(paints)) {
        const page = await browser.open();
        const painted = await page.firstPaint(session(Number(count)));
        if (round > 0) {
          times.push(painted.time); // the first round warms up
          longest = Math.max(longest, painted.longestTask);
        }
        await page.close();
      }
    }
    const [ours = [], other = []] = [paints[10_000], paints[100]];
    const note = `longest task ${longest < 50 ? 'under 50' : Math.round(longest)} ms`;
    return { ...figure('timeline', 1.5, 'ms', median(ours), median(other)), note };
  } finally {
    await browser.dispose();
  }
}

function session(count: number): ReturnType<typeof stateOf> {
  const items = Array.from({ length: count }, (_, i): StreamItem =>
    i % 3 === 0 ? textItem(`text:${i}`, `Step **${i}** of [many](src/a.ts:${i + 1}).`) : toolItem(`tool:${i}`),
  );
  return stateOf([taskOf({ turns: [turnOf()] })], [{ task: 't1', turn: 'turn1', items }]);
}
