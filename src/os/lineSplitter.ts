/**
 * Cuts a byte stream into lines, without their newlines. Chunks may end anywhere, even inside a character.
 *
 * Works on bytes, so that a line of many megabytes is joined and decoded once.
 */
export class LineSplitter {
  #pieces: Buffer[] = [];

  push(chunk: Buffer): string[] {
    const lines: string[] = [];
    let from = 0;
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
      lines.push(this.#take(chunk.subarray(from, at)));
      from = at + 1;
    }
    if (from < chunk.length) {
      this.#pieces.push(chunk.subarray(from));
    }
    return lines;
  }

  /** The last line, when the stream ended without a newline. */
  end(): string[] {
    return this.#pieces.length === 0 ? [] : [this.#take(Buffer.alloc(0))];
  }

  #take(last: Buffer): string {
    const line = this.#pieces.length === 0 ? last : Buffer.concat([...this.#pieces, last]);
    this.#pieces = [];
    return line.toString('utf8');
  }
}
