import { parseArgs } from 'node:util';
import { activation } from './activation';
import { bundle } from './bundle';
import type { Figure } from './figure';
import { gates } from './gates';
import { revert } from './revert';
import { scan } from './scan';
import { snapshot } from './snapshot';
import { start } from './start';
import { store } from './store';
import { stream } from './stream';
import { task } from './task';
import { timeline } from './timeline';

const benches: Record<string, () => Promise<Figure>> = {
  ...{ scan, snapshot, start, revert, stream, task, gates, store, activation, timeline, bundle },
};

/** `npm run bench [name …] [--json]`: our figures beside those of a peer, in one run. Exit code 1 if a goal is missed. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const unknown = positionals.filter(name => !(name in benches));
  if (unknown.length > 0) {
    throw new Error(`there is no bench ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`);
  }
  for (const [name, run] of Object.entries(benches)) {
    if (positionals.length === 0 || positionals.includes(name)) {
      const figure = await run();
      process.stdout.write(`${values.json ? JSON.stringify(figure) : inWords(figure)}\n`);
      if (figure.ratio > figure.goal) {
        process.exitCode = 1;
      }
    }
  }
}

function inWords({ name, ours, other, unit, ratio, goal, note }: Figure): string {
  const mark = ratio <= goal ? 'ok' : 'MISSED';
  const sides = `${`${ours} ${unit}`.padStart(12)}${`${other} ${unit}`.padStart(12)}`;
  return `${name.padEnd(10)}${sides}   ratio ${ratio}  goal ${goal}  ${mark}${note ? `  (${note})` : ''}`;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
