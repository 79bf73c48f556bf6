import type { Finding } from '../../core/gate';
import { readerOf, type LineReader } from './lineReader';

const patterns = [
  // TypeScript, and MSBuild, which names the project behind the message
  /^\s*(?<file>\S.*?)\((?<line>\d+),(?<column>\d+)(?:,\d+,\d+)?\): (?<severity>error|warning) (?<rule>[A-Z]+\d+): (?<message>.+?)(?: \[[^[\]]+proj(?:::.*)?\])?$/,
  /^(?<file>\S.*?):(?<line>\d+):(?<column>\d+) - (?<severity>error|warning) (?<rule>TS\d+): (?<message>.+)$/, // --pretty
  /^(?<severity>error|warning) (?<rule>TS\d+): (?<message>.+)$/, // about the project as a whole
  // Maven's compiler plugin
  /^\[(?<severity>ERROR|WARNING)\] (?<file>\S.*?\.\w+):\[(?<line>\d+),(?<column>\d+)\] (?<message>.+)$/,
  // RSpec: how to run again what failed
  /^rspec (?<file>\.\/\S+):(?<line>\d+) # (?<message>.+)$/,
];

/** Formats of single tools whose every finding is one line. */
export function createOneLineReader(): LineReader {
  return readerOf(parseLine);
}

function parseLine(text: string): Finding | undefined {
  const groups = patterns.map(pattern => pattern.exec(text)?.groups).find(found => found !== undefined);
  if (groups === undefined) {
    return undefined;
  }
  const { file = null, line, column, severity, rule = null, message = '' } = groups;
  return {
    file,
    line: line === undefined ? null : Number(line),
    column: column === undefined ? null : Number(column),
    severity: severity?.toLowerCase() === 'warning' ? 'warning' : 'error',
    message,
    rule,
  };
}
