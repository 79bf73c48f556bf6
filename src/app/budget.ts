import { t } from '@vscode/l10n';
import { UserError } from '../base/errors';
import { formatUsd } from '../base/numbers';
import type { Task, Turn } from '../core/model';

/** What a task may cost and has cost, in US dollars. */
export interface Budget {
  /** `null`: without limit. */
  readonly limit: number | null;
  readonly spent: number;
  /** Something is left, or there is no limit. */
  readonly isLeft: boolean;
}

/** `setting`: the limit where the task has none of its own; 0 for none. */
export function budgetOf(task: Pick<Task, 'budgetUsd'>, turns: readonly Turn[], setting: number): Budget {
  const limit = task.budgetUsd ?? (setting > 0 ? setting : null);
  const spent = turns.reduce((sum, turn) => sum + (turn.costUsd ?? 0), 0);
  return { limit, spent, isLeft: limit === null || spent < limit };
}

/** The budget of a process that starts now: the CLI counts what it costs itself, not what came before. */
export function processBudget({ limit, spent }: Budget): number | null {
  return limit === null ? null : Math.max(limit - spent, 0.0001);
}

/** Throws in words if nothing is left. */
export function checkBudget({ limit, isLeft }: Budget): void {
  if (!isLeft) {
    throw new UserError(
      'budget',
      t`The budget of ${formatUsd(limit ?? 0)} for this task is used up. Raise it to let Claude go on.`,
    );
  }
}

/** The limit after the user agreed to go on: as much again as was allowed at first. */
export function raisedLimit({ limit, spent }: Budget, setting: number): number {
  return Math.round((Math.max(limit ?? 0, spent) + (setting > 0 ? setting : (limit ?? 0))) * 100) / 100;
}
