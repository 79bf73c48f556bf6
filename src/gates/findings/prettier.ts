import type { LineReader } from './lineReader';

const unformatted = /^\[warn\] (\S.*)$/;
const broken = /^\[error\] (\S.*?): (\S.*) \((\d+):(\d+)\)$/;

/** What `prettier --check` says: a line for each file that is not formatted, or cannot be read. */
export function createPrettierReader(): LineReader {
  let isChecking = false;
  return line => {
    if (line === null || !isChecking) {
      isChecking = line === 'Checking formatting...';
      return undefined;
    }
    const [, file, message, at, column] = broken.exec(line) ?? [];
    if (file !== undefined && message !== undefined) {
      return { file, line: Number(at), column: Number(column), severity: 'error', message, rule: null };
    }
    const [, path] = unformatted.exec(line) ?? [];
    if (path === undefined) {
      return undefined;
    }
    if (path.startsWith('Code style issues')) {
      isChecking = false;
      return null;
    }
    return { file: path, line: null, column: null, severity: 'error', message: 'not formatted', rule: null };
  };
}
