import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
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
  const names = Object.keys(benches).filter(name => positionals.length === 0 || positionals.includes(name));
  for (const name of names) {
    if (names.length === 1 ? await isMissed(name, values.json) : isMissedAlone(name, values.json)) {
      process.exitCode = 1;
    }
  }
}

async function isMissed(name: string, json: boolean): Promise<boolean> {
  const run = benches[name];
  assert.ok(run);
  const figure = await run();
  process.stdout.write(`${json ? JSON.stringify(figure) : inWords(figure)}\n`);
  return figure.ratio > figure.goal;
}

/** In a process of its own: the more memory a process has, the longer it takes to start another one. */
function isMissedAlone(name: string, json: boolean): boolean {
  const [program = ''] = process.argv.slice(1);
  const args = [...process.execArgv, program, name, ...(json ? ['--json'] : [])];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  return status !== 0;
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
