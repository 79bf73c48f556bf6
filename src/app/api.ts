import { Emitter } from '../base/emitter';
import { type Disposable, Disposables } from '../base/lifecycle';
import type { LineRange } from '../core/lines';
import { blocks } from '../core/gate';
import type { GateResult, Repository, Task } from '../core/model';
import type { ReviewedFile } from '../core/reviewedFile';
import { isInReview } from '../core/taskState';
import type { Parts } from './parts';
import { commitsOf } from './commits';
import type { ApiFile, ApiGate, ApiRepository, ApiSession, ApiTask, AutobotApi } from './publicApi';
import type { TaskFacts } from './taskFacts';

/** Builds {@link AutobotApi} from what is kept. */
export class Api implements AutobotApi, Disposable {
  readonly #owned = new Disposables();
  readonly #changed = this.#owned.add(new Emitter<string>());
  readonly onDidChangeTask = this.#changed.event;
  readonly #seen = new Map<string, Task>();

  constructor(
    private readonly parts: Pick<
      Parts,
      'history' | 'tasks' | 'sessions' | 'repositories' | 'gates' | 'commitGate' | 'review' | 'runner'
    >,
    private readonly facts: TaskFacts,
  ) {
    const { history } = parts;
    this.#owned.add(facts.onDidChange(id => this.#changed.fire(id)));
    this.#owned.add(
      parts.gates.configs.onDidChange(() => parts.tasks.all().forEach(task => this.#changed.fire(task.id))),
    );
    this.#owned.add(parts.runner.onDidReport(id => this.#changed.fire(id)));
    this.#owned.add(
      history.onDidChange(tables => {
        const all =
          tables.has('qa_gate_results') ||
          tables.has('qa_gate_configs') ||
          tables.has('decisions') ||
          tables.has('commits') ||
          tables.has('turns');
        for (const task of history.all('tasks')) {
          if (all || this.#seen.get(task.id) !== task) {
            this.#seen.set(task.id, task);
            this.#changed.fire(task.id);
          }
        }
      }),
    );
  }

  getTask(id: string): ApiTask | undefined {
    const task = this.parts.history.find('tasks', id);
    return task && freeze(this.#task(task));
  }

  getTasks(): readonly ApiTask[] {
    return freeze(this.parts.tasks.all().map(task => this.#task(task)));
  }

  getSessions(): readonly ApiSession[] {
    const { history, sessions } = this.parts;
    const all = history.all('sessions').map(({ id, repositoryId, status, startedAt, endedAt }) => ({
      ...{ id, status, startedAt, endedAt },
      repository: history.find('repositories', repositoryId)?.path ?? '',
      tasks: sessions.tasks(id).map(task => task.id),
    }));
    return freeze(all);
  }

  getRepositories(): readonly ApiRepository[] {
    return freeze(this.parts.repositories.present.map(apiRepository));
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #task(task: Task): ApiTask {
    const { history, tasks } = this.parts;
    const facts = this.facts.get(task.id);
    const commit = isInReview(task.status) ? (facts?.commit ?? null) : null;
    const costs = tasks.turns(task.id).flatMap(turn => turn.costUsd ?? []);
    return {
      id: task.id,
      repository: task.workTree,
      session: task.sessionId,
      prompt: task.prompt,
      status: task.status,
      files: (facts?.change.files ?? []).toSorted(byPath).map(file => this.#file(task, file)),
      gates: this.parts.gates.results(task.id).map(row => this.#gate(task, row, facts?.currentTree ?? null)),
      commit: commit && { ...commit, gates: this.#commitGates(task, commit.tree) },
      approvalReason: task.approvalReason,
      cost: costs.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0),
      commits: commitsOf(history, task.id).map(({ sha, message, tree }) => ({ sha, message, tree })),
      error: task.status === 'pre_flight' ? this.#blocked(task) : task.detail,
    };
  }

  #commitGates(task: Task, tree: string): ApiGate[] {
    return this.parts.commitGate.verdictsOn(task, tree).map(row => this.#gate(task, row, tree));
  }

  #gate(task: Task, row: GateResult, tree: string | null): ApiGate {
    const { gateName: name, status, verdict, exitCode, failOnError, findings, tests, duration, log } = row;
    const { gates } = this.parts;
    return {
      ...{ name, status, verdict, tree: row.tree, exitCode, failOnError, findings, tests, duration, log },
      stale: gates.isStale(task, row, tree),
      flaky: gates.isFlaky(row),
      blocks: blocks(row),
      baseline: row.comparison,
    };
  }

  /** What keeps a task in pre-flight, in words. */
  #blocked(task: Task): string | null {
    const blocks = this.parts.runner.report(task.id).filter(check => check.outcome === 'block');
    return blocks.map(({ label, detail }) => detail ?? label).join(' ') || null;
  }

  #file(task: Task, file: ReviewedFile): ApiFile {
    const { path, from, kind: change } = file;
    const stateOf = this.parts.review.stateOf(task, path);
    const hunks = file.hunks.map(hunk => ({
      id: hunk.id,
      decision: stateOf(hunk),
      reason: this.parts.review.decision(task, path, hunk.id)?.reason ?? null,
      before: lineCount(hunk.before),
      after: lineCount(hunk.after),
      risks: (hunk.risks ?? []).map(risk => ({ ...risk })),
    }));
    return {
      path,
      from,
      change,
      hunks,
      protectedFor: file.protectedFor ?? null,
      risks: (file.risks ?? []).map(risk => ({ ...risk })),
    };
  }
}

function lineCount({ start, end }: LineRange): { line: number; count: number } {
  return { line: start + 1, count: end - start };
}

function apiRepository({
  path,
  name,
  currentBranch: branch,
  lastCommitSha: lastCommit,
  isClean,
}: Repository): ApiRepository {
  return { path, name, branch, lastCommit, isClean };
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
}

/** As git sorts them: the order of a review is for people. */
function byPath(a: ReviewedFile, b: ReviewedFile): number {
  return a.path < b.path ? -1 : 1;
}
