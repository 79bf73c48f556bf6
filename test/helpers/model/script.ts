import { matches, type ModelRequest } from './request';
import type { Lane, Scenario, Turn } from './scenario';

const exhausted: Turn = {
  error: {
    status: 400,
    type: 'invalid_request_error',
    message: 'the scripted model has no turn left for this request',
  },
};

/** What the CLI asks by itself, answered without using up a turn. */
const sideRequests: Lane = {
  name: 'side',
  when: { system: /generate a (concise|short)[^]{0,80}title|session title/i, hasTools: false },
  onExhausted: { content: ['{"title": "A title"}'] },
};

/** A scenario as it is being played. */
export class Script {
  readonly #lanes: readonly Lane[];
  /** How often each turn has been used. */
  readonly #used = new Map<Turn, number>();

  constructor(scenario: Scenario) {
    const { turns = [], onExhausted = exhausted, lanes = [] } = scenario;
    this.#lanes = [sideRequests, ...lanes, { name: 'main', turns, onExhausted }];
  }

  /** The turn that answers this request, and its lane. */
  next(request: ModelRequest): { readonly lane: string; readonly turn: Turn } {
    const lane = this.#lanes.find(each => matches(each.when, request));
    const turn = lane?.turns?.find(each => !this.#isSpent(each) && matches(each.when, request));
    if (turn !== undefined) {
      this.#used.set(turn, (this.#used.get(turn) ?? 0) + 1);
    }
    return { lane: lane?.name ?? 'none', turn: turn ?? lane?.onExhausted ?? exhausted };
  }

  #isSpent(turn: Turn): boolean {
    const { times = 1 } = turn;
    return times !== 'forever' && (this.#used.get(turn) ?? 0) >= times;
  }
}
