import { t } from '@vscode/l10n';
import type { Emitter } from '../base/emitter';
import type { Gate } from '../core/gate';
import type { GateResult } from '../core/model';
import type { GateRun } from '../gates/runGate';
import type { FinishedGate, GateProgress } from '../gates/runGates';
import { outcomeOf } from './gateRows';
import type { History } from './history';

/** The rows of gates that run together, kept as they change. */
export class ResultRows {
  readonly #rows = new Map<string, GateResult>();
  readonly #runs = new Map<string, GateRun>();

  constructor(
    private readonly history: History,
    private readonly output: Emitter<{ task: string; gate: string; text: string }>,
    private readonly now: () => number,
  ) {}

  rows(): GateResult[] {
    return [...this.#rows.values()];
  }

  add(row: GateResult): void {
    this.#rows.set(row.gateName, row);
    this.history.put('qa_gate_results', row).catch(() => undefined); // kept and retried; history says so
  }

  put({ name }: Pick<Gate, 'name'>, facts: Partial<GateResult>): void {
    const row = this.#rows.get(name);
    if (row) {
      this.add({ ...row, ...facts });
    }
  }

  follow(task: string, progress: GateProgress): void {
    const { gate } = progress;
    switch (progress.type) {
      case 'output':
        this.output.fire({ task, gate: gate.name, text: progress.text });
        break;
      case 'done':
        this.#runs.set(gate.name, progress.run);
        this.put(gate, { ...outcomeOf(progress.run, progress.logFile), status: 'done', completedAt: this.now() });
        break;
      case 'running':
        this.put(gate, {
          ...{ status: 'running', verdict: null, comparison: null, findings: [], output: null },
          log: progress.logFile,
        });
        break;
      case 'queued':
        break;
    }
  }

  /** Say which tree a verdict is true of. */
  bind({ gate, tree }: FinishedGate, last: string): void {
    const { verdict } = this.#rows.get(gate.name) ?? {};
    this.put(gate, { tree: verdict === 'skipped' ? last : tree });
  }

  /** It, or the developer meanwhile, changes files again and again, so that its verdict is true of no tree. */
  unbind(gate: Gate, files: readonly string[]): void {
    const named = files.length === 0 ? 'files' : files.slice(0, 3).join(', ');
    const more = files.length > 3 ? t` and ${files.length - 3} more` : '';
    this.note(
      gate.name,
      t`While gates ran, ${named}${more} kept changing, so this verdict is true of no tree for sure. If gates write them, let git ignore them.`,
    );
    this.put(gate, { tree: null });
  }

  /** Say something in front of the output. */
  note(name: string, text: string): void {
    this.put({ name }, { output: `${text}\n${this.#rows.get(name)?.output ?? ''}` });
  }

  /** Whether it failed and has not been set beside its baseline yet. */
  isToCompare(gate: Gate): boolean {
    const row = this.#rows.get(gate.name);
    return row?.verdict === 'failed' && row.comparison === null;
  }

  judged(gate: Gate): GateRun | undefined {
    return this.#runs.get(gate.name);
  }

  /** Whether it was skipped although everything that it waits for passed. */
  isHeld(gate: Gate): boolean {
    const verdictOf = (name: string): unknown => this.#rows.get(name)?.verdict ?? 'passed';
    return verdictOf(gate.name) === 'skipped' && gate.after.every(name => verdictOf(name) === 'passed');
  }

  /** After a cancellation: what was not done has judged nothing. */
  skipUnfinished(): void {
    for (const row of this.rows()) {
      if (row.status !== 'done') {
        this.put({ name: row.gateName }, { status: 'done', verdict: 'skipped', completedAt: this.now() });
      }
    }
  }
}
