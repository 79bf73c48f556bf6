import { t } from '@vscode/l10n';
import type { AgentEvent } from './agent';
import { summariseTool } from './toolSummary';

/** What an agent is doing, or why it does nothing. `what` names it where the kind alone does not. */
export interface Activity {
  readonly kind:
    | 'starting'
    | 'working'
    | 'thinking'
    | 'writing'
    | 'tool'
    | 'permission'
    | 'question'
    | 'plan'
    | 'retrying'
    | 'background'
    | 'silent'
    | 'result'
    | 'output';
  readonly what: string;
  /** Epoch milliseconds. */
  readonly since: number;
}

/** An agent that thinks, and of which nothing was heard for so many milliseconds, is said to be silent. */
export const silentAfter = 60_000;

/** Something that the agent asks the user. */
export type AskedEvent = Extract<AgentEvent, { type: 'permission' | 'question' | 'plan' }>;

/** Watches one turn. Knows no clock: times are given. */
export class ActivityWatch {
  readonly #asked = new Map<string, AskedEvent>();
  readonly #tools = new Map<string, string>();
  #background = '';
  #now: Activity;
  #heardAt: number;

  constructor(
    private readonly cwd: string,
    at: number,
  ) {
    this.#now = { kind: 'starting', what: '', since: at };
    this.#heardAt = at;
  }

  /** Requests that wait for the user's answer, oldest first. */
  get asked(): readonly AskedEvent[] {
    return [...this.#asked.values()];
  }

  /** Take in what happened. */
  take(event: AgentEvent, at: number): void {
    this.#heardAt = at;
    this.#note(event);
    const next = this.#waits() ?? stepOf(event) ?? this.#now;
    const isSame = next.kind === this.#now.kind && next.what === this.#now.what;
    this.#now = isSame ? this.#now : { kind: next.kind, what: next.what, since: at };
  }

  /** What it does at this time. */
  at(now: number): Activity {
    const isQuiet = ['starting', 'working', 'thinking', 'writing'].includes(this.#now.kind);
    return isQuiet && now - this.#heardAt >= silentAfter
      ? { kind: 'silent', what: '', since: this.#heardAt }
      : this.#now;
  }

  #note(event: AgentEvent): void {
    switch (event.type) {
      case 'permission':
      case 'question':
      case 'plan':
        this.#asked.set(event.request, event);
        break;
      case 'permissionAnswered':
      case 'permissionWithdrawn':
        this.#asked.delete(event.request);
        break;
      case 'toolCall': {
        const { summary } = summariseTool(event.name, event.input, this.cwd);
        this.#tools.set(event.id, summary === '' ? event.name : `${event.name}: ${summary}`);
        break;
      }
      case 'toolResult':
        this.#tools.delete(event.id);
        break;
      case 'background':
        this.#background = event.running === 0 ? '' : event.what || t('a command');
        break;
      case 'turnEnded':
        this.#asked.clear();
        this.#tools.clear();
        break;
      default:
        break;
    }
    if (event.type === 'lingers' || (event.type === 'text' && this.#background === '')) {
      this.#tools.clear(); // what was never answered will not be
    }
  }

  /** What must be over before anything else happens; it outlasts the event that began it. */
  #waits(): Pick<Activity, 'kind' | 'what'> | undefined {
    const [asked] = this.#asked.values();
    if (asked) {
      return { kind: asked.type, what: '' };
    }
    const tool = [...this.#tools.values()].at(-1);
    return tool === undefined ? undefined : { kind: 'tool', what: tool };
  }
}

/** The step that an event is part of; nothing for what is no step of the turn. */
function stepOf(event: AgentEvent): Pick<Activity, 'kind' | 'what'> | undefined {
  switch (event.type) {
    case 'delta':
      return { kind: event.kind === 'thinking' ? 'thinking' : 'writing', what: '' };
    case 'thinking':
    case 'text':
    case 'started':
    case 'toolResult':
    case 'permissionAnswered':
    case 'permissionWithdrawn':
      return { kind: 'working', what: '' };
    case 'retry':
      return { kind: 'retrying', what: t`attempt ${event.attempt} of ${event.of}: ${event.why}` };
    case 'background':
      return event.running > 0
        ? { kind: 'background', what: event.what || t('a command') }
        : { kind: 'working', what: '' };
    case 'lingers':
      return { kind: event.why, what: '' };
    default:
      return undefined;
  }
}

/** An activity in words, and what the user can do about it; nothing where all is well. */
export function describeActivity({ kind, what }: Activity): { readonly words: string; readonly next: string } {
  switch (kind) {
    case 'starting':
      return { words: t('Claude is starting'), next: '' };
    case 'working':
      return { words: t('Claude is working'), next: '' };
    case 'thinking':
      return { words: t('Claude is thinking'), next: '' };
    case 'writing':
      return { words: t('Claude is writing'), next: '' };
    case 'tool':
      return { words: t`Claude runs ${what}`, next: '' };
    case 'permission':
      return { words: t('Waiting for your permission'), next: t('Allow or deny what Claude asks for below.') };
    case 'question':
      return { words: t('Claude has a question'), next: t('Answer it below.') };
    case 'plan':
      return { words: t('Claude’s plan waits for you'), next: t('Read it, then approve it or ask for changes.') };
    case 'retrying':
      return { words: t`Trying again, ${what}`, next: t('Wait, or interrupt Claude and resume the task later.') };
    case 'background':
      return {
        words: t`Running in the background: ${what}`,
        next: t('The turn ends when it is done. Interrupt ends it now.'),
      };
    case 'silent':
      return {
        words: t('Nothing heard from Claude'),
        next: t('It may still be thinking. Wait, or interrupt it; Cancel Task ends it for good.'),
      };
    case 'result':
      return { words: t('Claude has answered, but does not end its turn'), next: t('The turn is ended in a moment.') };
    case 'output':
      return {
        words: t('Claude’s process has ended; what it started holds its output open'),
        next: t('That is not waited for, and ended.'),
      };
  }
}
