import { Emitter } from '../base/emitter';
import type { AgentEvent } from '../core/agent';
import type { AgentKind } from '../core/agentKind';
import { appendEvent, newStream, type Stream, type StreamChange } from '../core/stream';
import type { Transcripts } from './transcripts';

export interface StreamUpdate {
  readonly task: string;
  /** The turn's number. */
  readonly turn: number;
  readonly changes: readonly StreamChange[];
}

/** What Claude did in each turn of a task, as it happens and, for older tasks, from their transcripts. */
export class Streams {
  readonly #updated = new Emitter<StreamUpdate>();
  readonly onDidUpdate = this.#updated.event;
  readonly #live = new Map<string, Map<number, Stream>>();
  readonly #loading = new Map<string, Promise<ReadonlyMap<number, Stream>>>();

  constructor(
    private readonly transcripts: Transcripts,
    private readonly agentKind: Pick<AgentKind, 'newDecoder'>,
  ) {}

  /** Take an event of a running turn in. */
  push(task: string, turn: number, cwd: string, event: AgentEvent): void {
    const streams = this.#live.get(task) ?? new Map<number, Stream>();
    this.#live.set(task, streams);
    const stream = streams.get(turn) ?? newStream(cwd);
    streams.set(turn, stream);
    const changes = appendEvent(stream, event);
    if (changes.length > 0) {
      this.#updated.fire({ task, turn, changes });
    }
  }

  /** All turns of a task by number; turns that ran in this window are live. */
  async of(task: string, cwd: string): Promise<ReadonlyMap<number, Stream>> {
    const loading = this.#loading.get(task) ?? this.#load(task, cwd);
    this.#loading.set(task, loading);
    return new Map([...(await loading), ...(this.#live.get(task) ?? [])]);
  }

  /** Forget what was read, so that what another window wrote since is seen. */
  forget(task: string): void {
    this.#loading.delete(task);
  }

  async #load(task: string, cwd: string): Promise<ReadonlyMap<number, Stream>> {
    const streams = new Map<number, Stream>();
    const decoder = this.agentKind.newDecoder();
    for await (const { turn, line } of this.transcripts.read(task)) {
      const stream = streams.get(turn) ?? newStream(cwd);
      streams.set(turn, stream);
      for (const event of decoder.decode(line)) {
        appendEvent(stream, event);
      }
    }
    return streams;
  }
}
