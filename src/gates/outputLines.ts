import stripAnsi from 'strip-ansi';

/** Longer lines are cut: no tool writes a finding that long, and a bundle on one line must not cost its length. */
const maxLine = 4000;

/** Cuts text that comes in pieces into lines without escape sequences. Holds no more than one short line. */
export class OutputLines {
  #rest = '';

  push(text: string): string[] {
    const pieces = text.split(/\r?\n|\r/);
    const last = pieces.pop() ?? '';
    const lines = pieces.map((piece, i) => plain(i === 0 ? this.#rest + piece.slice(0, maxLine) : piece));
    this.#rest = (pieces.length === 0 ? this.#rest + last.slice(0, maxLine) : last).slice(0, maxLine);
    return lines;
  }

  /** The last line, when the output did not end with a newline. */
  end(): string[] {
    return this.#rest === '' ? [] : [plain(this.#rest)];
  }
}

function plain(line: string): string {
  return stripAnsi(line.slice(0, maxLine)).trimEnd();
}
