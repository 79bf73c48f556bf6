import type { Finding } from '../core/gate';
import type { GateResult, Task } from '../core/model';

/** A finding as a problem of a file. */
export interface Problem {
  /** Relative to the work tree's root. */
  readonly file: string;
  /** 0-based. */
  readonly line: number;
  readonly column: number;
  readonly severity: 'error' | 'warning' | 'information';
  readonly message: string;
  readonly source: string;
  readonly code: string | null;
}

export interface JudgedTask {
  readonly task: Task;
  readonly results: readonly GateResult[];
  readonly isStale: (result: GateResult) => boolean;
}

/** What the gates of the tasks in review found, as long as it is true of what is there. By work tree and file. */
export function problemsOf(judged: readonly JudgedTask[]): Map<string, Map<string, Problem[]>> {
  const byTree = new Map<string, Map<string, Problem[]>>();
  for (const { task, results, isStale } of judged) {
    const files = byTree.get(task.workTree) ?? new Map<string, Problem[]>();
    byTree.set(task.workTree, files);
    for (const result of results.filter(row => row.status === 'done' && !isStale(row))) {
      for (const problem of result.findings.flatMap((finding, i) => problemOf(finding, result, i) ?? [])) {
        files.set(problem.file, [...(files.get(problem.file) ?? []), problem]);
      }
    }
  }
  return byTree;
}

function problemOf(finding: Finding, result: GateResult, index: number): Problem | undefined {
  const { file, line, column, severity, message, rule } = finding;
  if (file === null) {
    return undefined;
  }
  const { comparison } = result;
  const isOld = comparison?.state === 'compared' && index >= comparison.introduced;
  return {
    file,
    line: Math.max(0, (line ?? 1) - 1),
    column: Math.max(0, (column ?? 1) - 1),
    severity: isOld ? 'information' : severity,
    message: isOld ? `${message} (pre-existing)` : message,
    source: `Autobot: ${result.gateName}`,
    code: rule,
  };
}
