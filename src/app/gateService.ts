import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Emitter } from '../base/emitter';
import { blocks, type Gate } from '../core/gate';
import type { GateConfig, GateResult, Repository, Task } from '../core/model';
import { stableId } from '../core/stableId';
import { detectGates } from '../gates/detect';
import type { GateRun } from '../gates/runGate';
import { type GateProgress, runGates } from '../gates/runGates';
import { mergeGates, parseGateSettings } from '../gates/settings';
import { snapshotTree } from '../git/snapshotTree';
import type { History } from './history';
import type { Log, Workspace } from './ports';

/** The gates of a repository, and their runs on tasks. */
export class GateService {
  readonly #output = new Emitter<{ task: string; gate: string; text: string }>();
  /** What gates print, as it comes. */
  readonly onOutput = this.#output.event;

  constructor(
    private readonly history: History,
    private readonly workspace: Workspace,
    private readonly logFolder: string,
    private readonly log: Log,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * What applies to a repository: detected gates, changed and added to by the user (stored), then by the settings of the
   * workspace. What is detected anew is stored; a detected gate that is no longer there goes.
   */
  async gates(repository: Repository): Promise<readonly Gate[]> {
    await this.#detect(repository);
    const stored = this.stored(repository);
    const settings = parseGateSettings(this.workspace.settings().qaGates(repository.path));
    const merged = mergeGates(stored, settings.gates);
    [...settings.problems, ...merged.problems].forEach(problem => this.log.warn(problem));
    return merged.gates;
  }

  /** The stored gates of a repository and of all repositories, in the order they run. */
  stored(repository: Repository): GateConfig[] {
    const rows = this.history.all('qa_gate_configs');
    const own = rows.filter(row => row.repositoryId === repository.id);
    const names = new Set(own.map(row => row.name));
    const general = rows.filter(row => row.repositoryId === null && !names.has(row.name));
    return [...own, ...general].toSorted((a, b) => a.order - b.order || a.createdAt - b.createdAt);
  }

  async put(config: GateConfig): Promise<void> {
    await this.history.put('qa_gate_configs', { ...config, updatedAt: this.now() });
  }

  async add(repository: Repository, gate: Omit<Gate, 'source'>): Promise<void> {
    await this.history.put('qa_gate_configs', this.#row(repository, { ...gate, source: 'user' }));
  }

  async remove(id: string): Promise<void> {
    await this.history.save([{ table: 'qa_gate_configs', delete: id }]);
  }

  /** The newest result of each gate on a task, in the order they were started. */
  results(taskId: string): GateResult[] {
    const results = this.history.all('qa_gate_results').filter(row => row.taskId === taskId);
    const newest = new Map<string, GateResult>();
    for (const result of results.toSorted((a, b) => a.createdAt - b.createdAt)) {
      newest.set(result.gateName, result);
    }
    return [...newest.values()];
  }

  /**
   * Judge the work tree as it is now. Resolves to the results; rejects when cancelled.
   *
   * A verdict belongs to the tree that was there when the gates started.
   */
  async run(task: Task, gates: readonly Gate[], signal: AbortSignal): Promise<GateResult[]> {
    const tree = await snapshotTree(task.workTree, signal);
    const at = this.now();
    const rows = new Map<Gate, GateResult>();
    const put = (gate: Gate, facts: Partial<GateResult>): void => {
      const row = { ...(rows.get(gate) ?? this.#newResult(task, gate, tree, at)), ...facts };
      rows.set(gate, row);
      void this.history.put('qa_gate_results', row).catch(() => undefined); // kept and retried; history says so
    };
    const onChange = (progress: GateProgress): void => {
      const { gate } = progress;
      if (progress.type === 'output') {
        this.#output.fire({ task: task.id, gate: gate.name, text: progress.text });
      } else if (progress.type === 'done') {
        put(gate, { ...outcomeOf(progress.run), status: 'done', completedAt: this.now() });
      } else {
        put(gate, { status: progress.type });
      }
    };
    const logFolder = join(this.logFolder, task.id, String(at));
    try {
      await runGates({ gates, cwd: task.workTree, logFolder, onChange, signal });
    } catch (error) {
      for (const [gate, row] of rows) {
        if (row.status !== 'done') {
          put(gate, { status: 'done', verdict: 'skipped', completedAt: this.now() }); // it judged nothing
        }
      }
      throw error;
    }
    return [...rows.values()];
  }

  async #detect(repository: Repository): Promise<void> {
    const detected = await detectGates(repository.path);
    const stored = this.history.all('qa_gate_configs').filter(row => row.repositoryId === repository.id);
    const names = new Set(detected.map(gate => gate.name));
    const known = new Set(stored.map(row => row.name));
    await this.history.save([
      ...detected
        .filter(gate => !known.has(gate.name))
        .map(gate => ({ table: 'qa_gate_configs' as const, put: this.#row(repository, gate) })),
      ...stored
        .filter(row => row.source === 'detected' && !names.has(row.name))
        .map(row => ({ table: 'qa_gate_configs' as const, delete: row.id })),
    ]);
  }

  #row(repository: Repository, gate: Gate): GateConfig {
    const at = this.now();
    const id = stableId(repository.id, gate.name); // two windows that detect the same gate store one row
    return { ...gate, id, repositoryId: repository.id, createdAt: at, updatedAt: at };
  }

  #newResult(task: Task, gate: Gate, tree: string, createdAt: number): GateResult {
    return {
      id: randomUUID(),
      taskId: task.id,
      gateName: gate.name,
      status: 'queued',
      failOnError: gate.failOnError,
      tree,
      createdAt,
      ...{ verdict: null, exitCode: null, output: null, findings: [], duration: null, completedAt: null },
    };
  }
}

/** Whether these results keep a task from review. */
export function isBlockedBy(results: readonly GateResult[]): boolean {
  return results.some(({ failOnError, verdict }) => failOnError && verdict !== null && blocks(verdict));
}

function outcomeOf(run: GateRun): Partial<GateResult> {
  const { verdict, exitCode, duration, findings } = run;
  const message = run.message ? `${run.message}\n` : '';
  return { verdict, exitCode, duration, findings, output: message + run.output };
}
