import { stat } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import type { GateResult } from '../core/model';
import { GrowingFile } from '../os/growingFile';

/** So much of what was printed before one began to look is told, in bytes. */
const shownBefore = 64_000;

interface Read {
  readonly file: GrowingFile;
  readonly decoder: StringDecoder;
}

/** Reads along what gates print that another window runs, from their logs. */
export class GateLogs {
  readonly #read = new Map<string, Read>();

  /** What has come into the logs of these results since they were read last. Those that are not running are forgotten. */
  async *more(results: readonly GateResult[]): AsyncGenerator<{ readonly result: GateResult; readonly text: string }> {
    for (const result of results) {
      const { id, log, status } = result;
      if (status === 'running' && log !== null) {
        const { file, decoder } = await this.#open(id, log);
        for await (const chunk of file.more()) {
          yield { result, text: decoder.write(chunk) };
        }
      } else {
        this.#read.delete(id);
      }
    }
  }

  /** A gate that is run again prints into another log. */
  async #open(id: string, log: string): Promise<Read> {
    const known = this.#read.get(id);
    if (known?.file.path === log) {
      return known;
    }
    const size = (await stat(log).catch(() => undefined))?.size ?? 0; // it is there from the first output on
    const file = new GrowingFile(log, Math.max(0, size - shownBefore));
    const opened = { file, decoder: new StringDecoder('utf8') };
    this.#read.set(id, opened);
    return opened;
  }
}
