import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import type { Event } from '../base/emitter';
import { type Disposable, Disposables } from '../base/lifecycle';
import type { GateResult } from '../core/model';
import { isInReview } from '../core/taskState';
import { type Problem, problemsOf } from './gateDiagnosticsModel';

/** Shows what gates found in the Problems view and at its lines, and takes it away once it is stale. */
export class GateDiagnostics implements Disposable {
  readonly #owned = new Disposables();
  readonly #collection = this.#owned.add(vscode.languages.createDiagnosticCollection('autobot'));
  #shown = '';

  constructor(
    private readonly autobot: Pick<Autobot, 'tasks' | 'gates' | 'facts'>,
    onDidChange: Event<void>,
  ) {
    this.#owned.add(onDidChange(() => this.#update()));
    this.#update();
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #update(): void {
    const { tasks, gates, facts } = this.autobot;
    const judged = tasks
      .all()
      .filter(task => isInReview(task.status))
      .map(task => ({
        task,
        results: gates.results(task.id),
        isStale: (result: GateResult) => gates.isStale(task, result, facts.get(task.id)?.currentTree ?? null),
      }));
    const problems = problemsOf(judged);
    const entries = [...problems].flatMap(([workTree, files]) =>
      [...files].map(([file, own]) => [join(workTree, file), own] as const),
    );
    const text = JSON.stringify(entries);
    if (text !== this.#shown) {
      this.#shown = text;
      this.#collection.clear();
      this.#collection.set(entries.map(([path, own]) => [vscode.Uri.file(path), own.map(diagnosticOf)]));
    }
  }
}

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
} as const;

/** To the end of the line: tools rarely say where something ends. */
function diagnosticOf({ line, column, severity, message, source, code }: Problem): vscode.Diagnostic {
  const range = new vscode.Range(line, column, line, Number.MAX_SAFE_INTEGER);
  const diagnostic = new vscode.Diagnostic(range, message, severities[severity]);
  diagnostic.source = source;
  if (code !== null) {
    diagnostic.code = code;
  }
  return diagnostic;
}
