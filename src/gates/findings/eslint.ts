import type { LineReader } from './lineReader';

const row = /^\s+(\d+):(\d+)\s+(error|warning)\s+(.+?)(?:\s{2,}(\S+))?$/;

/** ESLint's default format, "stylish": a path on a line of its own, its problems indented below it. */
export function createEslintReader(): LineReader {
  let file: string | undefined;
  return line => {
    const [, lineNumber, column, severity, message, rule] = row.exec(line ?? '') ?? [];
    if (message !== undefined && file !== undefined) {
      return {
        file,
        line: Number(lineNumber),
        column: Number(column),
        severity: severity === 'warning' ? 'warning' : 'error',
        message,
        rule: rule ?? null,
      };
    }
    file = line !== null && /^\S.*\.\w+$/.test(line) ? line : undefined;
    return undefined;
  };
}
