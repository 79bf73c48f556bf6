import type { LineReader } from './lineReader';

const arrow = /^\s*--> (.+?):(\d+):(\d+)$/;
const header =
  /^(?:(?<kind>error|warning)(?:\[(?<code>\w+)\])?: |(?<rule>[A-Z]+\d+|[a-z-]+): |(?<ruff>[A-Z]+\d+) (?:\[\*\] )?)(?<message>\S.*)$/;

/** rustc's format, which ruff has taken over: what is wrong, and on the next line an arrow to the place. */
export function createArrowReader(): LineReader {
  let before: string | null = null;
  return line => {
    const [, file, lineNumber, column] = arrow.exec(line ?? '') ?? [];
    const said = header.exec(before ?? '')?.groups;
    before = line;
    if (file === undefined || said === undefined) {
      return undefined;
    }
    return {
      file,
      line: Number(lineNumber),
      column: Number(column),
      severity: said['kind'] === 'warning' ? 'warning' : 'error',
      message: said['message'] ?? '',
      rule: said['code'] ?? said['rule'] ?? said['ruff'] ?? null,
    };
  };
}
