import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { Emitter } from '../../src/base/emitter';
import type { Agent, AgentEvent, AgentOptions, PermissionAnswer, TurnEnd } from '../../src/core/agent';
import type { AgentKind } from '../../src/core/agentKind';

const success: TurnEnd = {
  ...{ outcome: 'success', reason: null, message: '', text: 'written', resetsAt: null },
  ...{ costUsd: 0.01, tokens: null, duration: 1 },
};

/** Another agent than Claude, with no process and a transcript of its own: it asks, then writes the prompt into a file. */
class TinyAgent implements Agent {
  readonly pid = 0;
  readonly ready = Promise.resolve();
  readonly #events = new Emitter<AgentEvent>();
  readonly #lines = new Emitter<string>();
  readonly onEvent = this.#events.event;
  readonly onLine = this.#lines.event;
  readonly #closed = Promise.withResolvers<string | null>();
  readonly closed = this.#closed.promise;
  #answered = Promise.withResolvers<PermissionAnswer>();

  constructor(private readonly options: AgentOptions) {}

  async prompt(text: string): Promise<TurnEnd> {
    const { session, cwd } = this.options;
    this.#tell({ type: 'started', session, model: 'tiny', mode: 'ask', version: '1', commands: [] });
    this.#answered = Promise.withResolvers<PermissionAnswer>();
    const asked = { tool: 'scribble', input: { text }, description: '', canAllowForTask: false, always: null };
    this.#tell({ type: 'permission', request: 'r1', ...asked });
    const answer = await this.#answered.promise;
    this.#tell({ type: 'permissionAnswered', request: 'r1', answer });
    if (answer.behavior === 'allow') {
      appendFileSync(join(cwd, 'tiny.txt'), `${text}\n`);
    }
    this.#tell({ type: 'turnEnded', ...success });
    return success;
  }

  say(): boolean {
    return false;
  }

  answer(_request: string, answer: PermissionAnswer): void {
    this.#answered.resolve(answer);
  }

  hold(): void {
    // it says too little to run ahead of anybody
  }

  interrupt(): Promise<void> {
    return Promise.resolve();
  }

  stop(): Promise<readonly string[]> {
    this.#closed.resolve(null);
    return Promise.resolve([]);
  }

  #tell(event: AgentEvent): void {
    this.#lines.fire(JSON.stringify(event));
    this.#events.fire(event);
  }
}

export const tinyAgent: AgentKind = {
  start: options => Promise.resolve(new TinyAgent(options)),
  newDecoder: () => ({ decode: line => [JSON.parse(line) as AgentEvent] }),
  writeNotice: text => JSON.stringify({ type: 'notice', text } satisfies AgentEvent),
  findSetup: path => {
    const check = { outcome: 'ready', version: '1', signedIn: true, method: null } as const;
    return Promise.resolve({ kind: 'found', path, check });
  },
  findSessions: () => Promise.resolve([]),
  readSession: () => Promise.resolve([]),
  writeCommitMessage: ({ diff }) => Promise.resolve(`Scribble ${diff.match(/^\+[^+]/gm)?.length ?? 0} line`),
};
