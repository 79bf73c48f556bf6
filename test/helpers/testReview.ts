import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claudeAgent } from '../../src/claude/claudeAgent';
import { type Autobot, buildAutobot } from '../../src/app/autobot';
import type { Outcome } from '../../src/app/rejections';
import type { Answers } from '../../src/app/rejectionPlan';
import { Emitter } from '../../src/base/emitter';
import type { Agent } from '../../src/core/agent';
import type { Repository, Task } from '../../src/core/model';
import { MemoryKeeper } from './memoryKeeper';
import type { TestRepository } from './repository';
import { testSettings } from './testAutobot';
import { scanWorker } from './scanWorker';
import { TestEditors } from './testEditors';

/** Work on the files of the repository. */
export type Work = () => void | Promise<void>;

/** One task in review without any process but git: what Claude does in a turn is a function. */
export class TestReview {
  readonly editors = new TestEditors();
  readonly #storage = mkdtempSync(join(tmpdir(), 'autobot-storage-'));
  app!: Autobot;
  #id = '';

  private constructor(
    readonly repository: TestRepository,
    readonly keeper: MemoryKeeper,
  ) {}

  static async start(repository: TestRepository, keeper = new MemoryKeeper()): Promise<TestReview> {
    const test = new TestReview(repository, keeper);
    await test.open();
    return test;
  }

  /** Build the app on what was kept, as a window that opens. */
  async open(): Promise<void> {
    const ignore = (): void => undefined;
    this.app = await buildAutobot({
      keeper: this.keeper,
      scanWorker,
      storage: this.#storage,
      workspace: {
        isTrusted: () => true,
        folders: () => [this.repository.path],
        settings: () => testSettings('/nowhere/claude'),
        editors: this.editors,
        problemMatchers: () => ({ matchers: [], patterns: [] }),
      },
      agentKind: claudeAgent, // of which nothing is started here
      log: { info: ignore, warn: ignore, error: ignore },
    });
  }

  get task(): Task {
    return this.app.tasks.get(this.#id);
  }

  /** A new task whose first turn does this, ready for review. */
  async run(claude: Work, prompt = 'Change it'): Promise<Task> {
    const { history, sessions, tasks } = this.app;
    const facts = { lastScanned: 0, lastCommitSha: null, lastCommitMsg: null, currentBranch: null, isClean: true };
    const { path } = this.repository;
    const repository: Repository = { id: 'r', name: 'r', path, createdAt: 0, updatedAt: 0, ...facts };
    await history.put('repositories', repository);
    const { id } = await tasks.create(repository, await sessions.start(repository), prompt);
    this.#id = id;
    await tasks.apply(id, { type: 'preFlightStarted' });
    await tasks.apply(id, { type: 'preFlightPassed' });
    return this.#turn('prompt', claude);
  }

  /** A further turn. */
  async goOn(claude: Work): Promise<Task> {
    await this.app.tasks.apply(this.#id, { type: 'turnStarted' });
    return this.#turn('message', claude);
  }

  /** The ids of a file's hunks, in order. */
  async hunks(path: string): Promise<string[]> {
    const { files } = await this.app.review.change(this.task);
    return files.find(file => file.path === path)?.hunks.map(hunk => hunk.id) ?? [];
  }

  async rejectHunk(path: string, hunk: string, answers: Answers = 'leave'): Promise<Outcome> {
    const selection = new Map([[path, new Set([hunk])]]);
    return this.app.actions.rejectHunks(this.#id, selection, { reason: null, answers });
  }

  /** The repository stays. */
  async close(): Promise<void> {
    await this.app.close();
    rmSync(this.#storage, { recursive: true, force: true });
  }

  async dispose(): Promise<void> {
    await this.close();
    this.repository.dispose();
  }

  async #turn(kind: 'prompt' | 'message', claude: Work): Promise<Task> {
    const { changed } = await this.app.turns.run(
      this.#id,
      { kind, prompt: 'p' },
      {
        wake: () => Promise.resolve(),
        getAgent: () => Promise.resolve(agentOf(claude)),
      },
    );
    await this.app.tasks.apply(this.#id, { type: 'turnEnded', changed });
    return changed ? this.app.tasks.apply(this.#id, { type: 'noGates' }) : this.task;
  }
}

function agentOf(work: Work): Agent {
  const end = { reason: null, message: '', text: 'Done.', resetsAt: null, costUsd: null, tokens: null, duration: null };
  return {
    pid: process.pid,
    onEvent: new Emitter<never>().event,
    onLine: new Emitter<string>().event,
    ready: Promise.resolve(),
    prompt: async () => {
      await work();
      return { outcome: 'success', ...end };
    },
    answer: () => undefined,
    say: () => false,
    interrupt: () => Promise.resolve(),
    stop: () => Promise.resolve([]),
    hold: () => undefined,
    closed: new Promise(() => undefined),
  };
}
