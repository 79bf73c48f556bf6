import { Emitter } from '../base/emitter';
import { Exclusive } from '../base/exclusive';
import type { AgentEvent } from '../core/agent';
import type { AgentDecoder, AgentKind } from '../core/agentKind';
import { appendEvent, newStream, type Stream, type StreamChange } from '../core/stream';
import type { TranscriptReader, Transcripts } from './transcripts';

export interface StreamUpdate {
  readonly task: string;
  /** The turn's number. */
  readonly turn: number;
  readonly changes: readonly StreamChange[];
}

/** What Claude did in each turn of a task: as it happens here, else as far as it was read from the task's transcript. */
export class Streams {
  readonly #updated = new Emitter<StreamUpdate>();
  readonly onDidUpdate = this.#updated.event;
  readonly #live = new Map<string, Map<number, Stream>>();
  readonly #read = new Map<string, Read>();
  readonly #exclusive = new Exclusive();

  constructor(
    private readonly transcripts: Transcripts,
    private readonly agentKind: Pick<AgentKind, 'newDecoder'>,
  ) {}

  /** Take an event of a running turn in. */
  push(task: string, turn: number, cwd: string, event: AgentEvent): void {
    const streams = this.#live.get(task) ?? new Map<number, Stream>();
    this.#live.set(task, streams);
    this.#append(streams, { task, turn, cwd, event });
  }

  /** All turns of a task by number, with what other windows have written by now. */
  async of(task: string, cwd: string): Promise<ReadonlyMap<number, Stream>> {
    await this.readOn(task, cwd);
    return this.known(task);
  }

  /** As far as they are known here without reading. */
  known(task: string): ReadonlyMap<number, Stream> {
    return new Map([...(this.#read.get(task)?.streams ?? []), ...(this.#live.get(task) ?? [])]);
  }

  /** Read what has come into a task's transcript since it was read last; updates tell of it, but of nothing the first time. */
  readOn(task: string, cwd: string): Promise<void> {
    return this.#exclusive.run(task, async () => {
      const known = this.#read.get(task);
      const { reader, decoder, streams } = known ?? this.#newRead(task);
      for await (const { turn, line } of reader.more()) {
        for (const event of this.#live.get(task)?.has(turn) ? [] : decoder.decode(line)) {
          this.#append(streams, { task, turn, cwd, event, silently: !known });
        }
      }
      this.#read.set(task, { reader, decoder, streams });
    });
  }

  #newRead(task: string): Read {
    const [reader, decoder] = [this.transcripts.reader(task), this.agentKind.newDecoder()];
    return { reader, decoder, streams: new Map() };
  }

  #append(streams: Map<number, Stream>, { task, turn, cwd, event, silently = false }: Appended): void {
    const stream = streams.get(turn) ?? newStream(cwd);
    streams.set(turn, stream);
    const changes = appendEvent(stream, event);
    if (changes.length > 0 && !silently) {
      this.#updated.fire({ task, turn, changes });
    }
  }
}

/** What was read of a task's transcript so far. */
interface Read {
  readonly reader: TranscriptReader;
  readonly decoder: AgentDecoder;
  readonly streams: Map<number, Stream>;
}

interface Appended {
  readonly task: string;
  readonly turn: number;
  readonly cwd: string;
  readonly event: AgentEvent;
  readonly silently?: boolean;
}
