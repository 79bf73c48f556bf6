/**
 * What other extensions get from `exports.getAPI(1)`: values, frozen.
 *
 * This file is published with the package as its type declarations.
 */
import type { Event } from '../base/emitter';
import type { Comparison, Finding, Gate, TestCounts, Verdict } from '../core/gate';
import type { SessionStatus } from '../core/model';
import type { FileChangeKind, HunkState } from '../core/reviewedFile';
import type { Risk } from '../core/risk';
import type { TaskStatus } from '../core/taskState';

export interface AutobotApi {
  /** Fires with the task's id whenever anything about it changed. */
  readonly onDidChangeTask: Event<string>;
  getTask(id: string): ApiTask | undefined;
  getTasks(): readonly ApiTask[];
  getSessions(): readonly ApiSession[];
  getRepositories(): readonly ApiRepository[];
}

export interface ApiTask {
  readonly id: string;
  /** Absolute path of the repository. */
  readonly repository: string;
  readonly session: string;
  readonly prompt: string;
  readonly status: TaskStatus;
  /** Sorted by path. */
  readonly files: readonly ApiFile[];
  /** The newest verdict of each gate on the work tree. */
  readonly gates: readonly ApiGate[];
  /** What would be committed now, and the verdicts on exactly that tree; `null` when there is nothing to commit. */
  readonly commit: ApiCommitCheck | null;
  /** Why it was approved although gates say otherwise. */
  readonly approvalReason: string | null;
  /** US dollars of all turns; `null` while none is known. */
  readonly cost: number | null;
  readonly commits: readonly ApiCommit[];
  /** Why it is where it is, in words. */
  readonly error: string | null;
}

export interface ApiFile {
  readonly path: string;
  readonly from: string | null;
  readonly change: FileChangeKind;
  readonly hunks: readonly ApiHunk[];
  /** Why it needs an approval of its own (it runs programs, or decides which run); `null` for most. */
  readonly protectedFor: string | null;
  /** Marks on the file as a whole; hunks have their own. */
  readonly risks: readonly Risk[];
}

export interface ApiHunk {
  /** What hunk commands take as `hunk`. */
  readonly id: string;
  readonly decision: HunkState;
  readonly reason: string | null;
  /** 1-based first line and number of lines, before and after; no lines for a file that is decided as a whole. */
  readonly before: { readonly line: number; readonly count: number };
  readonly after: { readonly line: number; readonly count: number };
  /** What deserves a closer look in it. */
  readonly risks: readonly Risk[];
}

export interface ApiCommitCheck {
  /** Id of the git tree. */
  readonly tree: string;
  /** Files that are otherwise in the work tree: with none, its verdicts are those of the commit. */
  readonly differs: readonly string[];
  readonly gates: readonly ApiGate[];
}

export interface ApiGate {
  readonly name: string;
  readonly status: 'queued' | 'running' | 'done';
  readonly verdict: Verdict | null;
  /** The verdict is not true any more: the tree, or the gate's definition, is another one. */
  readonly stale: boolean;
  /** It judged this very tree otherwise before. */
  readonly flaky: boolean;
  /** Id of the git tree that was judged. */
  readonly tree: string | null;
  readonly exitCode: number | null;
  readonly failOnError: Gate['failOnError'];
  /** Whether it keeps the task from review: not if it failed before the task too, and no less. */
  readonly blocks: boolean;
  /** Where it found something, those that are new first. */
  readonly findings: readonly Finding[];
  /** Beside the task's first snapshot; `null` while there was no need to compare. */
  readonly baseline: Comparison | null;
  /** What its test runners counted; `null` if they said nothing. */
  readonly tests: TestCounts | null;
  /** Milliseconds. */
  readonly duration: number | null;
  /** Absolute path of the file with its whole output. */
  readonly log: string | null;
}

export interface ApiCommit {
  readonly sha: string;
  readonly message: string;
  readonly tree: string;
}

export interface ApiSession {
  readonly id: string;
  readonly repository: string;
  readonly status: SessionStatus;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly tasks: readonly string[];
}

export interface ApiRepository {
  readonly path: string;
  readonly name: string;
  readonly branch: string | null;
  readonly lastCommit: string | null;
  readonly isClean: boolean;
}
