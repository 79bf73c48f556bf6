import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { History } from '../../src/app/history';
import type { Task } from '../../src/core/model';
import type { Change } from '../../src/store/changes';
import { Store } from '../../src/store/store';
import { repository, session, task as sample } from '../unit/store/samples';
import { compare, type Figure, longestBlock, median } from './figure';

const goal = 20;
/** The host may not be kept from other work for longer, in milliseconds. */
const blockGoal = 20;
const blockRounds = 5;

/**
 * A status change on disk with 10,000 tasks stored; against 100. Besides: the curve beyond, and how long the host is kept
 * from other work by its own change, by reading another window's, and by opening the history.
 */
export async function store(): Promise<Figure> {
  const [few, many] = [await Kept.with(100), await Kept.with(10_000)];
  try {
    const figure = await compare('store', goal, 7, { ours: () => many.change(), other: () => few.change() });
    const blocks = {
      'own change': await usualBlock(() => many.change()),
      "another window's": await usualBlock(() => many.changeElsewhere()),
      opening: await usualBlock(() => many.openAnew()),
    };
    const block = Math.max(...Object.values(blocks));
    const curve = { '100': figure.other, '1,000': 0, '10,000': figure.ours, '50,000': 0 };
    for (const [name, count] of [
      ['1,000', 1_000],
      ['50,000', 50_000],
    ] as const) {
      const kept = await Kept.with(count);
      try {
        const { ours } = await compare('store', goal, 3, { ours: () => kept.change(), other: () => Promise.resolve() });
        curve[name] = ours;
      } finally {
        await kept.dispose();
      }
    }
    const inWords = (values: Readonly<Record<string, number>>): string =>
      Object.entries(values)
        .map(([name, value]) => `${name}: ${Math.round(value * 10) / 10} ms`)
        .join(', ');
    const note = `tasks stored: ${inWords(curve)}; longest block of the host with 10,000: ${inWords(blocks)}, goal ${blockGoal}`;
    return { ...figure, ratio: block > blockGoal ? Math.max(figure.ratio, goal + 1) : figure.ratio, note };
  } finally {
    await few.dispose();
    await many.dispose();
  }
}

/** The median over some rounds: in a single one, another process may have had the processor. */
async function usualBlock(work: () => Promise<unknown>): Promise<number> {
  const blocks: number[] = [];
  for (let round = 0; round < blockRounds; round++) {
    blocks.push(await longestBlock(work));
  }
  return median(blocks);
}

/** A history with so many tasks of 1 kB in it, and another window that has it open too. */
class Kept {
  #status: Task['status'] = 'running';

  private constructor(
    private readonly folder: string,
    private readonly store: Store,
    private readonly history: History,
    private readonly other: Store,
  ) {}

  static async with(count: number): Promise<Kept> {
    const folder = mkdtempSync(join(tmpdir(), 'autobot-bench-store-'));
    const store = await openStore(folder);
    await store.write([
      { table: 'repositories', put: repository },
      { table: 'sessions', put: session },
    ]);
    for (let from = 0; from < count; from += 10_000) {
      const tasks = Array.from({ length: Math.min(count - from, 10_000) }, (_, i) => task(from + i));
      await store.write(tasks.map((put): Change => ({ table: 'tasks', put })));
    }
    return new Kept(folder, store, await History.open(store), await openStore(folder));
  }

  /** Resolves when it is on disk. */
  change(): Promise<void> {
    return this.history.put('tasks', this.#next());
  }

  /** Another window makes the change; resolves when it is seen here. */
  async changeElsewhere(): Promise<void> {
    const next = this.#next();
    const seen = new Promise<void>(resolve => {
      const listening = this.history.onDidChange(() => {
        if (this.history.get('tasks', next.id).status === next.status) {
          listening.dispose();
          resolve();
        }
      });
    });
    await this.other.write([{ table: 'tasks', put: next }]);
    await seen;
  }

  /** As a window that opens. */
  async openAnew(): Promise<void> {
    const store = await openStore(this.folder);
    (await History.open(store)).dispose();
    await store.close();
  }

  async dispose(): Promise<void> {
    this.history.dispose();
    await Promise.all([this.store.close(), this.other.close()]);
    rmSync(this.folder, { recursive: true });
  }

  #next(): Task {
    this.#status = this.#status === 'running' ? 'waiting_qa' : 'running';
    return { ...this.history.get('tasks', 'task-1'), status: this.#status };
  }
}

function openStore(folder: string): Promise<Store> {
  const [workerFile, wasmFile] = [resolve('dist/storeWorker.js'), resolve('dist/sql-wasm.wasm')];
  return Store.open({ folder, workerFile, wasmFile, keepBackups: 0 });
}

function task(number: number): Task {
  return { ...sample, id: `task-${number}`, prompt: `${number} `.padEnd(1_000, 'Make it better. ') };
}
