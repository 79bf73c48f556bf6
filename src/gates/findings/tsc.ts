import type { Finding } from '../../core/gate';
import { readerOf, type LineReader } from './lineReader';

const patterns = [
  /^(?<file>\S.*?)\((?<line>\d+),(?<column>\d+)\): (?<severity>error|warning) (?<rule>TS\d+): (?<message>.+)$/,
  /^(?<file>\S.*?):(?<line>\d+):(?<column>\d+) - (?<severity>error|warning) (?<rule>TS\d+): (?<message>.+)$/, // --pretty
  /^(?<severity>error|warning) (?<rule>TS\d+): (?<message>.+)$/, // about the project as a whole
];

/** The TypeScript compiler's formats, plain and pretty. */
export function createTscReader(): LineReader {
  return readerOf(parseLine);
}

function parseLine(text: string): Finding | undefined {
  for (const pattern of patterns) {
    const groups = pattern.exec(text)?.groups;
    if (groups) {
      const { file, line, column, severity, rule, message } = groups;
      return {
        file: file ?? null,
        line: line === undefined ? null : Number(line),
        column: column === undefined ? null : Number(column),
        severity: severity === 'warning' ? 'warning' : 'error',
        message: message ?? '',
        rule: rule ?? null,
      };
    }
  }
  return undefined;
}
