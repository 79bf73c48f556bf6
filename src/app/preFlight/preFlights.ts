import { Emitter } from '../../base/emitter';
import type { Task } from '../../core/model';
import { holdsRepository } from '../../core/taskState';
import type { ClaudeSetups } from '../claudeSetup';
import type { GateService } from '../gateService';
import type { GitSetup } from '../gitSetup';
import type { Workspace } from '../ports';
import type { Tasks } from '../tasks';
import { type Check, isBlocked } from './check';
import { runPreFlight } from './runPreFlight';

/** A blocked pre-flight looks again by itself this often. */
const recheckEvery = 3_000;

/** The reports of tasks that are to start, and who waits for a better one. */
export class PreFlights {
  readonly #reported = new Emitter<string>();
  /** A task's report is new or different; gives the task's id. */
  readonly onDidReport = this.#reported.event;
  readonly #reports = new Map<string, readonly Check[]>();
  readonly #waiting = new Map<string, { readonly waived: Set<string>; recheck: () => void }>();

  constructor(
    private readonly parts: {
      readonly tasks: Tasks;
      readonly gates: GateService;
      readonly git: GitSetup;
      readonly claude: ClaudeSetups;
      readonly workspace: Workspace;
      readonly storage: string;
    },
  ) {}

  /** The latest report of a task; nothing before its first. */
  report(taskId: string): readonly Check[] {
    return this.#reports.get(taskId) ?? [];
  }

  /** Say something of a task that is not being checked yet. */
  note(taskId: string, report: readonly Check[]): void {
    if (JSON.stringify(this.report(taskId)) !== JSON.stringify(report)) {
      this.#reports.set(taskId, report);
      this.#reported.fire(taskId);
    }
  }

  /** Say why a task whose turn has come cannot even be checked. */
  async explain(taskId: string): Promise<void> {
    this.note(taskId, await this.#run(taskId, new Set()));
  }

  /** Resolves once nothing blocks the task any more, which may need the user; rejects when it is cancelled. */
  async pass(taskId: string, signal: AbortSignal): Promise<void> {
    const waiting = { waived: new Set<string>(), recheck: (): void => undefined };
    this.#waiting.set(taskId, waiting);
    try {
      for (;;) {
        signal.throwIfAborted();
        const woken = Promise.withResolvers<undefined>();
        waiting.recheck = () => woken.resolve(undefined);
        const report = await this.#run(taskId, waiting.waived);
        signal.throwIfAborted();
        this.note(taskId, report);
        if (!isBlocked(report)) {
          return;
        }
        await untilWoken(woken.promise, waiting.recheck, signal);
      }
    } finally {
      this.#waiting.delete(taskId);
    }
  }

  recheck(taskId: string): void {
    this.#waiting.get(taskId)?.recheck();
  }

  /** Do not mind a check of the report. */
  waive(taskId: string, check: string): void {
    this.#waiting.get(taskId)?.waived.add(check);
    this.recheck(taskId);
  }

  #run(taskId: string, waived: ReadonlySet<string>): Promise<Check[]> {
    const { tasks, gates, git, claude, workspace, storage } = this.parts;
    const task = tasks.get(taskId);
    const isOther = (other: Task): boolean => other.workTree === task.workTree && other.id !== taskId;
    return runPreFlight({
      repository: task.workTree,
      storage,
      workspace,
      git,
      claude,
      others: tasks.all().filter(other => isOther(other) && holdsRepository(other.status)),
      gates: () => gates.configs.gates(tasks.repositoryOf(task)),
      waived,
    });
  }
}

async function untilWoken(woken: Promise<unknown>, wake: () => void, signal: AbortSignal): Promise<void> {
  const timer = setTimeout(wake, recheckEvery);
  signal.addEventListener('abort', wake, { once: true });
  await woken;
  clearTimeout(timer);
  signal.removeEventListener('abort', wake);
}
