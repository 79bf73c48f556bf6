import { t } from '@vscode/l10n';
import type { Event } from '../base/emitter';
import { messageOf, UserError } from '../base/errors';
import { Disposables } from '../base/lifecycle';
import type { PermissionAnswer } from '../core/agent';
import type { Task } from '../core/model';
import { canAccept, isLive } from '../core/taskState';
import type { Activities } from './activities';
import type { Agents } from './agents';
import type { Judge } from './judge';
import type { MessageQueue } from './messageQueue';
import type { Plans } from './plans';
import type { Log, Workspace } from './ports';
import type { Check } from './preFlight/check';
import type { PreFlights } from './preFlight/preFlights';
import type { Sessions } from './sessions';
import type { Protection } from './protection';
import { stateOf, type Tasks } from './tasks';
import { TimeLimit } from './timeLimit';
import type { TurnRequest, TurnResult, Turns } from './turns';

/** A task that this window is running. */
interface Run {
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/** Drives tasks from pre-flight to review: the only place that starts Claude and gates. */
export class TaskRunner {
  readonly #runs = new Map<string, Run>();
  #isClosing = false;

  constructor(
    private readonly parts: {
      readonly tasks: Tasks;
      readonly turns: Turns;
      readonly agents: Agents;
      readonly activities: Activities;
      readonly plans: Plans;
      readonly messages: MessageQueue;
      readonly sessions: Sessions;
      readonly judge: Judge;
      readonly protection: Protection;
      readonly preFlights: PreFlights;
      readonly workspace: Workspace;
      readonly log: Log;
    },
  ) {}

  isRunning(taskId: string): boolean {
    return this.#runs.has(taskId);
  }

  /** A task's pre-flight report is new or different; gives the task's id. */
  get onDidReport(): Event<string> {
    return this.parts.preFlights.onDidReport;
  }

  /** The latest pre-flight report of a task; nothing before its first. */
  report(taskId: string): readonly Check[] {
    return this.parts.preFlights.report(taskId);
  }

  /** From pre-flight on. The task must be waiting for its turn, or be one that goes on. */
  start(taskId: string, request: TurnRequest): Promise<void> {
    return this.#run(taskId, async run => {
      const { tasks } = this.parts;
      if (canAccept(stateOf(tasks.get(taskId)), 'preFlightStarted')) {
        await tasks.apply(taskId, { type: 'preFlightStarted' });
      }
      await this.parts.preFlights.pass(taskId, run.abort.signal);
      await tasks.apply(taskId, { type: 'preFlightPassed' });
      await this.#converse(taskId, request, run);
    });
  }

  /** A further turn of a task in review. */
  continue(taskId: string, request: TurnRequest): Promise<void> {
    return this.#run(taskId, async run => {
      await this.parts.tasks.apply(taskId, { type: 'turnStarted' });
      await this.#converse(taskId, request, run);
    });
  }

  /** Judge a task in review again, by all of its gates or by one. */
  runGates(taskId: string, only?: string): Promise<void> {
    return this.#run(taskId, run => this.parts.judge.again(taskId, run.abort.signal, only));
  }

  /** Judge exactly a tree that a task in review would commit. Its status stays as it is. */
  async runGatesOn(taskId: string, tree: string): Promise<Awaited<ReturnType<Judge['exactly']>>> {
    let results: Awaited<ReturnType<Judge['exactly']>> = [];
    await this.#run(taskId, async run => {
      results = await this.parts.judge.exactly(taskId, tree, run.abort.signal);
    });
    return results;
  }

  /** Answer what Claude asked. */
  answer(taskId: string, request: string, answer: PermissionAnswer): void {
    if (!this.parts.activities.asked(taskId).some(asked => asked.request === request)) {
      throw new UserError('notAsked', t('Claude no longer waits for this answer.'));
    }
    this.parts.agents.find(taskId)?.answer(request, answer);
  }

  /** Carry out a plan as the user left it, in this permission mode. */
  async approvePlan(taskId: string, request: string, mode: string): Promise<void> {
    const { plans, tasks } = this.parts;
    const { plan } = await plans.read(request);
    this.answer(taskId, request, { behavior: 'approve', plan, mode });
    await tasks.update(taskId, { permissionMode: mode });
  }

  /** Let Claude plan anew; what the user wrote into the plan goes with their words. */
  async revisePlan(taskId: string, request: string, words: string): Promise<void> {
    const { plan, edited } = await this.parts.plans.read(request);
    const remark = words || 'The user wants another plan.';
    const message = edited ? `${remark}\n\nThe user has edited the plan. It now says:\n\n${plan}` : remark;
    this.answer(taskId, request, { behavior: 'deny', message });
  }

  /** Stop Claude; what it did so far can be reviewed. */
  async interrupt(taskId: string): Promise<void> {
    const task = this.parts.tasks.get(taskId);
    if (task.status !== 'running') {
      throw new UserError('notRunning', t('Claude is not working on this task.'));
    }
    await this.parts.agents.find(taskId)?.interrupt();
  }

  /** End the task and everything that runs for it. Resolves when nothing is left. */
  async cancel(taskId: string): Promise<void> {
    const run = this.#runs.get(taskId);
    if (!run) {
      if (isLive(this.parts.tasks.get(taskId).status)) {
        throw new UserError('otherWindow', t('Another window runs this task. Stop it there.'));
      }
      await this.parts.tasks.apply(taskId, { type: 'cancelled' });
      return;
    }
    run.abort.abort();
    const ended = await this.parts.agents.stop(taskId);
    await run.done;
    if (ended.length > 0 && this.parts.tasks.get(taskId).status === 'cancelled') {
      const detail = t`Cancelled. What Claude had left running was ended: ${ended.join(', ')}.`;
      await this.parts.tasks.update(taskId, { detail });
    }
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
      throw new UserError('running', t('This task is running already.'));
    }
    const done = Promise.withResolvers<undefined>();
    const abort = new AbortController();
    const run: Run = { abort, done: done.promise };
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
    } else if (signal.aborted && state.status === 'cancelled') {
      return; // another window said so first
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

  /**
   * A turn, those that the user queued meanwhile, and the gates. A message that came while the gates ran is sent after
   * them. What has not gone well leaves the queue as it is: the user decides.
   */
  async #converse(taskId: string, first: TurnRequest, run: Run): Promise<void> {
    const { tasks } = this.parts;
    let goesOn = await this.#turns(taskId, first, run);
    for (let next = this.#nextMessage(taskId); goesOn && next; next = this.#nextMessage(taskId)) {
      if (!canAccept(stateOf(tasks.get(taskId)), 'turnStarted') || tasks.get(taskId).status === 'qa_failed') {
        return;
      }
      await tasks.apply(taskId, { type: 'turnStarted' });
      goesOn = await this.#turns(taskId, next, run);
    }
  }

  /** Whether all went well, and has been judged. Fix turns that start by themselves are part of it. */
  async #turns(taskId: string, first: TurnRequest, run: Run): Promise<boolean> {
    let goesOn = await this.#unjudged(taskId, first, run);
    if (goesOn) {
      await this.parts.judge.afterTurn(taskId, run.abort.signal, async request => {
        goesOn = await this.#unjudged(taskId, request, run);
      });
    }
    return goesOn;
  }

  /** A turn and those that the user queued meanwhile; whether all went well. */
  async #unjudged(taskId: string, first: TurnRequest, run: Run): Promise<boolean> {
    const { tasks, protection } = this.parts;
    let changed = false;
    let next: TurnRequest | undefined = first;
    while (next) {
      const { result, limit } = await this.#turn(taskId, next, run);
      changed ||= result.changed;
      if (result.end.outcome !== 'success') {
        await this.#stopped(taskId, result, limit);
        return false;
      }
      next = this.#nextMessage(taskId);
      if (!next) {
        // A task that went on after a failure has its earlier change to judge, also if this turn added nothing.
        const resumed = tasks.get(taskId).statusBefore === null;
        const toJudge = result.hasChange && (changed || resumed);
        const detail = toJudge ? await protection.waitsFor(tasks.get(taskId)) : (first.ifUnchanged ?? null);
        await tasks.apply(taskId, { type: 'turnEnded', changed: toJudge }, { detail });
      }
    }
    return true;
  }

  /** A paused session starts no turn by itself. */
  #nextMessage(taskId: string): TurnRequest | undefined {
    const { messages, sessions, tasks } = this.parts;
    const [next] = messages.of(taskId);
    const isActive = sessions.get(tasks.get(taskId).sessionId).status === 'active';
    return next && isActive ? { kind: 'message', prompt: next.text, images: next.images, queued: next.id } : undefined;
  }

  async #turn(
    taskId: string,
    request: TurnRequest,
    run: Run,
  ): Promise<{ result: TurnResult; limit: TimeLimit | undefined }> {
    const { tasks, turns, agents, activities, plans, workspace } = this.parts;
    const { signal } = run.abort;
    const watched = new Disposables();
    let limit: TimeLimit | undefined;
    let starting: ReturnType<Agents['get']> | undefined;
    const wake = (): ReturnType<Agents['get']> => (starting ??= agents.get(tasks.get(taskId)));
    const result = await turns
      .run(taskId, request, {
        wake: async () => signal.aborted || wake().catch(() => undefined), // getAgent tells of it
        getAgent: async () => {
          signal.throwIfAborted();
          const { agent, session } = await wake();
          signal.throwIfAborted();
          watched.add(activities.watch(taskId, tasks.get(taskId).workTree, agent));
          await agent.ready;
          this.parts.judge.prepareBaseline(taskId, signal);
          limit = watched.add(new TimeLimit(agent, workspace.settings().timeoutMinutes * 60_000));
          watched.add(
            agent.onEvent(event => {
              if (event.type === 'started') {
                // From now on it can be resumed. Not saved is said by the history itself.
                tasks.update(taskId, { claudeSession: session }).catch(() => undefined);
              } else if (event.type === 'plan') {
                plans.keep(taskId, event.request, event.plan);
              }
            }),
          );
          return agent;
        },
      })
      .finally(async () => {
        watched.dispose();
        await starting?.catch(() => undefined); // so that it is known, and can be stopped
      });
    signal.throwIfAborted();
    return { result, limit };
  }

  /** The turn did not go well: the task says where it stands and why. */
  async #stopped(taskId: string, { end, hasChange }: TurnResult, limit: TimeLimit | undefined): Promise<void> {
    const { tasks, agents } = this.parts;
    if (end.reason === 'session_unknown') {
      await tasks.update(taskId, { claudeSession: null }); // the next try starts a new one
    }
    if (end.outcome === 'budget') {
      await agents.stop(taskId); // its budget is what it was started with
      await tasks.apply(taskId, { type: 'turnStopped', hasChange, why: end.message });
    } else if (end.outcome === 'interrupted') {
      const why = limit?.reached ? t('The time limit was reached.') : t('Stopped by you.');
      await tasks.apply(taskId, { type: 'turnStopped', hasChange, why });
    } else if (end.resetsAt !== null) {
      await tasks.apply(taskId, { type: 'parked', resumeAt: end.resetsAt, why: end.message });
    } else {
      await tasks.apply(taskId, { type: 'failed', why: end.message });
    }
  }
}

/** Whether the user may send a task something: now, or into its queue. */
export function canContinue(task: Task): boolean {
  const takesTurn = (['turnStarted', 'messageSent', 'retried'] as const).some(type => canAccept(stateOf(task), type));
  return takesTurn || isLive(task.status) || task.status === 'pending';
}
