import { t } from '@vscode/l10n';
import { join } from 'node:path';
import { Emitter } from '../base/emitter';
import { blocks, definitionOf, type Gate, type GatePurpose } from '../core/gate';
import type { GateResult, Repository, Task } from '../core/model';
import { isInReview } from '../core/taskState';
import type { FinishedGate, RunGatesOptions } from '../gates/runGates';
import { diffTrees } from '../git/diffTrees';
import { type Baselines, compareWith } from './baselines';
import type { GateConfigs } from './gateConfigs';
import { GateLogs } from './gateLogs';
import { keptFindings, newResult } from './gateRows';
import { ResultRows } from './resultRows';
import { look, type Seen } from './seen';
import type { History } from './history';
import type { Workspace } from './ports';

/** A gate that writes files is given so many runs to come to rest. */
const mostRounds = 3;

/** Runs gates on tasks, and knows what each verdict is true of. */
export class GateService {
  readonly #output = new Emitter<{ task: string; gate: string; text: string }>();
  /** What gates print, as it comes. */
  readonly onOutput = this.#output.event;
  readonly #logs = new GateLogs();

  constructor(
    readonly configs: GateConfigs,
    private readonly parts: {
      readonly history: History;
      readonly workspace: Workspace;
      readonly baselines: Baselines;
    },
    private readonly logFolder: string,
    private readonly now: () => number = Date.now,
  ) {}

  /** Tell what gates on a task have printed that another window runs. */
  async readOn(task: string): Promise<void> {
    for await (const { result, text } of this.#logs.more(this.#rows(task, ['change', 'commit']))) {
      this.#output.fire({ task, gate: result.gateName, text });
    }
  }

  /** The newest result of each gate on a task, in the order they were started. */
  results(taskId: string): GateResult[] {
    return newestOf(this.#rows(taskId, ['change']));
  }

  /** The newest result of each gate that has judged exactly this tree for a task, however long ago. */
  resultsOn(task: Task, tree: string): GateResult[] {
    const rows = this.#rows(task.id, ['change', 'commit']);
    return newestOf(rows.filter(row => row.status === 'done' && row.tree === tree));
  }

  /**
   * Whether a verdict is no longer true of what is there, as far as that is known: another tree, another definition, or a
   * gate that is not asked for any more. Of a completed task: whether it is true of what was committed.
   */
  isStale(task: Task, result: GateResult, currentTree: string | null): boolean {
    if (result.status !== 'done') {
      return false;
    }
    if (task.status === 'completed') {
      const commit = this.parts.history
        .all('commits')
        .findLast(row => row.taskId === task.id && row.takenBackAt === null);
      return commit !== undefined && commit.tree !== result.tree;
    }
    return (
      result.tree === null ||
      result.tree !== currentTree ||
      task.status === 'running' ||
      (isInReview(task.status) && !this.isCurrent(task, result))
    );
  }

  /** Whether the gate is still asked for, and defined as it was when it judged. */
  isCurrent(task: Task, result: GateResult): boolean {
    return this.#definition(task, result.gateName) === result.definition;
  }

  /** Whether the same gate has also judged this very tree otherwise: one of the two verdicts was luck. */
  isFlaky(result: GateResult): boolean {
    const verdicts = this.#rows(result.taskId, ['change'])
      .filter(row => row.gateName === result.gateName && row.definition === result.definition)
      .filter(row => row.tree !== null && row.tree === result.tree)
      .map(row => row.verdict);
    return verdicts.includes('passed') && verdicts.includes('failed');
  }

  /** Whether what is known of a task's gates keeps it from review. A gate that is not asked for any more does not. */
  isBlocked(task: Task): boolean {
    const asked = new Set(this.enabledNames(task));
    return this.results(task.id).some(result => blocks(result) && asked.has(result.gateName));
  }

  /** Names of the gates that are asked for this task's change. */
  enabledNames(task: Task): string[] {
    return this.#concerned(task).map(gate => gate.name);
  }

  /** Enabled gates that have not judged a task at all, or were skipped. */
  notRun(task: Task): string[] {
    const done = new Set(
      this.results(task.id).flatMap(({ gateName, verdict }) => (verdict && verdict !== 'skipped' ? [gateName] : [])),
    );
    return this.#concerned(task).flatMap(({ name }) => (done.has(name) ? [] : [name]));
  }

  /** Begin to look how gates judged what was there before a task, in the background. */
  prepareBaseline(task: Task, gates: readonly Gate[], current: string, signal: AbortSignal): void {
    this.parts.baselines.get({ task, gates, current, signal }).catch(() => undefined); // asked again when it is needed
  }

  /**
   * Judge the work tree. Resolves to the results and what gates left in it; rejects when cancelled.
   *
   * A verdict is bound to a tree only if it was there from before the gate began until after it ended. Where gates, or
   * the developer meanwhile, change files, what they leave is judged again.
   *
   * `seen`: the tree that was in it a moment ago. What has changed since is judged again as well.
   */
  async run(
    task: Task,
    gates: readonly Gate[],
    signal: AbortSignal,
    seen?: string | null,
  ): Promise<{ readonly results: GateResult[]; readonly left: Seen | undefined }> {
    const run = new ResultRows(this.parts.history, this.#output, this.now);
    const at = this.now();
    const { gateStopsAtFirst } = this.parts.workspace.settings();
    let tree = seen ?? (await look(task.workTree, signal)).tree;
    let last: Seen | undefined;
    const first = tree;
    gates.forEach(gate => run.add(newResult(task, gate, { purpose: 'change', tree, createdAt: at })));
    try {
      let left = gates;
      for (let round = 1; left.length > 0 && round <= mostRounds; round++) {
        const began = tree;
        const finished = await this.#runGates(task, left, {
          ...{ cwd: task.workTree, logFolder: join(this.logFolder, task.id, `${at}-${round}`), signal, run },
          stopAtFirstFailure: gateStopsAtFirst && round === 1,
          tree,
          treeOf: async () => {
            last = await look(task.workTree, signal);
            return (tree = last.tree);
          },
        });
        left = finished.filter(one => one.tree !== tree && one.run.verdict !== 'skipped').map(({ gate }) => gate);
        finished.forEach(one => run.bind(one, tree));
        if (left.length === 0) {
          await this.#compare(task, gates, run, tree, signal);
          left = this.#held(gates, run, round);
        } else if (round === mostRounds) {
          const files = await diffTrees(task.workTree, began === tree ? first : began, tree);
          left.forEach(gate =>
            run.unbind(
              gate,
              files.map(({ path }) => path),
            ),
          );
          await this.#compare(task, gates, run, tree, signal);
        }
      }
    } catch (error) {
      run.skipUnfinished();
      throw error;
    }
    return { results: run.rows(), left: last };
  }

  /** Judge exactly a tree, in a temporary place; a text is why that cannot be done. */
  async runOn(
    task: Task,
    gates: readonly Gate[],
    tree: string,
    signal: AbortSignal,
  ): Promise<GateResult[] | { readonly why: string }> {
    const run = new ResultRows(this.parts.history, this.#output, this.now);
    const createdAt = this.now();
    const { tree: current } = await look(task.workTree, signal);
    const place = { workTree: task.workTree, current, tree, since: task.startedAt ?? task.createdAt, signal };
    const { temporaryEnvironment, withTree } = await import('./gateTrees');
    const made = await withTree(place, async ({ path, leftOut }) => {
      gates.forEach(gate => run.add(newResult(task, gate, { purpose: 'commit', tree, createdAt })));
      try {
        const finished = await this.#runGates(task, gates, {
          ...{ cwd: path, shownAs: task.workTree, environment: temporaryEnvironment, signal, run },
          logFolder: join(this.logFolder, task.id, `${createdAt}-commit`),
        });
        finished.forEach(one => run.bind({ ...one, tree }, tree));
        await this.#compare(task, gates, run, current, signal);
      } catch (error) {
        run.skipUnfinished();
        throw error;
      }
      run
        .rows()
        .forEach(row => leftOut.length > 0 && row.verdict === 'failed' && run.note(row.gateName, missing(leftOut)));
      return run.rows();
    });
    return 'why' in made ? made : made.done;
  }

  /** Run a gate on a work tree as it is, for no task. */
  async tryOut(repository: Repository, gate: Gate): Promise<FinishedGate> {
    const { runGates } = await import('../gates/runGates');
    const [finished] = await runGates({
      gates: [{ ...gate, enabled: true, after: [] }],
      cwd: repository.path,
      contributed: this.parts.workspace.problemMatchers(),
      logFolder: join(this.logFolder, 'tried', repository.id, String(this.now())),
    });
    if (!finished) {
      throw new Error(`${gate.name} was not run`);
    }
    return finished;
  }

  async #runGates(
    task: Task,
    gates: readonly Gate[],
    options: Omit<RunGatesOptions, 'gates' | 'onChange'> & { readonly run: ResultRows },
  ): Promise<FinishedGate[]> {
    const { run, ...rest } = options;
    const { gateConcurrency: concurrency } = this.parts.workspace.settings();
    const contributed = this.parts.workspace.problemMatchers();
    const { runGates } = await import('../gates/runGates');
    return runGates({ ...rest, concurrency, contributed, gates, onChange: progress => run.follow(task.id, progress) });
  }

  /** Set failed results beside what was before the task. */
  async #compare(
    task: Task,
    gates: readonly Gate[],
    run: ResultRows,
    current: string,
    signal: AbortSignal,
  ): Promise<void> {
    const failed = gates.filter(gate => run.isToCompare(gate));
    if (failed.length === 0) {
      return;
    }
    const baselines = await this.parts.baselines.get({ task, gates: failed, current, signal });
    for (const gate of failed) {
      const judged = run.judged(gate);
      const baseline = baselines.get(gate.name);
      if (judged && baseline) {
        const { findings, comparison } = compareWith(judged, baseline);
        run.put(gate, { findings: findings.slice(0, keptFindings), comparison });
      }
    }
  }

  /** Gates that were kept back after a failure that, as it turned out, was there before. */
  #held(gates: readonly Gate[], run: ResultRows, round: number): Gate[] {
    const isHeld = round === 1 && !run.rows().some(blocks);
    return isHeld ? gates.filter(gate => run.isHeld(gate)) : [];
  }

  #rows(taskId: string, purposes: readonly GatePurpose[]): GateResult[] {
    const rows = this.parts.history.all('qa_gate_results');
    return rows
      .filter(row => row.taskId === taskId && purposes.includes(row.purpose))
      .toSorted((a, b) => a.createdAt - b.createdAt);
  }

  #definition(task: Task, name: string): string | undefined {
    const gate = this.#enabled(task).find(other => other.name === name);
    return gate && definitionOf(gate);
  }

  #concerned(task: Task): Gate[] {
    const repository = this.#repositoryOf(task);
    return repository ? this.configs.concerned(repository, this.#enabled(task), task.filesChanged) : [];
  }

  #repositoryOf(task: Task): Repository | undefined {
    const { history } = this.parts;
    const session = history.find('sessions', task.sessionId);
    return session && history.find('repositories', session.repositoryId);
  }

  #enabled(task: Task): Gate[] {
    const repository = this.#repositoryOf(task);
    return repository ? this.configs.known(repository).filter(gate => gate.enabled) : [];
  }
}

function missing(leftOut: readonly string[]): string {
  const named = leftOut.slice(0, 3).join(', ');
  return t`It ran without ignored files that have changed since the task began: ${named}. It may have failed for want of them.`;
}

function newestOf(rows: readonly GateResult[]): GateResult[] {
  return [...new Map(rows.map(row => [row.gateName, row])).values()];
}
