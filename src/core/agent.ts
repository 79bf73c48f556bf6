/**
 * What the app knows of a coding agent: neutral, so that another one could stand behind it.
 */
import type { Event } from '../base/emitter';

export interface Tokens {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheCreation: number;
}

/** How a turn ended. Anything but `success` says why in `message`. */
export interface TurnEnd {
  readonly outcome: 'success' | 'interrupted' | 'budget' | 'error';
  /** A program's word for an error: not_signed_in, rate_limit, overloaded, network, api_error, process_died, … */
  readonly reason: string | null;
  /** In words, with what to do. Empty on success. */
  readonly message: string;
  /** The agent's final text. */
  readonly text: string;
  /** US dollars of this turn alone; `null` when the agent did not say. */
  readonly costUsd: number | null;
  readonly tokens: Tokens | null;
  /** Milliseconds. */
  readonly duration: number | null;
}

/** What happens while an agent works. `parent` is the tool call of the sub-agent that it happened in. */
export type AgentEvent =
  | {
      readonly type: 'started';
      readonly session: string;
      readonly model: string;
      readonly mode: string;
      readonly version: string;
    }
  /** Text or thinking as it grows. `block` names the piece that the finished one replaces. */
  | {
      readonly type: 'delta';
      readonly kind: 'text' | 'thinking';
      readonly block: string;
      readonly text: string;
      readonly parent: string | null;
    }
  | {
      readonly type: 'text' | 'thinking';
      readonly block: string;
      readonly text: string;
      readonly parent: string | null;
    }
  | {
      readonly type: 'toolCall';
      readonly id: string;
      readonly name: string;
      readonly input: unknown;
      readonly parent: string | null;
    }
  | {
      readonly type: 'toolResult';
      readonly id: string;
      readonly ok: boolean;
      readonly text: string;
      readonly parent: string | null;
    }
  | { readonly type: 'todos'; readonly items: readonly TodoItem[] }
  | ({ readonly type: 'permission' } & PermissionRequest)
  | { readonly type: 'permissionAnswered'; readonly request: string; readonly answer: PermissionAnswer }
  | { readonly type: 'permissionWithdrawn'; readonly request: string }
  | {
      readonly type: 'retry';
      readonly attempt: number;
      readonly of: number;
      readonly delay: number;
      readonly why: string;
    }
  | { readonly type: 'background'; readonly running: number; readonly what: string }
  /** Something the agent or its program says about itself. */
  | { readonly type: 'notice'; readonly text: string }
  | ({ readonly type: 'turnEnded' } & TurnEnd)
  /** A line that was not understood: shown raw, never fatal. */
  | { readonly type: 'unrecognised'; readonly line: string; readonly why: string };

export interface TodoItem {
  readonly text: string;
  readonly status: 'pending' | 'in_progress' | 'completed';
}

export interface PermissionRequest {
  readonly request: string;
  readonly tool: string;
  readonly input: unknown;
  readonly description: string;
  /** Whether the agent offered a rule that would allow this for the rest of the task. */
  readonly canAllowForTask: boolean;
}

export type PermissionAnswer =
  { readonly behavior: 'allow'; readonly forTask: boolean } | { readonly behavior: 'deny'; readonly message: string };

export interface AgentOptions {
  /** Absolute path of the program. */
  readonly program: string;
  /** The folder it works in. */
  readonly cwd: string;
  /** A UUID: new for a first start, that of an earlier run with `resume`. */
  readonly session: string;
  readonly resume: boolean;
  /** `inherit`: the developer's own setting, acceptEdits where there is none. */
  readonly permissionMode: string;
  readonly model: string | null;
  readonly maxBudgetUsd: number | null;
}

/** One living agent process. */
export interface Agent {
  readonly pid: number;
  readonly onEvent: Event<AgentEvent>;
  /**
   * For the transcript: every line as the program wrote it, before it is understood, and lines of our own
   * for what only this side knows. Decoding them again gives the same events.
   */
  readonly onLine: Event<string>;
  /** Resolves once the agent takes prompts; rejects with a UserError when it does not start. */
  readonly ready: Promise<void>;
  /** Send one prompt; resolves when that turn has ended, however it ended. Never rejects. */
  prompt(text: string): Promise<TurnEnd>;
  answer(request: string, answer: PermissionAnswer): void;
  /** Stop the running turn; the agent lives on. */
  interrupt(): Promise<void>;
  /** End the process and everything it started. Resolves once nothing is left. */
  stop(): Promise<void>;
  /** Resolves when the process is gone, with why in words where it was not asked to. */
  readonly closed: Promise<string | null>;
}
