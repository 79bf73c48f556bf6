import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import type { GateResult } from '../core/model';

/** So much of what was printed before one began to look is told, in bytes. */
const shownBefore = 64_000;

/** Reads along what gates print that another window runs, from their logs. */
export class GateLogs {
  readonly #read = new Map<string, { from: number; readonly decoder: StringDecoder }>();

  /** What has come into the logs of these results since they were read last. Those that are not running are forgotten. */
  async *more(results: readonly GateResult[]): AsyncGenerator<{ readonly result: GateResult; readonly text: string }> {
    for (const result of results) {
      const { id, log, status } = result;
      if (status === 'running' && log !== null) {
        for await (const text of this.#more(id, log)) {
          yield { result, text };
        }
      } else {
        this.#read.delete(id);
      }
    }
  }

  async *#more(id: string, file: string): AsyncGenerator<string> {
    const size = (await stat(file).catch(() => undefined))?.size ?? 0; // it begins with the first output
    const known = this.#read.get(id) ?? { from: Math.max(0, size - shownBefore), decoder: new StringDecoder('utf8') };
    this.#read.set(id, known);
    if (size > known.from) {
      for await (const chunk of createReadStream(file, { start: known.from, end: size - 1 })) {
        known.from += (chunk as Buffer).length;
        yield known.decoder.write(chunk as Buffer);
      }
    }
  }
}
