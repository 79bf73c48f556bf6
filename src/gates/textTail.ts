/** Keeps the end of a text that comes in pieces. */
export class TextTail {
  #pieces: string[] = [];
  #length = 0;
  #dropped = 0;

  constructor(private readonly limit: number) {}

  push(text: string): void {
    this.#pieces.push(text);
    this.#length += text.length;
    // Cut rarely, so that many small pieces do not copy the whole each time.
    if (this.#length > 2 * this.limit) {
      this.#pieces = [this.#cut()];
    }
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  /** The kept text, and how many characters came before it. */
  take(): { readonly text: string; readonly dropped: number } {
    const taken = { text: this.#cut(), dropped: this.#dropped };
    [this.#pieces, this.#length, this.#dropped] = [[], 0, 0];
    return taken;
  }

  #cut(): string {
    const text = this.#pieces.join('');
    let from = Math.max(0, text.length - this.limit);
    if (from > 0 && /[\uDC00-\uDFFF]/.test(text.charAt(from))) {
      from++; // not between the halves of one character
    }
    this.#dropped += from;
    this.#length = text.length - from;
    return text.slice(from);
  }
}
