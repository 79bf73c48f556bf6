import { t } from '@vscode/l10n';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';
import { messageOf } from '../base/errors';
import type { Finding } from '../core/gate';
import { maxFindings } from './findings/findingList';
import { type OutputPlace, OutputReader } from './outputReader';
import type { TestCounter } from './ranNothing';
import { TextTail } from './textTail';

const batchDelay = 50;
const batchLimit = 64 * 1024;
/** The last 64 kB are kept with the result; the log has all. */
const keptOutput = 64 * 1024;

export interface OutputOptions extends OutputPlace {
  readonly logFile: string;
  readonly onOutput: (text: string) => void;
}

export interface OutputSummary {
  readonly text: string;
  readonly findings: readonly Finding[];
  /** There were more. */
  readonly findingsCut: boolean;
  readonly tests: TestCounter;
  /** Why the gate's own problem matchers have not read all of it. */
  readonly matcherFailure: string | undefined;
  /** Why the log is not whole. */
  readonly logFailure: string | undefined;
}

/** Where a gate's output goes: in full to the log, in batches to the listener, line by line to the parsers. */
export class GateOutput {
  readonly #tail = new TextTail(keptOutput);
  readonly #batch = new TextTail(batchLimit);
  readonly #reader: OutputReader;
  readonly #decoders: StringDecoder[] = [];
  readonly #streams: Readable[] = [];
  #timer: NodeJS.Timeout | undefined;
  #logFailure: string | undefined;

  private constructor(
    private readonly log: WriteStream,
    private readonly options: OutputOptions,
  ) {
    this.#reader = new OutputReader(options);
    log.on('error', error => {
      this.#logFailure ??= messageOf(error);
      this.#streams.forEach(stream => stream.resume()); // the log is lost, the verdict need not be
    });
  }

  static async open(options: OutputOptions): Promise<GateOutput> {
    await mkdir(dirname(options.logFile), { recursive: true, mode: 0o700 }).catch(() => undefined); // the log says why
    return new GateOutput(createWriteStream(options.logFile, { mode: 0o600 }), options);
  }

  /** Read a stream to its end, no faster than the log can be written. */
  read(stream: Readable): void {
    const decoder = new StringDecoder('utf8');
    this.#decoders.push(decoder);
    this.#streams.push(stream);
    stream.on('data', (chunk: Buffer) => this.#push(decoder.write(chunk)));
    stream.on('error', () => undefined); // a broken pipe is an end like any other
    if (this.#logFailure === undefined) {
      stream.pipe(this.log, { end: false });
    }
  }

  /** Let go of the streams, even if somebody still holds their other end, and tell what came. */
  async end(): Promise<OutputSummary> {
    this.#streams.forEach(stream => stream.destroy());
    this.#push(this.#decoders.map(decoder => decoder.end()).join(''));
    this.#flush();
    this.log.end();
    await finished(this.log).catch((error: unknown) => (this.#logFailure ??= messageOf(error)));
    const { text } = this.#tail.take();
    const findings = this.#reader.end();
    const findingsCut = findings.length >= maxFindings;
    const { tests, matcherFailure } = this.#reader;
    return { text, findings, findingsCut, tests, matcherFailure, logFailure: this.#logFailure };
  }

  #push(text: string): void {
    if (text === '') {
      return;
    }
    this.#tail.push(text);
    this.#reader.push(text);
    this.#batch.push(text);
    this.#timer ??= setTimeout(() => this.#flush(), batchDelay);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#batch.isEmpty) {
      const { text, dropped } = this.#batch.take();
      this.options.onOutput(dropped === 0 ? text : t`\n[${dropped} characters are only in the log]\n${text}`);
    }
  }
}
