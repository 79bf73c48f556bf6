import type { GateResult, Task, Turn } from '../core/model';
import type { Trailer } from '../protocol/trailers';
import type { Parts } from './parts';

/** What a commit message can say of its task; the values of the setting `autobot.commit.trailers`. */
export const trailerKinds = ['task', 'session', 'gates', 'cost', 'reason', 'coAuthor'] as const;
type TrailerKind = (typeof trailerKinds)[number];

export interface TrailerFacts {
  readonly task: Task;
  readonly turns: readonly Turn[];
  /** The verdicts on exactly what is committed. */
  readonly gates: readonly GateResult[];
  /** Of gates that have judged something else only. */
  readonly stale: readonly GateResult[];
}

/** The facts of a commit that holds this tree; `null`: it is not known yet. */
export function trailerFacts(
  { tasks, gates, commitGate }: Pick<Parts, 'tasks' | 'gates' | 'commitGate'>,
  task: Task,
  tree: string | null,
): TrailerFacts {
  const exact = tree === null ? [] : commitGate.verdictsOn(task, tree);
  const judged = new Set(exact.map(row => row.gateName));
  const stale = gates.results(task.id).filter(row => !judged.has(row.gateName));
  return { task, turns: tasks.turns(task.id), gates: exact, stale };
}

/** The trailers that the setting asks for, in its order. What is not known is left out, and so is an unknown word. */
export function trailersOf(wanted: readonly string[], facts: TrailerFacts): Trailer[] {
  return wanted.flatMap(kind => (isKind(kind) ? (makers[kind](facts) ?? []) : []));
}

const makers: Record<TrailerKind, (facts: TrailerFacts) => Trailer | undefined> = {
  task: ({ task }) => ({ key: 'Autobot-Task', value: task.id }),
  session: ({ task }) => ({ key: 'Autobot-Session', value: task.sessionId }),
  gates: ({ gates, stale }) => {
    const told = (rows: readonly GateResult[], where: string): string[] =>
      rows.flatMap(({ gateName, verdict }) => (verdict ? [`${gateName} ${verdict.replaceAll('_', ' ')}${where}`] : []));
    const verdicts = [...told(gates, ''), ...told(stale, ' (on other files)')];
    return { key: 'Autobot-Gates', value: verdicts.join(', ') || 'not run' };
  },
  cost: ({ turns }) => {
    const costs = turns.flatMap(({ costUsd }) => costUsd ?? []);
    const sum = costs.reduce((total, cost) => total + cost, 0);
    return costs.length === 0 ? undefined : { key: 'Autobot-Cost', value: `${sum.toFixed(4)} USD` };
  },
  reason: ({ task: { approvalReason } }) =>
    approvalReason === null ? undefined : { key: 'Autobot-Reason', value: approvalReason },
  coAuthor: () => ({ key: 'Co-Authored-By', value: 'Claude <noreply@anthropic.com>' }),
};

function isKind(word: string): word is TrailerKind {
  return (trailerKinds as readonly string[]).includes(word);
}
