import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Change, Snapshot } from '../../../src/store/changes';
import { StoreDatabase } from '../../../src/store/database';
import { emptySnapshot, fullSnapshot, repository, session, task } from './samples';
import { StoreFolder, wasmFile } from './storeFolder';

/** Rows of three repositories, each with sessions, tasks and decisions that refer to each other. */
const number = fc.integer({ min: 0, max: 2 });
const change = fc.oneof(
  number.map(n => ({ table: 'repositories' as const, put: { ...repository, id: `r${n}`, path: `/${n}` } })),
  fc.tuple(number, number, fc.constantFrom('active', 'paused', 'completed', 'abandoned')).map(([n, of, status]) => ({
    table: 'sessions' as const,
    put: { ...session, id: `s${n}`, repositoryId: `r${of}`, status },
  })),
  fc.tuple(number, number, fc.string({ unit: 'grapheme', maxLength: 12 })).map(([n, of, prompt]) => ({
    table: 'tasks' as const,
    put: { ...task, id: `t${n}`, sessionId: `s${of}`, prompt },
  })),
  fc.tuple(number, number).map(([n, of]) => ({
    table: 'decisions' as const,
    put: { ...decision, id: `d${n}`, taskId: `t${of}` },
  })),
  fc
    .tuple(
      number,
      fc.constantFrom('repositories' as const, 'sessions' as const, 'tasks' as const, 'decisions' as const),
    )
    .map(([n, table]) => ({ table, delete: `${table.charAt(0)}${n}` })),
) as fc.Arbitrary<Change>;
const decision = fullSnapshot.decisions[0] ?? assert.fail();

type Step = { readonly do: 'write'; readonly window: number; readonly batches: Change[][] } | { readonly do: 'reopen' };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('write' as const), window: fc.nat(1), batches: batches() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const) }) },
);
function batches(): fc.Arbitrary<Change[][]> {
  return fc.array(fc.array(change, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 });
}

describe('store/model', () => {
  it('holds what a model in memory holds, after any writes of two windows', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async steps => {
        const folder = new StoreFolder();
        const open = (): Promise<StoreDatabase> =>
          StoreDatabase.open({ folder: folder.path, wasmFile, keepBackups: 0 });
        const windows = [await open(), await open()];
        try {
          let model: Snapshot = emptySnapshot;
          for (const action of steps) {
            if (action.do === 'reopen') {
              windows.splice(0).forEach(window => window.close());
              windows.push(await open(), await open());
            } else {
              const outcomes = await windows[action.window]?.write(action.batches);
              const expected = action.batches.map(batch => {
                const after = applyToModel(model, batch);
                model = typeof after === 'string' ? model : after;
                return typeof after === 'string' ? after : null;
              });
              assert.deepEqual(
                outcomes?.map(outcome => outcome?.reason ?? null),
                expected,
              );
            }
            for (const window of windows) {
              assert.deepEqual(sorted(await window.load()), sorted(model));
            }
          }
        } finally {
          windows.forEach(window => window.close());
          folder.dispose();
        }
      }),
      { numRuns: Number(process.env['AUTOBOT_PROPERTY_RUNS'] ?? 40) },
    );
  });
});

/** The model: what a batch makes of these rows, or why it is refused. */
function applyToModel(before: Snapshot, batch: readonly Change[]): Snapshot | 'conflict' | 'missingParent' {
  let after = before;
  for (const change of batch) {
    after = 'delete' in change ? remove(after, change.table, change.delete) : put(after, change);
    const open = after.sessions.filter(({ status }) => status === 'active' || status === 'paused');
    if (new Set(open.map(row => row.repositoryId)).size < open.length) {
      return 'conflict';
    }
  }
  const has = (table: keyof Snapshot, id: string): boolean => after[table].some(row => row.id === id);
  const complete =
    after.sessions.every(row => has('repositories', row.repositoryId)) &&
    after.tasks.every(row => has('sessions', row.sessionId)) &&
    after.decisions.every(row => has('tasks', row.taskId));
  return complete ? after : 'missingParent';
}

function put(snapshot: Snapshot, change: Extract<Change, { put: unknown }>): Snapshot {
  const others = snapshot[change.table].filter(row => row.id !== change.put.id);
  return { ...snapshot, [change.table]: [...others, change.put] };
}

/** A row goes with all that hangs on it. */
function remove(snapshot: Snapshot, table: keyof Snapshot, id: string): Snapshot {
  if (!snapshot[table].some(row => row.id === id)) {
    return snapshot;
  }
  const without = { ...snapshot, [table]: snapshot[table].filter(row => row.id !== id) };
  switch (table) {
    case 'repositories':
      return snapshot.sessions
        .filter(row => row.repositoryId === id)
        .reduce((rest, row) => remove(rest, 'sessions', row.id), without);
    case 'sessions':
      return snapshot.tasks
        .filter(row => row.sessionId === id)
        .reduce((rest, row) => remove(rest, 'tasks', row.id), without);
    case 'tasks':
      return { ...without, decisions: without.decisions.filter(row => row.taskId !== id) };
    default:
      return without;
  }
}

function sorted(snapshot: Snapshot): unknown {
  const byId = (a: { id: string }, b: { id: string }): number => a.id.localeCompare(b.id);
  return Object.entries(snapshot).map(([table, rows]: [string, readonly { id: string }[]]) => [
    table,
    rows.toSorted(byId),
  ]);
}
