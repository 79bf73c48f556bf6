import type { Agent, AgentEvent, AgentOptions, TurnEnd } from './agent';

/** Everything that the app needs of a kind of agent: with another one of these, another agent does the work. */
export interface AgentKind {
  /** Start a process. Whether it came up tells {@link Agent.ready}. */
  start(options: AgentOptions): Promise<Agent>;
  /** Reads the lines that agents of this kind wrote, from their transcript. */
  newDecoder(): AgentDecoder;
  /** A line for such a transcript that reads as this notice: something that only this side knows. */
  writeNotice(text: string): string;
  /** Look for the program, and whether it can be used. `path`: the user's choice, empty for none. Never rejects. */
  findSetup(path: string): Promise<AgentSetup>;
  /** Sessions that somebody had with the agent in this folder or below it, here or elsewhere; the latest first. */
  findSessions(folder: string): Promise<readonly PastSession[]>;
  /** What was said and done in one of them. */
  readSession(session: PastSession): Promise<readonly PastTurn[]>;
  /** A commit message for exactly this diff. Rejects with a UserError in words. */
  writeCommitMessage(request: CommitMessageRequest): Promise<string>;
}

/** A session as the agent itself remembers it. Times are epoch milliseconds. */
export interface PastSession {
  /** What the agent resumes it by. */
  readonly id: string;
  /** Where it is remembered. */
  readonly file: string;
  /** The folder that it was begun in. */
  readonly folder: string;
  /** The first prompt. */
  readonly prompt: string;
  readonly branch: string | null;
  readonly startedAt: number;
  readonly lastActivity: number;
}

export interface PastTurn {
  readonly prompt: string;
  readonly branch: string | null;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: TurnEnd['outcome'];
  /** The agent's final text. */
  readonly text: string;
  /** For {@link AgentKind.newDecoder}. */
  readonly lines: readonly { readonly at: number; readonly line: string }[];
}

export interface AgentDecoder {
  decode(line: string): readonly AgentEvent[];
}

/** The agent's program on this machine. */
export type AgentSetup =
  | { readonly kind: 'found'; readonly path: string; readonly check: AgentCheck }
  /** Where it was looked for, in order. */
  | { readonly kind: 'notFound'; readonly tried: readonly string[] };

/** What a program that should be the agent's turned out to be. */
export type AgentOutcome =
  | 'ready'
  | 'too_old'
  | 'not_signed_in'
  | 'missing'
  | 'not_executable'
  /** It printed something, but not a version. */
  | 'garbage'
  /** It printed the version of something else. */
  | 'not_claude'
  /** It ended by itself, without a version. */
  | 'exited'
  | 'hangs'
  | 'cancelled';

export interface AgentCheck {
  readonly outcome: AgentOutcome;
  readonly version: string | null;
  readonly signedIn: boolean | 'unknown';
  /** How somebody is signed in. */
  readonly method: string | null;
  /** In words, with what to do: why no task can run. */
  readonly problem?: string;
  /** In words: it works, but. */
  readonly warning?: string;
}

export interface CommitMessageRequest {
  /** Absolute path of the agent's program. */
  readonly program: string;
  readonly cwd: string;
  /** Exactly what will be committed. */
  readonly diff: string;
  /** Subjects of the latest commits, newest first: the style and the language to follow. */
  readonly recentSubjects: readonly string[];
  /** What the repository says of its messages: files that configure them, as they stand. */
  readonly conventions?: readonly { readonly file: string; readonly text: string }[];
  /** What the task was about, in the developer's words. */
  readonly prompt?: string;
  readonly model?: string | null;
  readonly signal?: AbortSignal;
  readonly environment?: NodeJS.ProcessEnv;
}
