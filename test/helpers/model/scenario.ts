import type { ModelRequest } from './request';

/** Part of an answer: text, a thought, or a tool call. Strings in it may hold `${CWD}` and the like: see `toWire`. */
export type Block =
  string | { readonly thinking: string } | { readonly tool: string; readonly input: Readonly<Record<string, unknown>> };

/** Text must contain the string, match the expression, or do so with one of several. */
export type Pattern = string | RegExp | readonly (string | RegExp)[];

/** All that is given must hold. */
export interface Conditions {
  /** What the user wrote last. Stays the same while Claude works on it. */
  readonly prompt?: Pattern;
  /** Any of the things the user wrote in this conversation. */
  readonly anyPrompt?: Pattern;
  /** The last message with the user's role: mostly the results of tools. */
  readonly lastUser?: Pattern;
  readonly system?: Pattern;
  readonly model?: Pattern;
  readonly session?: Pattern;
  /** Whether any tool is on offer. */
  readonly hasTools?: boolean;
  /** Whether a tool has just failed. */
  readonly toolFailed?: boolean;
}
export type When = Conditions | ((request: ModelRequest) => boolean);

/** How fast an answer comes. */
export interface Pace {
  /** Milliseconds before the answer begins. */
  readonly delay?: number;
  /** Characters per piece. */
  readonly chunk?: number;
  /** Milliseconds between the pieces. */
  readonly pause?: number;
}

interface AnyTurn extends Pace {
  /** Skip this turn unless the request is such a one. */
  readonly when?: When;
  /** Use it this many times, as a client that tries again needs it. */
  readonly times?: number | 'forever';
  /** Awaited before the answer begins: what the test does meanwhile. */
  readonly meanwhile?: (request: ModelRequest) => unknown;
}

/** The model speaks. */
export interface Answer extends AnyTurn {
  readonly content: readonly Block[] | ((request: ModelRequest) => readonly Block[]);
  /** Default: `tool_use` if a tool is called, else `end_turn`. */
  readonly stopReason?: string;
  readonly usage?: Readonly<Record<string, number>>;
  /** Close the connection after this many events of the stream. */
  readonly cutAfter?: number;
  /** Say nothing more after this many. */
  readonly hangAfter?: number;
}

/** The API fails. */
export interface ApiError extends AnyTurn {
  readonly error: { readonly status: number; readonly type: string; readonly message: string };
  readonly headers?: Readonly<Record<string, string>>;
}

/** The connection fails: it is closed, never answered, or answered with these bytes. */
export interface Broken extends AnyTurn {
  readonly broken: 'drop' | 'hang' | { readonly raw: string };
}

export type Turn = Answer | ApiError | Broken;

/** A conversation of its own: its turns are counted apart from those of the other lanes. */
export interface Lane {
  readonly name: string;
  readonly when?: When;
  readonly turns?: readonly Turn[];
  /** When no turn is left. Default: an error that says so. */
  readonly onExhausted?: Turn;
}

/** What the model will say. The first lane that matches a request answers it; `turns` are the last lane, for all. */
export interface Scenario extends Pace {
  readonly turns?: readonly Turn[];
  readonly onExhausted?: Turn;
  readonly lanes?: readonly Lane[];
}
