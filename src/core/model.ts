/**
 * What the store keeps, as values: one interface per table.
 *
 * Times are epoch milliseconds, ids are UUIDs, `null` is "not known" or "not yet".
 */
import type { PromptImage } from './promptImage';
import type { TaskStatus } from './taskState';
import type {
  Comparison,
  Finding,
  GatePurpose,
  GateSource,
  GateStatus,
  MatcherSetting,
  TestCounts,
  Verdict,
} from './gate';

/** Lines of a file's "before" side that both Claude and the developer wrote otherwise, where nobody can tell whose is what. */
export interface SharedLines {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

export interface Repository {
  readonly id: string;
  readonly name: string;
  /** Absolute path of the work tree's root. */
  readonly path: string;
  readonly lastScanned: number;
  readonly lastCommitSha: string | null;
  readonly lastCommitMsg: string | null;
  /** `null` on a detached HEAD. */
  readonly currentBranch: string | null;
  readonly isClean: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export const sessionStatuses = ['active', 'paused', 'completed', 'abandoned'] as const;
export type SessionStatus = (typeof sessionStatuses)[number];

export interface Session {
  readonly id: string;
  readonly repositoryId: string;
  readonly status: SessionStatus;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly lastActivity: number;
  readonly startBranch: string | null;
  readonly endBranch: string | null;
  /** What the user calls it. */
  readonly name: string | null;
  /** Shown first. */
  readonly pinned: boolean;
  /** Kept, but out of sight. */
  readonly archived: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface Task {
  readonly id: string;
  readonly sessionId: string;
  readonly prompt: string;
  /** They go along whenever the prompt itself is sent. */
  readonly images: readonly PromptImage[];
  readonly status: TaskStatus;
  readonly statusBefore: TaskStatus | null;
  readonly judged: boolean;
  readonly resumeAt: number | null;
  /** Why it is where it is, in words. */
  readonly detail: string | null;
  /** Order in the repository's queue, lower first. */
  readonly position: number;
  /** Start although the repository's earlier task is still in review. */
  readonly onTop: boolean;
  /** The work tree it runs in. */
  readonly workTree: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly startedAt: number | null;
  readonly completedAt: number | null;
  /** Claude's final text of the last turn. */
  readonly claudeOutput: string | null;
  /** Session id of the CLI, which later turns resume. */
  readonly claudeSession: string | null;
  /** What Claude may do unasked in this task; `null`: as the setting has it. */
  readonly permissionMode: string | null;
  /** `null`: as the setting has it. */
  readonly model: string | null;
  /** Its turns are not judged by themselves. */
  readonly skipGates: boolean;
  /** US dollars that the whole task may cost; `null`: as the setting has it. */
  readonly budgetUsd: number | null;
  /** The user agreed that it goes on by itself at `resumeAt`. */
  readonly autoResume: boolean;
  readonly startingCommit: string | null;
  readonly startingBranch: string | null;
  /** Tree ids: the "before" side with the developer's own edits merged in, and what Claude last left. */
  readonly beforeTree: string | null;
  readonly afterTree: string | null;
  /** Paths of the change; of what was renamed, both. */
  readonly filesChanged: readonly string[];
  /** Paths that belong to its snapshots although git ignores them: Claude's tools named them. */
  readonly ignoredFiles: readonly string[];
  /** Where in its "before" files nobody can tell Claude's lines from the developer's. */
  readonly sharedLines: readonly SharedLines[];
  readonly committedSha: string | null;
  readonly commitMessage: string | null;
  readonly approvedAt: number | null;
  readonly rejectedAt: number | null;
  readonly rejectionReason: string | null;
  /** Why it was approved although gates say otherwise. */
  readonly approvalReason: string | null;
  /** Trees around the latest rejection of the whole task; what undo puts back. */
  readonly undoFrom: string | null;
  readonly undoTo: string | null;
  /** Where HEAD was when the change was last shown to be decided; both `null`: not known. */
  readonly reviewedCommit: string | null;
  readonly reviewedBranch: string | null;
  /** The commit that is being made, kept until it is settled: what a window that died leaves to the next. */
  readonly committing: CommitJournal | null;
}

/** What is needed to finish a commit, or to tell that it never came to be. Trees are ids. */
export interface CommitJournal {
  readonly head: string | null;
  readonly branch: string | null;
  /** HEAD plus the approved hunks. */
  readonly tree: string;
  /** What the developer had staged. */
  readonly indexTree: string;
  readonly workTree: string;
  readonly message: string;
  readonly hunks: readonly { readonly path: string; readonly hunk: string }[];
  /** Paths of which the developer let their own lines go along. */
  readonly included: readonly string[];
  readonly startedAt: number;
}

/** What the user can have otherwise than the settings say, for one task. */
export type TaskOptions = Pick<Task, 'permissionMode' | 'model' | 'budgetUsd' | 'skipGates'>;

export type TurnKind = 'prompt' | 'fix' | 'review' | 'message';

export interface Turn {
  readonly id: string;
  readonly taskId: string;
  /** 1 for the first prompt. */
  readonly number: number;
  readonly kind: TurnKind;
  readonly prompt: string;
  /** What went along with it. */
  readonly images: readonly PromptImage[];
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly outcome: string | null;
  readonly startTree: string | null;
  readonly endTree: string | null;
  /** US dollars of this turn alone. */
  readonly costUsd: number | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly cacheReadTokens: number | null;
  readonly cacheCreationTokens: number | null;
  readonly gitBefore: GitPosition | null;
  readonly gitAfter: GitMoves | null;
}

/** Git's own state, apart from the files of the work tree. */
export interface GitPosition {
  readonly commit: string | null;
  /** `null` when detached. */
  readonly branch: string | null;
  /** The tree of what is staged; `null` where there are conflicts. */
  readonly index: string | null;
  /** The newest entry of the stash. */
  readonly stash: string | null;
}

/** Where git's state was after a turn, and what of that was made during it. */
export interface GitMoves extends GitPosition {
  /** Commits that HEAD has gained, oldest first. */
  readonly made: readonly { readonly sha: string; readonly subject: string }[];
  /** The git command of Claude's that tells of it, if one was seen. */
  readonly command: string | null;
  /** When the user had HEAD taken back to where it was before the turn. */
  readonly takenBackAt: number | null;
}

/** `rejectedBefore`: rejected in an earlier turn. Should Claude write the same hunk again, it is marked. */
export type DecisionKind = 'approved' | 'rejected' | 'committed' | 'rejectedBefore';

/** What the user decided on one hunk. A hunk without a row is pending. */
export interface Decision {
  readonly id: string;
  readonly taskId: string;
  readonly path: string;
  /** The hunk's fingerprint. */
  readonly hunk: string;
  readonly decision: DecisionKind;
  readonly reason: string | null;
  /** Trees around a rejection: what was in the work tree, and what it became. Undo goes the other way. */
  readonly undoFrom: string | null;
  readonly undoTo: string | null;
  /** The file's content when a protected file was approved: the approval holds for nothing else. */
  readonly shown: string | null;
  /** Of an approval: a print of the hunk's lines as they were shown. `null` where there are none, or it is not known. */
  readonly seen: string | null;
  readonly createdAt: number;
}

export interface GateConfig {
  readonly id: string;
  /** `null`: for all repositories. */
  readonly repositoryId: string | null;
  readonly name: string;
  readonly enabled: boolean;
  readonly command: string;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly after: readonly string[];
  /** Milliseconds. */
  readonly timeout: number;
  readonly failOnError: boolean;
  readonly order: number;
  readonly problemMatcher: MatcherSetting | null;
  readonly source: GateSource;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface GateResult {
  readonly id: string;
  readonly taskId: string;
  readonly gateName: string;
  readonly status: GateStatus;
  readonly verdict: Verdict | null;
  readonly purpose: GatePurpose;
  /** The tree that was judged; `null` if files changed meanwhile, so that it is true of no tree for sure. */
  readonly tree: string | null;
  /** What of the gate's definition the verdict depends on, as it was; see `definitionOf`. */
  readonly definition: string;
  readonly exitCode: number | null;
  /** The last 64 kB of output. */
  readonly output: string | null;
  /** Those that are new first. */
  readonly findings: readonly Finding[];
  readonly tests: TestCounts | null;
  /** `null`: not compared with what was before, as it need not be. */
  readonly comparison: Comparison | null;
  /** The file with the whole output. */
  readonly log: string | null;
  /** Whether this result keeps the task from review, as its gate was defined when it ran. */
  readonly failOnError: boolean;
  /** Milliseconds. */
  readonly duration: number | null;
  readonly createdAt: number;
  readonly completedAt: number | null;
}

export interface Commit {
  readonly id: string;
  readonly taskId: string;
  readonly sha: string;
  readonly parent: string | null;
  readonly tree: string;
  readonly message: string;
  readonly createdAt: number;
  readonly branch: string | null;
  /** What was approved. A commit hook may have made another tree of it. */
  readonly approvedTree: string | null;
  /** What was staged before and after: taking the commit back goes the other way. */
  readonly indexBefore: string | null;
  readonly indexAfter: string | null;
  /** The task's hunks that are in it. */
  readonly hunks: CommitJournal['hunks'];
  /** Hunks of a hook's that brought in lines nobody had approved. */
  readonly swept: readonly string[];
  readonly takenBackAt: number | null;
}

/** A remark of the user's on a line of either side. Those on one line are one thread. */
export interface Comment {
  readonly id: string;
  readonly taskId: string;
  readonly path: string;
  readonly side: 'before' | 'after';
  /** 0-based, when it was written. */
  readonly line: number;
  /** What the line said then, which finds it again when lines move. */
  readonly quote: string;
  readonly text: string;
  readonly resolved: boolean;
  /** Number of the latest turn that brought it to Claude. */
  readonly sentIn: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Said to Claude while it works: becomes a turn when the one before has gone well. */
export interface QueuedMessage {
  readonly id: string;
  readonly taskId: string;
  readonly text: string;
  readonly images: readonly PromptImage[];
  /** Order among the task's messages, lower first. */
  readonly position: number;
  readonly createdAt: number;
}

/** Everything kept, table by table. */
export interface Tables {
  readonly repositories: Repository;
  readonly sessions: Session;
  readonly tasks: Task;
  readonly turns: Turn;
  readonly decisions: Decision;
  readonly qa_gate_configs: GateConfig;
  readonly qa_gate_results: GateResult;
  readonly commits: Commit;
  readonly comments: Comment;
  readonly messages: QueuedMessage;
}
export type TableName = keyof Tables;
