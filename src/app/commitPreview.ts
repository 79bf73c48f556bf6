import { t } from '@vscode/l10n';
import { blocks } from '../core/gate';
import type { GateResult, Task } from '../core/model';
import { countLines, type ReviewedFile, type StateOf } from '../core/reviewedFile';
import { isInReview } from '../core/taskState';
import type { CommitPreview, FileView } from '../protocol/view';
import type { CommitCheck } from './commitGate';
import { trailerFacts, trailersOf } from './commitTrailers';
import { gatesInWords, stateInWords } from './gateWords';
import type { ViewParts } from './timelineView';

type Parts = Pick<ViewParts, 'commitGate' | 'facts' | 'gates' | 'review' | 'tasks' | 'workspace'>;

/** What a commit would hold now, and what is to be known before it is made. */
export function commitPreview(parts: Parts, task: Task): CommitPreview {
  const check = parts.facts.get(task.id)?.approved ?? null;
  const wanted = parts.workspace.settings().commitTrailers;
  return {
    gates: check === null ? [] : gatesOn(parts, task, check.tree),
    differs: check === null ? null : differenceInWords(check),
    canJudge: check !== null && check.differs.length > 0 && !isJudged(parts, task, check),
    trailers: trailersOf(wanted, trailerFacts(parts, task, check?.tree ?? null)),
    isBeingMade: task.committing !== null,
  };
}

/** What a commit would hold of a file; nothing when that is nothing. */
export function commitsOfFile(file: ReviewedFile, stateOf: StateOf): FileView['commits'] {
  const hunks = file.ignored ? [] : file.hunks.filter(hunk => stateOf(hunk) === 'approved');
  return hunks.length === 0 ? undefined : { hunks: hunks.length, ...countLines(hunks) };
}

/** What the one who approves a task is told if the commit would not be what is in the work tree; `null`: it would. */
export function checkInWords(parts: Parts, task: Task): { text: string; canJudge: boolean } | null {
  const check = isInReview(task.status) ? (parts.facts.get(task.id)?.commit ?? null) : null;
  const text = check && differenceInWords(check);
  if (check === null || text === null) {
    return null;
  }
  const results = parts.commitGate.verdictsOn(task, check.tree);
  const said = gatesInWords(
    results.map(result => ({ result, stale: false, flaky: false })),
    [],
  );
  return {
    text: said === null ? t`${text} No gate has judged exactly that.` : t`${text} On exactly that: ${said}`,
    canJudge: !isJudged(parts, task, check),
  };
}

/** What each gate says of exactly this tree. One that judged another says nothing of it, and neither does one that never ran. */
function gatesOn({ commitGate, gates }: Parts, task: Task, tree: string): CommitPreview['gates'] {
  const exact = commitGate.verdictsOn(task, tree);
  const judged = new Set(exact.map(row => row.gateName));
  const latest = new Map(gates.results(task.id).map(row => [row.gateName, row]));
  const others = gates.enabledNames(task).filter(name => !judged.has(name));
  return [
    ...exact.map(result => {
      const flaky = gates.isFlaky(result);
      const words = stateInWords({ result, stale: false, flaky });
      return { name: result.gateName, words, tone: toneOf(result, flaky) };
    }),
    ...others.map(name => {
      const result = latest.get(name);
      const hasRun = result !== undefined && result.verdict !== null && result.verdict !== 'skipped';
      const words = hasRun ? stateInWords({ result, stale: true, flaky: false }) : t('has not run');
      return { name, words, tone: hasRun ? ('stale' as const) : ('warn' as const) };
    }),
  ];
}

function toneOf(result: GateResult, flaky: boolean): CommitPreview['gates'][number]['tone'] {
  if (blocks(result)) {
    return 'bad';
  }
  return result.verdict === 'passed' && !flaky ? 'good' : 'warn';
}

function isJudged({ commitGate, gates }: Parts, task: Task, { tree }: CommitCheck): boolean {
  return commitGate.verdictsOn(task, tree).length >= gates.enabledNames(task).length;
}

function differenceInWords({ differs }: CommitCheck): string | null {
  const files = `${differs.slice(0, 3).join(', ')}${differs.length > 3 ? t` and ${differs.length - 3} more` : ''}`;
  return differs.length === 0 ? null : t`What would be committed is not what is in the work tree: ${files}.`;
}
