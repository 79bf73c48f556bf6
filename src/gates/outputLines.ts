import stripAnsi from 'strip-ansi';

/** Longer lines are cut: no tool writes a finding that long, and a bundle on one line must not cost its length. */
const maxLine = 4000;
/** What may be a report for machines, which often is a single line, is kept so far. */
const maxReport = 16 * 1024 * 1024;
const report = /^(?:[[{]|<[?\w!])/;

/** Cuts text that comes in pieces into lines without escape sequences. Holds no more than one line. */
export class OutputLines {
  #rest = '';

  push(text: string): string[] {
    const pieces = text.split(/\r?\n|\r/);
    const last = pieces.pop() ?? '';
    const lines = pieces.map((piece, i) => plain(i === 0 ? this.#rest + piece : piece));
    this.#rest = cut(pieces.length === 0 ? this.#rest + last : last);
    return lines;
  }

  /** The last line, when the output did not end with a newline. */
  end(): string[] {
    return this.#rest === '' ? [] : [plain(this.#rest)];
  }
}

/** A line as people read it, without what a machine would. */
export function shortLine(line: string): string {
  return line.length > maxLine ? line.slice(0, maxLine).trimEnd() : line;
}

function plain(line: string): string {
  return stripAnsi(cut(line)).trimEnd();
}

function cut(line: string): string {
  return line.slice(0, line.length > maxLine && report.test(line) ? maxReport : maxLine);
}
