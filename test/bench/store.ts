import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { History } from '../../src/app/history';
import type { Task } from '../../src/core/model';
import type { Change } from '../../src/store/changes';
import { Store } from '../../src/store/store';
import { repository, session, task as sample } from '../unit/store/samples';
import { compare, type Figure, longestBlock } from './figure';

const goal = 20;
/** The host may not be kept from other work for longer, in milliseconds. */
const blockGoal = 20;

/** A status change on disk with 10,000 tasks stored; against 100. What the curve is beyond, and what the host feels, is noted. */
export async function store(): Promise<Figure> {
  const [few, many] = [await Kept.with(100), await Kept.with(10_000)];
  try {
    const figure = await compare('store', goal, 7, { ours: () => many.change(), other: () => few.change() });
    const blocks = [await longestBlock(() => many.change()), await many.blockOfReload()];
    const curve = [`100: ${figure.other} ms`];
    for (const count of [1_000, 50_000]) {
      const kept = await Kept.with(count);
      try {
        const { ours } = await compare('store', goal, 3, { ours: () => kept.change(), other: () => Promise.resolve() });
        curve.push(`${count.toLocaleString('en')}: ${ours} ms`);
        blocks.push(await longestBlock(() => kept.change()));
        if (count === 50_000) {
          curve.push(`reload of 50,000 blocks ${Math.round(await kept.blockOfReload())} ms`);
        }
      } finally {
        await kept.dispose();
      }
    }
    const block = Math.max(...blocks);
    const note = `${curve.join(', ')}; longest block of the host ${Math.round(block * 10) / 10} ms, goal ${blockGoal}`;
    return { ...figure, ratio: block > blockGoal ? Math.max(figure.ratio, goal + 1) : figure.ratio, note };
  } finally {
    await few.dispose();
    await many.dispose();
  }
}

/** A history with so many tasks of 1 kB in it. */
class Kept {
  #status: Task['status'] = 'running';

  private constructor(
    private readonly folder: string,
    private readonly store: Store,
    private readonly history: History,
  ) {}

  static async with(count: number): Promise<Kept> {
    const folder = mkdtempSync(join(tmpdir(), 'autobot-bench-store-'));
    const store = await Store.open({
      folder,
      workerFile: resolve('dist/storeWorker.js'),
      wasmFile: resolve('dist/sql-wasm.wasm'),
      keepBackups: 0,
    });
    await store.write([
      { table: 'repositories', put: repository },
      { table: 'sessions', put: session },
    ]);
    for (let from = 0; from < count; from += 10_000) {
      const tasks = Array.from({ length: Math.min(count - from, 10_000) }, (_, i) => task(from + i));
      await store.write(tasks.map((put): Change => ({ table: 'tasks', put })));
    }
    return new Kept(folder, store, await History.open(store));
  }

  /** Resolves when it is on disk. */
  change(): Promise<void> {
    this.#status = this.#status === 'running' ? 'waiting_qa' : 'running';
    return this.history.put('tasks', { ...this.history.get('tasks', 'task-1'), status: this.#status });
  }

  /** As after a change by another window. */
  blockOfReload(): Promise<number> {
    return longestBlock(() => this.history.reload());
  }

  async dispose(): Promise<void> {
    this.history.dispose();
    await this.store.close();
    rmSync(this.folder, { recursive: true });
  }
}

function task(number: number): Task {
  return { ...sample, id: `task-${number}`, prompt: `${number} `.padEnd(1_000, 'Make it better. ') };
}
