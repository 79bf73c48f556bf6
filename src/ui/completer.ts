import type { Autobot } from '../app/autobot';
import { slashCommands } from '../app/slashCommands';
import type { Timeline } from '../app/timeline';
import type { Completion } from '../protocol/view';
import { commandCompletions } from './completionModel';
import type { Completions } from './completions';

/** Completes what is typed in one timeline's prompt: the latest alone, the search for anything older is given up. */
export class Completer {
  #current = new AbortController();

  constructor(
    private readonly autobot: Pick<Autobot, 'history' | 'streams'>,
    private readonly completions: Completions,
    private readonly timeline: Timeline,
  ) {}

  async complete(query: string): Promise<void> {
    this.#current.abort();
    const { signal } = (this.#current = new AbortController());
    try {
      for await (const items of this.#find(query, signal)) {
        this.timeline.sendCompletions(query, items);
      }
    } catch (error) {
      if (!signal.aborted) {
        throw error;
      }
    }
  }

  async *#find(query: string, signal: AbortSignal): AsyncGenerator<readonly Completion[]> {
    if (query.startsWith('@')) {
      const repository = this.autobot.history.get('repositories', this.timeline.repositoryId);
      yield* this.completions.mentions(repository, query.slice(1), signal);
    } else if (query.startsWith('/')) {
      yield commandCompletions(query.slice(1), await slashCommands(this.autobot, this.timeline.repositoryId));
      signal.throwIfAborted();
    }
  }
}
