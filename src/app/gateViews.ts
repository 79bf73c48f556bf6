import { t } from '@vscode/l10n';
import { blocks } from '../core/gate';
import type { GateResult, Task } from '../core/model';
import { isInReview } from '../core/taskState';
import type { GateView, TaskView } from '../protocol/view';
import { comparisonInWords, gatesInWords } from './gateWords';
import type { ViewParts } from './timelineView';

type GateParts = Pick<ViewParts, 'gates' | 'commitGate' | 'tasks' | 'facts'>;

/** What a task's view says of its gates. */
export function gateViews(parts: GateParts, task: Task): Pick<TaskView, 'gates' | 'verdicts'> {
  const { gates, tasks, facts } = parts;
  const known = facts.get(task.id);
  const tree = known?.currentTree ?? null;
  const results = gates.results(task.id);
  const definitions = new Map(gates.configs.known(tasks.repositoryOf(task)).map(gate => [gate.name, gate]));
  const isOpen = isInReview(task.status);
  const states = results.map(result => ({
    result,
    stale: gates.isStale(task, result, tree),
    flaky: gates.isFlaky(result),
  }));
  const views = states.map(({ result, stale, flaky }): GateView => {
    const { gateName: name, status, verdict, duration, exitCode, output, findings, failOnError, tests } = result;
    const { comparison } = result;
    const isCompared = comparison?.state === 'compared';
    const definition = definitions.get(name);
    return {
      ...{ name, status, verdict, duration, exitCode, findings, failOnError, tests, flaky },
      stale: stale ? staleBecause(parts, task, result, tree) : null,
      comparison: comparisonInWords(result),
      introduced: isCompared ? comparison.introduced : null,
      fixed: isCompared ? comparison.fixed.length : 0,
      blocks: blocks(result),
      command: definition?.command ?? '',
      source: definition?.source ?? 'settings',
      startedAt: result.createdAt,
      output: output ?? '',
    };
  });
  return {
    gates: views,
    verdicts: isOpen ? gatesInWords(states, gates.notRun(task)) : null,
  };
}

function staleBecause({ gates }: GateParts, task: Task, result: GateResult, tree: string | null): string {
  if (task.status === 'completed') {
    return t('What was committed is not exactly what this gate judged');
  }
  if (result.tree === null) {
    return t('Files kept changing while this gate ran');
  }
  return isInReview(task.status) && result.tree === tree && !gates.isCurrent(task, result)
    ? t('This gate is defined otherwise now, or switched off')
    : t('The files have changed since this gate ran');
}
