import { randomUUID } from 'node:crypto';
import type { Agent } from '../core/agent';
import type { AgentKind } from '../core/agentKind';
import type { Task } from '../core/model';
import type { ChildLedger } from '../os/childLedger';
import { type Budget, processBudget } from './budget';
import type { ClaudeSetups } from './claudeSetup';
import type { Settings } from './ports';

/** An agent that nothing was asked of for so long is closed; the next turn resumes its session. */
const idleLimit = 60_000;

/** The living agent of each task: one at the most, so that two processes never drive one CLI session. */
export class Agents {
  readonly #agents = new Map<string, { readonly agent: Agent; readonly session: string }>();
  readonly #idle = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly kind: Pick<AgentKind, 'start'>,
    private readonly setups: ClaudeSetups,
    private readonly settings: () => Settings,
    private readonly ledger: ChildLedger,
    private readonly budget: (task: Task) => Budget,
    private readonly willEdit: (taskId: string, file: string) => Promise<void>,
  ) {}

  /** The task's agent, started if none lives. Its session can be resumed once it has taken up a prompt. */
  async get(task: Task): Promise<{ agent: Agent; session: string }> {
    clearTimeout(this.#idle.get(task.id));
    const known = this.#agents.get(task.id);
    if (known) {
      return known;
    }
    const { model, permissionMode } = this.settings();
    const session = task.claudeSession ?? randomUUID();
    const agent = await this.kind.start({
      task: task.id,
      program: await this.setups.program(),
      cwd: task.workTree,
      session,
      resume: task.claudeSession !== null,
      permissionMode: task.permissionMode ?? permissionMode,
      model: task.model ?? (model || null),
      maxBudgetUsd: processBudget(this.budget(task)),
      onWillEdit: file => this.willEdit(task.id, file),
    });
    const started = { agent, session };
    this.#agents.set(task.id, started);
    const noted = this.ledger.note(task.id, agent.pid).catch(() => undefined); // only a crash would need it
    void agent.closed.then(() => {
      if (this.#agents.get(task.id) === started) {
        this.#agents.delete(task.id);
        void noted.then(() => this.ledger.forget(task.id)).catch(() => undefined);
      }
    });
    return started;
  }

  find(taskId: string): Agent | undefined {
    return this.#agents.get(taskId)?.agent;
  }

  /** Nothing more is asked of it for now. */
  rest(taskId: string): void {
    clearTimeout(this.#idle.get(taskId));
    if (!this.#agents.has(taskId)) {
      return;
    }
    this.#idle.set(
      taskId,
      setTimeout(() => void this.stop(taskId), idleLimit),
    );
  }

  /** End the task's process and all it started; gives what did not leave by itself. */
  async stop(taskId: string): Promise<readonly string[]> {
    clearTimeout(this.#idle.get(taskId));
    this.#idle.delete(taskId);
    return (await this.#agents.get(taskId)?.agent.stop()) ?? [];
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#agents.keys()].map(task => this.stop(task)));
  }
}
