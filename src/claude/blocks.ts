import type { AgentEvent } from '../core/agent';

interface Growing {
  readonly message: string;
  /** The piece that deltas came for and that is not finished yet. */
  open: { readonly block: string; readonly index: number; readonly kind: 'text' | 'thinking' } | null;
  /** Finished blocks of this message: the next one's index. */
  finished: number;
}

/**
 * Names the pieces of replies, so that a finished piece replaces what its deltas showed.
 *
 * Deltas say which block of the message they belong to, finished blocks do not: they are
 * counted. Each sub-agent (`parent`) has a reply of its own.
 */
export class Blocks {
  readonly #growing = new Map<string | null, Growing>();

  /** A reply begins. Gives the end of a piece that was cut off and will not be finished. */
  begin(parent: string | null, message: string): AgentEvent[] {
    const growing = this.#growing.get(parent);
    if (growing?.message === message) {
      return [];
    }
    this.#growing.set(parent, { message, open: null, finished: 0 });
    return growing?.open ? [{ type: growing.open.kind, block: growing.open.block, text: '', parent }] : [];
  }

  delta(parent: string | null, index: number, kind: 'text' | 'thinking', text: string): AgentEvent[] {
    const growing = this.#growing.get(parent);
    if (!growing) {
      return []; // the reply's beginning was never seen
    }
    if (growing.open?.index !== index || growing.open.kind !== kind) {
      growing.open = { block: `${growing.message}:${index}`, index, kind };
    }
    return [{ type: 'delta', kind, block: growing.open.block, text, parent }];
  }

  /** A block of this reply is finished; its name. */
  finish(parent: string | null, message: string): string {
    const growing = this.#growing.get(parent) ?? { message, open: null, finished: 0 };
    this.#growing.set(parent, growing);
    growing.open = null;
    return `${message}:${growing.finished++}`;
  }

  /** The turn is over: nothing grows any more. */
  clear(): AgentEvent[] {
    const left = [...this.#growing.keys()].flatMap(parent => this.begin(parent, ''));
    this.#growing.clear();
    return left;
  }
}
