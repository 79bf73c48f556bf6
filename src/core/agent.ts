/**
 * What the app knows of a coding agent: neutral, so that another one could stand behind it.
 */
import type { Event } from '../base/emitter';
import type { ImageType } from './promptImage';

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
  /** Epoch milliseconds at which a usage limit is reset; `null` when there is none, or nobody said when. */
  readonly resetsAt: number | null;
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
      /** Commands of its own that a prompt can begin with, without their slash. */
      readonly commands: readonly string[];
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
  | ({ readonly type: 'question' } & QuestionRequest)
  | ({ readonly type: 'plan' } & PlanRequest)
  /** Any of the three was answered, or is no longer asked. */
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
  /** What the user said while the turn ran. */
  | { readonly type: 'said'; readonly text: string }
  /** It should have ended and has not: it has given its result, or its process is gone and something holds its output. */
  | { readonly type: 'lingers'; readonly why: 'result' | 'output' }
  /** Something the agent or its program says about itself. */
  | { readonly type: 'notice'; readonly text: string }
  | ({ readonly type: 'turnEnded' } & TurnEnd)
  /** A line that was not understood: shown raw, never fatal. */
  | { readonly type: 'unrecognised'; readonly line: string; readonly why: string };

export interface TodoItem {
  readonly text: string;
  readonly status: 'pending' | 'in_progress' | 'completed';
}

/** `call`: the tool call that waits for the answer, where the agent names it. */
interface RequestBase {
  readonly request: string;
  readonly call?: string;
}

export interface PermissionRequest extends RequestBase {
  readonly tool: string;
  readonly input: unknown;
  readonly description: string;
  /** Whether the agent offered a rule that would allow this for the rest of the task. */
  readonly canAllowForTask: boolean;
  /** What “always” would write; `null` where it cannot be had. */
  readonly always: LastingRule | null;
}

/** Leave that outlives the task: lines for the developer's own settings of the agent. */
export interface LastingRule {
  /** Absolute path. */
  readonly file: string;
  /** As they will stand in the file. */
  readonly rules: readonly string[];
}

/** The agent asks the user something. */
export interface QuestionRequest extends RequestBase {
  readonly questions: readonly Question[];
}

export interface Question {
  readonly question: string;
  /** A word or two. */
  readonly header: string;
  readonly options: readonly { readonly label: string; readonly description: string }[];
  readonly several: boolean;
}

/** The agent has made a plan and asks to carry it out. */
export interface PlanRequest extends RequestBase {
  /** Markdown. */
  readonly plan: string;
}

/** How long leave holds: for this call, for the rest of the task, or always ({@link LastingRule}). */
export type LeaveScope = 'once' | 'task' | 'always';

export type PermissionAnswer =
  | { readonly behavior: 'allow'; readonly scope: LeaveScope }
  /** To anything that is asked. The agent is told why. */
  | { readonly behavior: 'deny'; readonly message: string }
  /** To questions: each with the chosen label, or the user's own words. */
  | { readonly behavior: 'reply'; readonly answers: Readonly<Record<string, string>> }
  /** To a plan: carry this one out, in this permission mode. */
  | { readonly behavior: 'approve'; readonly plan: string; readonly mode: string };

export interface AgentOptions {
  /** Absolute path of the program. */
  readonly program: string;
  /** The folder it works in. */
  readonly cwd: string;
  /** What it works on: children carry it in their environment, by which those that hide are found. */
  readonly task: string;
  /** A UUID: new for a first start, that of an earlier run with `resume`. */
  readonly session: string;
  readonly resume: boolean;
  /** `inherit`: the developer's own setting, acceptEdits where there is none. */
  readonly permissionMode: string;
  readonly model: string | null;
  readonly maxBudgetUsd: number | null;
  /** Before a tool writes the file that it names (an absolute path); the tool waits until the promise resolves. */
  readonly onWillEdit?: (file: string) => Promise<void>;
}

/** An image that goes with a prompt, in base64. */
export interface AgentImage {
  readonly type: ImageType;
  readonly data: string;
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
  /** Take no more of the program's lines before this settles: whoever keeps them is behind. */
  hold(until: Promise<unknown>): void;
  /** Resolves once the agent takes prompts; rejects with a UserError when it does not start. */
  readonly ready: Promise<void>;
  /** Send one prompt; resolves when that turn has ended, however it ended. Never rejects. */
  prompt(text: string, images?: readonly AgentImage[]): Promise<TurnEnd>;
  /** Say something in the running turn; the agent takes it up after its current step. False if no turn runs. */
  say(text: string, images?: readonly AgentImage[]): boolean;
  answer(request: string, answer: PermissionAnswer): void;
  /** Stop the running turn; the agent lives on. */
  interrupt(): Promise<void>;
  /** End the process and everything it started. Resolves once nothing is left, with what had to be ended. */
  stop(): Promise<readonly string[]>;
  /** Resolves when the process is gone, with why in words where it was not asked to. */
  readonly closed: Promise<string | null>;
}
