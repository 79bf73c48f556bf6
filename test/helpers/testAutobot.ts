import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Autobot, buildAutobot } from '../../src/app/autobot';
import type { ContributedMatchers } from '../../src/gates/matchers/resolveMatchers';
import type { Keeper } from '../../src/app/history';
import { messageOf } from '../../src/base/errors';
import type { Settings } from '../../src/app/ports';
import type { AgentKind } from '../../src/core/agentKind';
import type { Task } from '../../src/core/model';
import type { TaskStatus } from '../../src/core/taskState';
import { claudeAgent } from '../../src/claude/claudeAgent';
import { answersSetup, FakeClaude } from './fakeClaude/fakeClaude';
import { MemoryKeeper } from './memoryKeeper';
import type { TestRepository } from './repository';
import { scanWorker } from './scanWorker';
import { TestEditors } from './testEditors';
import { until } from './until';

/**
 * What the stand-in for Claude does with a prompt: its words, up to the first heading, are JavaScript, run in the repository.
 * `write` is what Bash would do; `tool` writes as the CLI's own tools do, with the hook before it.
 * `images` is what came along: a media type and `data` for each, where there was some.
 * A fix turn's prompt is none; it runs what the test has put into `.git/fix.js`, if anything.
 */
const obedient = `${answersSetup}
const fs = require('node:fs');
const write = (path, text) => { fs.mkdirSync(require('node:path').dirname(path), { recursive: true }); fs.writeFileSync(path, text); };
const read = path => fs.readFileSync(path, 'utf8');
const edit = (path, from, to) => write(path, read(path).replace(from, to));
const waits = new Map();
const tool = (path, text) => new Promise((resolve, reject) => {
  const request_id = 'hook-' + waits.size;
  const file_path = require('node:path').resolve(path);
  const message = block => ({ message: { id: request_id, role: 'x', content: [block] }, parent_tool_use_id: null });
  say({ type: 'assistant', ...message({ type: 'tool_use', id: request_id, name: 'Write', input: { file_path, content: text } }) });
  waits.set(request_id, answer => {
    const is_error = answer.hookSpecificOutput !== undefined;
    say({ type: 'user', ...message({ type: 'tool_result', tool_use_id: request_id, content: 'x', is_error }) });
    if (answer.hookSpecificOutput) reject(new Error(answer.hookSpecificOutput.permissionDecisionReason));
    else { write(path, text); resolve(); }
  });
  const input = { cwd: process.cwd(), tool_name: 'Write', tool_input: { file_path, content: text } };
  say({ type: 'control_request', request_id, request: { subtype: 'hook_callback', callback_id: 'willEdit', input } });
});
const saved = path => new Promise(resolve => { const look = () => (fs.existsSync(path) ? resolve() : setTimeout(look, 5)); look(); });
if (process.argv.includes('--tools=')) { process.stdin.resume().on('end', () => result({ result: 'Write the message', num_turns: 1 })); }
else {
  greet();
  heard('control_response', message => waits.get(message.response.request_id)(message.response.response));
  heard('interrupt', request => { answer(request); interrupted(); });
  heard('user', message => {
    state('running');
    const Run = Object.getPrototypeOf(async function () {}).constructor;
    const finish = text => { speak(text); result(); state('idle'); };
    try {
      const { content } = message.message;
      const blocks = Array.isArray(content) ? content : [{ type: 'text', text: content }];
      const images = blocks.flatMap(({ source }) => (source ? [source.media_type, source.data && 'data'] : []));
      const prompt = blocks.at(-1).text;
      const isFix = prompt.startsWith('These checks') && fs.existsSync('.git/fix.js');
      new Run('images', 'write', 'read', 'edit', 'saved', 'tool', 'fs', isFix ? read('.git/fix.js') : prompt.split('\\n\\n## ')[0])(images, write, read, edit, saved, tool, fs)
        .then(() => finish('Done.'), error => finish(String(error)));
    } catch (error) { finish(String(error)); }
  });
}
`;

/** Settings as they are by default, for this stand-in. */
export function testSettings(claudePath: string): Settings {
  return {
    claudePath,
    model: '',
    permissionMode: 'acceptEdits',
    maxBudgetUsd: 0,
    timeoutMinutes: 0,
    scanMaxDepth: 4,
    scanExclude: ['node_modules'],
    generateMessage: true,
    commitTrailers: [],
    gateAutoFixAttempts: 0,
    gateConcurrency: 4,
    gateStopsAtFirst: false,
    gateEagerBaseline: false,
    abandonAfterHours: 0,
    retentionDays: 0,
    qaGates: () => [],
  };
}

/** Autobot without VS Code: real git, real gates, a real process that stands in for Claude. */
export class TestAutobot {
  /** Where history is kept, unless it was told otherwise. */
  keeper = new MemoryKeeper();
  readonly editors = new TestEditors();
  readonly storage = mkdtempSync(join(tmpdir(), 'autobot-storage-'));
  readonly log: string[] = [];
  trusted = true;
  /** Milliseconds to wait for another git. */
  patience = 10_000;
  settings: Settings;
  /** What extensions bring. */
  contributed: ContributedMatchers = { matchers: [], patterns: [] };
  readonly claude: FakeClaude;
  app!: Autobot;

  private constructor(
    readonly repository: TestRepository,
    behaviour: string,
    readonly agentKind: AgentKind,
    private readonly store: Keeper | undefined,
  ) {
    this.claude = new FakeClaude(behaviour);
    this.settings = testSettings(this.claude.path);
  }

  static async start(
    repository: TestRepository,
    behaviour = obedient,
    agentKind: AgentKind = claudeAgent,
    store?: Keeper,
  ): Promise<TestAutobot> {
    const test = new TestAutobot(repository, behaviour, agentKind, store);
    await test.open();
    return test;
  }

  /** Build the app on what was kept, as a window that opens. */
  async open(): Promise<void> {
    const note = (message: string, error?: unknown): void => {
      this.log.push(error === undefined ? message : `${message}: ${messageOf(error)}`);
    };
    this.app = await buildAutobot({
      keeper: this.store ?? this.keeper,
      storage: this.storage,
      scanWorker,
      workspace: {
        isTrusted: () => this.trusted,
        folders: () => [this.repository.path],
        settings: () => this.settings,
        editors: this.editors,
        problemMatchers: () => this.contributed,
      },
      agentKind: this.agentKind,
      patience: this.patience,
      log: { info: note, warn: note, error: note },
    });
    await this.app.start();
  }

  /** Ask for something and wait until the task has come to this status. */
  async run(prompt: string, until: TaskStatus = 'waiting_approval'): Promise<Task> {
    const [repository] = await this.app.repositories.list();
    if (!repository) {
      throw new Error('no repository was found');
    }
    const { id } = await this.app.actions.newTask(repository, prompt);
    return this.reach(id, until);
  }

  /** Wait for a status; a task that comes to rest in another one fails the test at once. */
  reach(id: string, until: TaskStatus): Promise<Task> {
    const { history, tasks } = this.app;
    return new Promise((resolve, reject) => {
      const isResting = (status: TaskStatus): boolean =>
        !['pending', 'pre_flight', 'running', 'waiting_qa', 'qa_running'].includes(status);
      const look = (): boolean => {
        const task = tasks.get(id);
        if (task.status === until) {
          resolve(task);
        } else if (isResting(task.status) && isResting(until)) {
          reject(new Error(`the task is ${task.status} (${task.detail ?? ''}), not ${until}\n${this.log.join('\n')}`));
        } else {
          return false;
        }
        return true;
      };
      if (!look()) {
        const listening = history.onDidChange(() => look() && listening.dispose());
      }
    });
  }

  /** Wait until a task is no longer in this status. */
  leave(id: string, from: TaskStatus): Promise<void> {
    const { history, tasks } = this.app;
    return until(history.onDidChange, () => tasks.get(id).status !== from);
  }

  /** The hunks of a file, in order, as `hunk` arguments. */
  hunks(task: Task, path: string): string[] {
    const file = this.app.api.getTask(task.id)?.files.find(candidate => candidate.path === path);
    return file?.hunks.map(hunk => hunk.id) ?? [];
  }

  async dispose(): Promise<void> {
    await this.app.close();
    this.claude.dispose();
    rmSync(this.storage, { recursive: true, force: true });
    this.repository.dispose();
  }
}
