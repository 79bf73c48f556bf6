import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { Exclusive } from '../base/exclusive';
import { GrowingFile } from '../os/growingFile';
import { LineSplitter } from '../os/lineSplitter';

const Record = z.object({ at: z.number(), turn: z.number(), line: z.string() });
/** One line that Claude's program wrote, when, and in which turn. */
export type TranscriptRecord = z.infer<typeof Record>;

/**
 * `transcripts/<task id>.ndjson`: every line of the CLI as it arrived, so that a timeline can be rebuilt.
 *
 * Lines that come while the disk is busy are appended together.
 */
export class Transcripts {
  readonly #waiting = new Map<string, string[]>();
  readonly #exclusive = new Exclusive();

  constructor(private readonly folder: string) {}

  file(taskId: string): string {
    return join(this.folder, `${taskId}.ndjson`);
  }

  /** Resolves when the line is in the file. */
  append(taskId: string, record: TranscriptRecord): Promise<void> {
    const waiting = this.#waiting.get(taskId) ?? [];
    waiting.push(`${JSON.stringify(record)}\n`);
    this.#waiting.set(taskId, waiting);
    return this.#exclusive.run(taskId, async () => {
      const lines = this.#waiting.get(taskId);
      this.#waiting.delete(taskId);
      if (lines) {
        await mkdir(this.folder, { recursive: true, mode: 0o700 });
        await appendFile(this.file(taskId), lines.join(''), { mode: 0o600 });
      }
    });
  }

  /** Make these the whole transcript. */
  async write(taskId: string, records: readonly TranscriptRecord[]): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const lines = records.map(record => `${JSON.stringify(record)}\n`);
    await writeFile(this.file(taskId), lines.join(''), { mode: 0o600 });
  }

  /** All records in order; a line cut short by a crash is left out. Nothing if there is no transcript. */
  read(taskId: string): AsyncGenerator<TranscriptRecord> {
    return this.reader(taskId).more();
  }

  reader(taskId: string): TranscriptReader {
    return new TranscriptReader(this.file(taskId));
  }
}

/** Reads a transcript as it grows. */
export class TranscriptReader {
  readonly #splitter = new LineSplitter();
  readonly #file: GrowingFile;

  constructor(file: string) {
    this.#file = new GrowingFile(file);
  }

  /** The records that have come since the last call, as far as their lines are whole. */
  async *more(): AsyncGenerator<TranscriptRecord> {
    for await (const chunk of this.#file.more()) {
      yield* this.#splitter.push(chunk).flatMap(parseRecord);
    }
  }
}

function parseRecord(line: string): TranscriptRecord[] {
  try {
    const parsed = Record.safeParse(JSON.parse(line));
    return parsed.success ? [parsed.data] : [];
  } catch {
    return [];
  }
}
