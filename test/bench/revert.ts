import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { History } from '../../src/app/history';
import { Rejections } from '../../src/app/rejections';
import { Review } from '../../src/app/review';
import { newTask } from '../../src/app/tasks';
import type { Task } from '../../src/core/model';
import { snapshotTree } from '../helpers/snapshotTree';
import { MemoryKeeper } from '../helpers/memoryKeeper';
import { TestEditors } from '../helpers/testEditors';
import { compare, type Figure, median } from './figure';
import { LargeRepository } from './largeRepository';

const count = 1000;

/**
 * A surgical revert of 1,000 files with its undo; against `git checkout` of the same files, which has none.
 *
 * From the click to the end. By then the work tree is as the turn left it, whose snapshot was taken, and the change has
 * been read, as it is when a review is on the screen.
 */
export async function revert(): Promise<Figure> {
  const repository = new LargeRepository(count);
  try {
    const before = await snapshotTree(repository.path);
    repository.change(count);
    const after = await snapshotTree(repository.path);
    const [history, editors] = [await History.open(new MemoryKeeper()), new TestEditors()];
    const review = new Review(history, editors);
    const rejections = new Rejections(history, review, editors);
    let task = taskOf(repository.path, before, after);
    const readings: number[] = [];
    const reset = async (): Promise<void> => {
      repository.change(count);
      task = taskOf(repository.path, before, after);
      const started = performance.now();
      await review.change(task);
      readings.push(performance.now() - started);
      assert.equal(await snapshotTree(repository.path), after);
    };
    const figure = await compare('revert', 2.5, 5, {
      reset,
      ours: async () => {
        const { undoTo, ...outcome } = await rejections.reject(task, await review.rejectable(task), { reason: null });
        assert.deepEqual(outcome, { overlaps: [], failed: [], differs: [], undoFrom: after });
        assert.equal(undoTo, before);
      },
      other: () => Promise.resolve(repository.git('checkout', '--quiet', '--', '.')),
    });
    return { ...figure, note: `the change itself was read before, in ${Math.round(median(readings))} ms` };
  } finally {
    repository.dispose();
  }
}

function taskOf(workTree: string, beforeTree: string, afterTree: string): Task {
  const identity = { id: randomUUID(), sessionId: 's', prompt: 'p', workTree, createdAt: 0 };
  return { ...newTask(identity), status: 'waiting_approval', beforeTree, afterTree };
}
