import { t } from '@vscode/l10n';
import { join } from 'node:path';
import { compareRuns, type ComparedRun, type JudgedRun } from '../core/compareRuns';
import { definitionOf, type Gate } from '../core/gate';
import type { Task } from '../core/model';
import { judgedRunOf, newResult, outcomeOf } from './gateRows';
import type { History } from './history';
import type { Workspace } from './ports';

/** How a gate judged a task's first snapshot, or why that cannot be known. */
export type Baseline =
  | {
      readonly run: JudgedRun;
      readonly tree: string;
      /** Ignored files that the run had to do without. */
      readonly without: readonly string[];
    }
  | { readonly why: string };

export interface BaselineRequest {
  readonly task: Task;
  readonly gates: readonly Gate[];
  /** What is in the work tree now. */
  readonly current: string;
  readonly signal?: AbortSignal;
}

/** Runs gates on what was there before a task; each tree once for each definition. */
export class Baselines {
  /** What is being made or was made by this window, by work tree, tree and definition. */
  readonly #made = new Map<string, Promise<Baseline>>();

  constructor(
    private readonly history: History,
    private readonly workspace: Workspace,
    private readonly logFolder: string,
    private readonly now: () => number = Date.now,
  ) {}

  /** The baselines of these gates, by name. */
  async get(request: BaselineRequest): Promise<Map<string, Baseline>> {
    const { task, gates } = request;
    const [first] = this.history.all('turns').filter(turn => turn.taskId === task.id && turn.number === 1);
    const tree = first?.startTree;
    if (!tree) {
      return new Map(gates.map(gate => [gate.name, { why: t('the task has no first snapshot') }]));
    }
    const missing = gates.filter(gate => !this.#known(task, gate, tree));
    if (missing.length > 0) {
      const making = this.#make({ ...request, gates: missing }, tree, first.startedAt);
      for (const gate of missing) {
        const key = keyOf(task, gate, tree);
        const one = making.then(made => made.get(gate.name) ?? { why: t('it was not run there') });
        this.#made.set(key, one);
        one.then(
          made => 'why' in made && this.#made.delete(key), // it may be possible later
          () => this.#made.delete(key),
        );
      }
    }
    const known = gates.map(async gate => [gate.name, await this.#known(task, gate, tree)] as const);
    const found = await Promise.all(known);
    return new Map(found.flatMap(([name, baseline]) => (baseline ? [[name, baseline] as const] : [])));
  }

  #known(task: Task, gate: Gate, tree: string): Promise<Baseline> | undefined {
    return this.#made.get(keyOf(task, gate, tree)) ?? this.#stored(task, gate, tree);
  }

  /** Whatever it was made for: a gate's verdict on this very tree. */
  #stored(task: Task, gate: Gate, tree: string): Promise<Baseline> | undefined {
    const definition = definitionOf(gate);
    const rows = this.history.all('qa_gate_results').filter(row => {
      const isWhole = row.status === 'done' && (row.verdict === 'passed' || row.verdict === 'failed');
      return isWhole && row.tree === tree && row.definition === definition && row.gateName === gate.name;
    });
    const row = rows.findLast(({ taskId }) => this.history.find('tasks', taskId)?.workTree === task.workTree);
    const run = row && judgedRunOf(row);
    return run && Promise.resolve({ run, tree, without: [] });
  }

  async #make(request: BaselineRequest, tree: string, since: number): Promise<Map<string, Baseline>> {
    const { task, gates, current, signal } = request;
    const at = this.now();
    const place = { workTree: task.workTree, current, tree, since, ...(signal && { signal }) };
    const { temporaryEnvironment, withTree } = await import('./gateTrees');
    const made = await withTree(place, async ({ path, leftOut }) => {
      const { runGates } = await import('../gates/runGates');
      const finished = await runGates({
        gates: gates.map(gate => ({ ...gate, enabled: true, after: [] })),
        cwd: path,
        shownAs: task.workTree,
        environment: temporaryEnvironment,
        logFolder: join(this.logFolder, task.id, `${at}-before`),
        concurrency: this.workspace.settings().gateConcurrency,
        contributed: this.workspace.problemMatchers(),
        ...(signal && { signal }),
      });
      for (const { gate, run, logFile } of leftOut.length === 0 ? finished : []) {
        const row = newResult(task, gate, { purpose: 'baseline', tree, createdAt: at });
        const outcome = outcomeOf(run, logFile);
        this.history
          .put('qa_gate_results', { ...row, ...outcome, status: 'done', completedAt: this.now() })
          .catch(() => undefined); // kept and retried; history says so
      }
      return finished.map(({ gate, run }) => [gate.name, { run, tree, without: leftOut }] as const);
    });
    return 'why' in made ? new Map(gates.map(gate => [gate.name, made])) : new Map(made.done);
  }
}

/** A failed run beside its baseline, or why they cannot be compared. */
export function compareWith(now: JudgedRun, baseline: Baseline): ComparedRun {
  const notAvailable = (why: string): ComparedRun => ({
    findings: now.findings,
    comparison: { state: 'notAvailable', why },
  });
  if ('why' in baseline) {
    return notAvailable(baseline.why);
  }
  const { run, tree, without } = baseline;
  const compared = compareRuns(now, run, tree);
  // What is missing there may be why it failed there, and then it says nothing about the change.
  const isDoubtful =
    without.length > 0 &&
    run.verdict === 'failed' &&
    compared.comparison.state === 'compared' &&
    (compared.comparison.fixed.length > 0 || run.findings.length === 0);
  return isDoubtful
    ? notAvailable(t`ignored files have changed since the task began: ${without.slice(0, 3).join(', ')}`)
    : compared;
}

function keyOf(task: Task, gate: Gate, tree: string): string {
  return [task.workTree, tree, gate.name, definitionOf(gate)].join('\0');
}
