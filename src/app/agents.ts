import { randomUUID } from 'node:crypto';
import type { Agent, AgentOptions } from '../core/agent';
import type { Task } from '../core/model';
import type { ChildLedger } from '../os/childLedger';
import type { ClaudeSetups } from './claudeSetup';
import type { Settings } from './ports';

/** How an agent is started. The real one is the Claude CLI's. */
export type StartAgent = (options: AgentOptions) => Agent;

/** An agent that nothing was asked of for so long is closed; the next turn resumes its session. */
const idleLimit = 60_000;

/** The living agent of each task: one at the most, so that two processes never drive one CLI session. */
export class Agents {
  readonly #agents = new Map<string, { readonly agent: Agent; readonly session: string }>();
  readonly #idle = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly startAgent: StartAgent,
    private readonly setups: ClaudeSetups,
    private readonly settings: () => Settings,
    private readonly ledger: ChildLedger,
  ) {}

  /** The task's agent, started if none lives. Its session can be resumed once it has taken up a prompt. */
  async get(task: Task): Promise<{ agent: Agent; session: string }> {
    clearTimeout(this.#idle.get(task.id));
    const known = this.#agents.get(task.id);
    if (known) {
      return known;
    }
    const { model, permissionMode, maxBudgetUsd } = this.settings();
    const session = task.claudeSession ?? randomUUID();
    const agent = this.startAgent({
      program: await this.setups.program(),
      cwd: task.workTree,
      session,
      resume: task.claudeSession !== null,
      permissionMode,
      model: model || null,
      maxBudgetUsd: maxBudgetUsd || null,
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

  /** End the task's process and all it started. */
  async stop(taskId: string): Promise<void> {
    clearTimeout(this.#idle.get(taskId));
    this.#idle.delete(taskId);
    await this.#agents.get(taskId)?.agent.stop();
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#agents.keys()].map(task => this.stop(task)));
  }
}
