import { Emitter } from '../base/emitter';
import { messageOf, UserError } from '../base/errors';
import { Disposables } from '../base/lifecycle';
import type { PermissionAnswer } from '../core/agent';
import type { Task, TurnKind } from '../core/model';
import { canAccept, isLive } from '../core/taskState';
import type { Agents } from './agents';
import type { ClaudeSetups } from './claudeSetup';
import { type GateService, isBlockedBy } from './gateService';
import type { Log, Workspace } from './ports';
import { type Check, isBlocked, runPreFlight } from './preFlight';
import { stateOf, type Tasks } from './tasks';
import type { TaskFacts } from './taskFacts';
import { TimeLimit } from './timeLimit';
import type { Turns } from './turns';

export interface TurnRequest {
  readonly kind: TurnKind;
  readonly prompt: string;
}

/** A task that this window is running. */
interface Run {
  readonly abort: AbortController;
  /** Wakes a task that waits in pre-flight. */
  recheck: () => void;
  readonly waived: Set<string>;
  report: readonly Check[];
  readonly done: Promise<void>;
}

/** A blocked pre-flight looks again by itself this often. */
const recheckEvery = 3_000;

/** Drives tasks from pre-flight to review: the only place that starts Claude and gates. */
export class TaskRunner {
  readonly #runs = new Map<string, Run>();
  #isClosing = false;
  readonly #reported = new Emitter<string>();
  /** A task's pre-flight report is new or different; gives the task's id. */
  readonly onDidReport = this.#reported.event;
  readonly #reports = new Map<string, readonly Check[]>();

  constructor(
    private readonly parts: {
      readonly tasks: Tasks;
      readonly turns: Turns;
      readonly agents: Agents;
      readonly gates: GateService;
      readonly facts: TaskFacts;
      readonly claude: ClaudeSetups;
      readonly workspace: Workspace;
      readonly log: Log;
    },
  ) {}

  isRunning(taskId: string): boolean {
    return this.#runs.has(taskId);
  }

  /** The latest pre-flight report of a task; nothing before its first. */
  report(taskId: string): readonly Check[] {
    return this.#reports.get(taskId) ?? [];
  }

  /** From pre-flight on. The task must be waiting for its turn, or be one that goes on. */
  start(taskId: string, request: TurnRequest): Promise<void> {
    return this.#run(taskId, async run => {
      const { tasks } = this.parts;
      if (canAccept(stateOf(tasks.get(taskId)), 'preFlightStarted')) {
        await tasks.apply(taskId, { type: 'preFlightStarted' });
      }
      await this.#preFlight(taskId, run);
      await tasks.apply(taskId, { type: 'preFlightPassed' });
      await this.#turn(taskId, request, run);
    });
  }

  /** A further turn of a task in review. */
  continue(taskId: string, request: TurnRequest): Promise<void> {
    return this.#run(taskId, async run => {
      await this.parts.tasks.apply(taskId, { type: 'turnStarted' });
      await this.#turn(taskId, request, run);
    });
  }

  /** Judge a task in review again. */
  runGates(taskId: string): Promise<void> {
    return this.#run(taskId, async run => {
      const { tasks, gates } = this.parts;
      const enabled = (await gates.gates(tasks.repositoryOf(tasks.get(taskId)))).filter(gate => gate.enabled);
      if (enabled.length === 0) {
        throw new UserError('noGates', 'This repository has no enabled QA gates. Add one with Configure QA Gates.');
      }
      await tasks.apply(taskId, { type: 'gatesRequested' });
      await this.#runGates(taskId, enabled, run);
    });
  }

  recheck(taskId: string): void {
    this.#runs.get(taskId)?.recheck();
  }

  /** Do not mind a check of the report. */
  waive(taskId: string, check: string): void {
    const run = this.#runs.get(taskId);
    run?.waived.add(check);
    run?.recheck();
  }

  answer(taskId: string, request: string, answer: PermissionAnswer): void {
    this.parts.agents.find(taskId)?.answer(request, answer);
  }

  /** Stop Claude; what it did so far can be reviewed. */
  async interrupt(taskId: string): Promise<void> {
    const task = this.parts.tasks.get(taskId);
    if (task.status !== 'running') {
      throw new UserError('notRunning', 'Claude is not working on this task.');
    }
    await this.parts.agents.find(taskId)?.interrupt();
  }

  /** End the task and everything that runs for it. Resolves when nothing is left. */
  async cancel(taskId: string): Promise<void> {
    const run = this.#runs.get(taskId);
    if (!run) {
      await this.parts.tasks.apply(taskId, { type: 'cancelled' });
      return;
    }
    run.abort.abort();
    await this.parts.agents.stop(taskId);
    await run.done;
  }

  /** The window closes: what runs is interrupted, and children are ended as far as time allows. */
  async dispose(): Promise<void> {
    this.#isClosing = true;
    const runs = [...this.#runs.values()];
    runs.forEach(run => run.abort.abort());
    await this.parts.agents.stopAll();
    await Promise.all(runs.map(run => run.done));
  }

  /** One run of a task at a time; however it ends, the task's status says so. */
  async #run(taskId: string, work: (run: Run) => Promise<void>): Promise<void> {
    if (this.#runs.has(taskId)) {
      throw new UserError('running', 'This task is running already.');
    }
    const done = Promise.withResolvers<undefined>();
    const abort = new AbortController();
    const run: Run = { abort, recheck: () => undefined, waived: new Set(), report: [], done: done.promise };
    this.#runs.set(taskId, run);
    try {
      await work(run);
    } catch (error) {
      await this.#onFailure(taskId, error, abort.signal);
    } finally {
      if (abort.signal.aborted) {
        await this.parts.agents.stop(taskId); // also one that was only just being started
      }
      this.#runs.delete(taskId);
      this.parts.agents.rest(taskId);
      done.resolve(undefined);
    }
  }

  async #onFailure(taskId: string, error: unknown, signal: AbortSignal): Promise<void> {
    const { tasks, log } = this.parts;
    const state = stateOf(tasks.get(taskId));
    if (this.#isClosing && canAccept(state, 'windowDied')) {
      await tasks.apply(taskId, { type: 'windowDied' });
    } else if (signal.aborted && canAccept(state, 'cancelled')) {
      await tasks.apply(taskId, { type: 'cancelled' });
    } else if (isLive(state.status)) {
      log.error(`Task ${taskId} failed`, error);
      const end = canAccept(state, 'failed')
        ? ({ type: 'failed', why: messageOf(error) } as const)
        : ({ type: 'cancelled' } as const);
      await tasks.apply(taskId, end, { detail: messageOf(error) });
    } else {
      throw error;
    }
  }

  async #preFlight(taskId: string, run: Run): Promise<void> {
    const { tasks, workspace, claude } = this.parts;
    const { signal } = run.abort;
    for (;;) {
      signal.throwIfAborted();
      const woken = Promise.withResolvers<undefined>();
      run.recheck = () => woken.resolve(undefined);
      signal.addEventListener('abort', run.recheck, { once: true });
      const repository = tasks.get(taskId).workTree;
      const report = await runPreFlight({ repository, workspace, claude, waived: run.waived });
      this.#reports.set(taskId, report);
      this.#reported.fire(taskId);
      if (!isBlocked(report)) {
        signal.throwIfAborted();
        return;
      }
      const timer = setTimeout(run.recheck, recheckEvery);
      await woken.promise;
      clearTimeout(timer);
      signal.removeEventListener('abort', run.recheck);
    }
  }

  async #turn(taskId: string, request: TurnRequest, run: Run): Promise<void> {
    const { tasks, turns, agents, workspace } = this.parts;
    const { signal } = run.abort;
    const watched = new Disposables();
    let limit: TimeLimit | undefined;
    const { end, changed, hasChange } = await turns
      .run(taskId, request, async () => {
        signal.throwIfAborted();
        const { agent, session } = await agents.get(tasks.get(taskId));
        signal.throwIfAborted();
        await agent.ready;
        limit = watched.add(new TimeLimit(agent, workspace.settings().timeoutMinutes * 60_000));
        watched.add(
          agent.onEvent(event => {
            if (event.type === 'started') {
              // From now on it can be resumed. Not saved is said by the history itself.
              tasks.update(taskId, { claudeSession: session }).catch(() => undefined);
            }
          }),
        );
        return agent;
      })
      .finally(() => watched.dispose());
    signal.throwIfAborted();
    if (end.reason === 'session_unknown') {
      await tasks.update(taskId, { claudeSession: null }); // the next try starts a new one
    }
    if (end.outcome === 'interrupted' || end.outcome === 'budget') {
      const why = limit?.reached
        ? 'The time limit was reached.'
        : end.outcome === 'budget'
          ? end.message
          : 'Stopped by you.';
      await tasks.apply(taskId, { type: 'turnStopped', hasChange, why });
    } else if (end.outcome === 'error') {
      await tasks.apply(taskId, { type: 'failed', why: end.message });
    } else {
      // A task that went on after a failure has its earlier change to judge, also if this turn added nothing.
      const resumed = tasks.get(taskId).statusBefore === null;
      await tasks.apply(taskId, { type: 'turnEnded', changed: hasChange && (changed || resumed) });
      await this.#judge(taskId, run);
    }
  }

  /** Gates, if the turn left something to judge. */
  async #judge(taskId: string, run: Run): Promise<void> {
    const { tasks, gates } = this.parts;
    const task = tasks.get(taskId);
    if (task.status !== 'waiting_qa') {
      return;
    }
    const enabled = (await gates.gates(tasks.repositoryOf(task))).filter(gate => gate.enabled);
    run.abort.signal.throwIfAborted();
    if (enabled.length === 0) {
      await tasks.apply(taskId, { type: 'noGates' });
      return;
    }
    await tasks.apply(taskId, { type: 'gatesStarted' });
    await this.#runGates(taskId, enabled, run);
  }

  async #runGates(taskId: string, enabled: Awaited<ReturnType<GateService['gates']>>, run: Run): Promise<void> {
    const { tasks, gates } = this.parts;
    const results = await gates.run(tasks.get(taskId), enabled, run.abort.signal);
    await this.parts.facts.refresh(taskId); // gates may have written files
    await tasks.apply(taskId, { type: 'gatesEnded', blocked: isBlockedBy(results) });
  }
}

/** Whether the user may send a task something now. */
export function canContinue(task: Task): boolean {
  return canAccept(stateOf(task), 'turnStarted') || canAccept(stateOf(task), 'messageSent');
}
