import { createReadStream } from 'node:fs';

/** Bytes read at once: of a long file, pieces of the usual 64 kB takes as long as what is done with them. */
const pieceSize = 512 * 1024;

/** Reads along in a file that somebody else appends to. */
export class GrowingFile {
  /** `from` is where to begin, in bytes. */
  constructor(
    readonly path: string,
    private from = 0,
  ) {}

  /** What has come since the last call; nothing while there is no file. */
  async *more(): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of createReadStream(this.path, { start: this.from, highWaterMark: pieceSize })) {
        this.from += (chunk as Buffer).length;
        yield chunk as Buffer;
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        throw error;
      }
    }
  }
}
