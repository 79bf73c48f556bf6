import { t } from '@vscode/l10n';
import type { AgentEvent, TurnEnd } from '../core/agent';
import type { FailureFacts } from './failure';
import type { ResultLine, SystemLine } from './streamLine';
import { joinTurnEnds, readTurnEnd } from './turnEnd';

/**
 * Decides when a turn has ended, and how.
 *
 * A result is not the end while something runs in the background: when that is done, Claude
 * speaks again. A CLI that reports its state says "idle" when it is really done; an
 * older one ends the turn with its result.
 */
export class TurnDecoder {
  #held: TurnEnd | null = null;
  #background: NonNullable<SystemLine['tasks']> = [];
  #fault: Pick<FailureFacts, 'error' | 'status'> | null = null;
  #interrupted = false;
  #reportsState = false;
  /** A new stretch of the same turn has begun after the held result. */
  #goesOn = false;
  #resetsAt: number | null = null;
  /** The running total of the last result. */
  #dollarsBefore = 0;
  /** Messages sent during the turn that the CLI has not taken up. */
  readonly #unheard = new Set<string>();

  get background(): readonly string[] {
    return this.#background.map(task => task.task_id);
  }

  get fault(): Pick<FailureFacts, 'error' | 'status'> | null {
    return this.#fault;
  }

  get isHeld(): boolean {
    return this.#held !== null && !this.#goesOn;
  }

  get isSettling(): boolean {
    return this.isHeld && this.#background.length === 0;
  }

  /** A process begins: what an earlier one left open will not come. */
  processStarted(): AgentEvent[] {
    const left = this.release();
    this.#background = [];
    this.#reportsState = false;
    this.#dollarsBefore = 0;
    return left;
  }

  /** The CLI was sent a message with this id: the turn goes on until it has been heard. */
  expect(message: string): void {
    this.#unheard.add(message);
  }

  heard(message: string): void {
    this.#unheard.delete(message);
  }

  replied(error: string | null): void {
    this.#fault = error === null ? null : { error };
  }

  interrupted(): void {
    this.#interrupted = true;
  }

  rateLimit(info: {
    readonly status?: string | null | undefined;
    readonly resetsAt?: number | null | undefined;
  }): AgentEvent[] {
    this.#resetsAt = info.status === 'rejected' ? (info.resetsAt ?? null) : null;
    return info.status === 'allowed_warning' ? [{ type: 'notice', text: t('You are close to your usage limit.') }] : [];
  }

  system(line: SystemLine): AgentEvent[] {
    switch (line.subtype) {
      case 'init':
        this.#goesOn = this.#held !== null;
        return [];
      case 'api_retry':
        // Autobot interrupts such a retry itself; the result then names the interruption, not its cause.
        this.#fault =
          line.error === 'authentication_failed' ? { error: line.error, status: line.error_status ?? 401 } : null;
        return [];
      case 'background_tasks_changed':
        this.#background = line.tasks ?? [];
        return [backgroundEvent(this.#background)];
      case 'session_state_changed':
        this.#reportsState = true;
        this.#goesOn = this.#held !== null && line.state === 'running';
        return line.state === 'idle' && this.isSettling && this.#unheard.size === 0 ? this.release() : [];
      default:
        return [];
    }
  }

  result(line: ResultLine): AgentEvent[] {
    const end = this.#explainLimit(
      readTurnEnd(line, { costUsd: this.#dollars(line), fault: this.#fault, interrupted: this.#interrupted }),
    );
    this.#held = this.#held ? joinTurnEnds(this.#held, end) : end;
    this.#goesOn = false;
    this.#fault = null;
    this.#interrupted = false;
    const goesOn = this.#reportsState || this.#background.length > 0 || this.#unheard.size > 0;
    if (!goesOn) {
      return this.release();
    }
    return this.#background.length > 0 ? [backgroundEvent(this.#background)] : []; // what the turn now waits for
  }

  release(): AgentEvent[] {
    const held = this.#held;
    this.#held = null;
    this.#goesOn = false;
    this.#unheard.clear();
    return held ? [{ type: 'turnEnded', ...held }] : [];
  }

  /**
   * What this result alone cost. New CLIs say it. Old ones give a running total, which some
   * count from the start of the process and some from that of the session.
   */
  #dollars({ total_cost_usd: total, model_usage_since_last_result: usage }: ResultLine): number | null {
    const before = this.#dollarsBefore;
    this.#dollarsBefore = total ?? before;
    if (usage) {
      return Object.values(usage).reduce((sum, model) => sum + (model.costUSD ?? 0), 0);
    }
    return typeof total === 'number' ? total - (total < before ? 0 : before) : null;
  }

  #explainLimit(end: TurnEnd): TurnEnd {
    const said = /limit reached\|(?<seconds>\d{10})\b/.exec(end.message)?.groups?.['seconds']; // older CLIs
    const seconds = this.#resetsAt ?? (said === undefined ? null : Number(said));
    if (seconds === null || end.outcome !== 'error') {
      return end;
    }
    return { ...end, reason: 'usage_limit', resetsAt: seconds * 1000 };
  }
}

function backgroundEvent(tasks: NonNullable<SystemLine['tasks']>): AgentEvent {
  return { type: 'background', running: tasks.length, what: tasks.map(task => task.description ?? '').join(', ') };
}
