import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { ApiHunk, ApiTask, AutobotApi } from '../../src/app/publicApi';
import type { TaskStatus } from '../../src/core/taskState';
import type { CommandArguments, CommandId } from '../../src/ui/commandArguments';
import { commitMessages } from './model/blocks';
import type { Block, Scenario, Turn } from './model/scenario';
import { TestRepository } from './repository';
import { ScriptedModel } from './scriptedModel';

/** Autobot as other extensions see it. One for all tests of a `describe`; what a test made is gone after it. */
export function useHost(): Host {
  const host = new Host();
  before('open Autobot', () => host.open());
  afterEach('clear up', () => host.clearUp());
  after('close the model', () => host.close());
  return host;
}

interface Exports {
  getAPI(version: number): AutobotApi;
}

export class Host {
  #model: ScriptedModel | undefined;
  #api: AutobotApi | undefined;
  readonly #repositories: TestRepository[] = [];
  readonly #settings = new Set<string>();
  readonly #environment = new Map<string, string | undefined>();
  readonly #ends: (() => void)[] = [];

  get api(): AutobotApi {
    assert.ok(this.#api);
    return this.#api;
  }

  /** What Claude says: the real CLI asks this one. */
  get model(): ScriptedModel {
    assert.ok(this.#model);
    return this.#model;
  }

  /** The folder that is open: itself a repository, the sample. */
  get workspace(): string {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    return folder.uri.fsPath;
  }

  /** The folder that the extension was given for what it keeps. */
  get storage(): string {
    const inProfile = join('user', 'User', 'globalStorage', 'autobot.autobot');
    const storages = readdirSync(tmpdir()).map(name => join(tmpdir(), name, inProfile));
    const [storage] = storages.filter(path => existsSync(path));
    assert.ok(storage);
    return storage;
  }

  async open(): Promise<void> {
    const extension = vscode.extensions.getExtension<Exports>('autobot.autobot');
    this.#api = (await extension?.activate())?.getAPI(1);
    this.#model = await ScriptedModel.start();
    // The extension lives in this process, and hands its environment on.
    Object.assign(process.env, this.#model.env());
    const exclude = join(this.workspace, '.git', 'info', 'exclude');
    if (!readFileSync(exclude, 'utf8').includes('autobot-repository-')) {
      appendFileSync(exclude, 'autobot-repository-*\n');
    }
  }

  async close(): Promise<void> {
    await this.#model?.close();
  }

  /** Call a command as another extension would. */
  async run<C extends CommandId>(command: C, argument?: CommandArguments[C]): Promise<unknown> {
    return vscode.commands.executeCommand(command, argument);
  }

  /** A repository of its own inside the workspace, with these files in one commit, known to Autobot. */
  async repository(files: Record<string, string | Buffer> = { 'a.txt': 'one\n' }): Promise<TestRepository> {
    return this.adopt(TestRepository.create(files, this.workspace));
  }

  /** Let Autobot find a repository, and remove it after the test. */
  async adopt(repository: TestRepository): Promise<TestRepository> {
    this.#repositories.push(repository);
    await this.run('autobot.rescanRepositories');
    return repository;
  }

  /** What Claude does on each prompt that comes: these blocks, and then it says that it is done. */
  play(...prompts: readonly (readonly Block[])[]): void {
    this.script(...prompts.flatMap((content): Turn[] => [{ content }, { content: ['Done.'] }]));
  }

  script(...turns: Turn[]): void {
    const scenario: Scenario = { lanes: [commitMessages('Message by Claude')], turns };
    this.model.load(scenario);
  }

  async newTask(repository: TestRepository, prompt = 'Change it'): Promise<string> {
    return (await this.run('autobot.newTask', { repository: repository.path, prompt })) as string;
  }

  /** A new task, once it has come this far. */
  async task(repository: TestRepository, status: TaskStatus = 'waiting_approval', prompt?: string): Promise<ApiTask> {
    return this.reach(await this.newTask(repository, prompt), status);
  }

  get(id: string): ApiTask {
    const task = this.api.getTask(id);
    assert.ok(task);
    return task;
  }

  /** The hunks of a file of a task's change. */
  hunks(id: string, path: string): readonly ApiHunk[] {
    return this.get(id).files.find(file => file.path === path)?.hunks ?? [];
  }

  reach(id: string, status: TaskStatus): Promise<ApiTask> {
    return this.until(id, task => task.status === status, status);
  }

  /** The task, as soon as this holds. A task that fails instead is not waited for. */
  async until(id: string, holds: (task: ApiTask) => boolean, what: string): Promise<ApiTask> {
    const { promise, resolve, reject } = Promise.withResolvers<ApiTask>();
    const giveUp = (): void => {
      const { status, error } = this.get(id);
      reject(new Error(`waiting for ${what}, but the task is ${status}: ${error ?? 'no error'}`));
    };
    const look = (): void => {
      const task = this.get(id);
      if (holds(task)) {
        resolve(task);
      } else if (task.status === 'failed') {
        giveUp();
      }
    };
    const listening = this.api.onDidChangeTask(changed => changed === id && look());
    const timer = setTimeout(giveUp, 40_000);
    look();
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      listening.dispose();
    }
  }

  /** A setting of the user's, for this test. */
  async set(name: string, value: unknown): Promise<void> {
    this.#settings.add(name);
    await vscode.workspace.getConfiguration('autobot').update(name, value, vscode.ConfigurationTarget.Global);
  }

  /** A variable of the environment that Claude is started in, for this test. */
  setEnvironment(name: string, value: string | undefined): void {
    if (!this.#environment.has(name)) {
      this.#environment.set(name, process.env[name]);
    }
    setVariable(name, value);
  }

  /** Let Claude run any command without asking, for this test: the developer's own choice in Claude's settings. */
  allowBash(): void {
    const file = join(process.env['CLAUDE_CONFIG_DIR'] ?? '', 'settings.json');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ permissions: { allow: ['Bash'] } }));
    this.#ends.push(() => writeFileSync(file, '{}'));
  }

  async clearUp(): Promise<void> {
    const live: readonly TaskStatus[] = ['pending', 'pre_flight', 'running', 'waiting_qa', 'qa_running'];
    for (const { id, status } of this.api.getTasks().toReversed()) {
      if (live.includes(status)) {
        await this.run('autobot.cancelTask', id);
      }
    }
    this.#ends.splice(0).forEach(end => end());
    this.#environment.forEach((value, name) => setVariable(name, value));
    this.#environment.clear();
    for (const name of this.#settings) {
      await this.set(name, undefined);
    }
    this.#settings.clear();
    await closeEditors();
    this.#repositories.splice(0).forEach(repository => repository.dispose());
  }
}

function setVariable(name: string, value: string | undefined): void {
  if (value === undefined) {
    Reflect.deleteProperty(process.env, name);
  } else {
    process.env[name] = value;
  }
}

/** Without saving what is in them. */
async function closeEditors(): Promise<void> {
  const shown = new Set(
    vscode.window.tabGroups.all.flatMap(group => group.tabs.map(tab => uriOf(tab.input)?.toString())),
  );
  // A document that is in no tab is VS Code's own: settings that are just being written, which cannot be shown.
  for (const document of vscode.workspace.textDocuments.filter(
    ({ isDirty, uri }) => isDirty && shown.has(uri.toString()),
  )) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

function uriOf(input: unknown): vscode.Uri | undefined {
  if (input instanceof vscode.TabInputText) {
    return input.uri;
  }
  return input instanceof vscode.TabInputTextDiff ? input.modified : undefined;
}
