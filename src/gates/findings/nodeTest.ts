import type { Finding } from '../../core/gate';
import { inOneLine } from '../inOneLine';
import type { LineReader } from './lineReader';

/** The list of failing tests that node:test's spec reporter ends with. */
export function createNodeSpecReader(): LineReader {
  let place: Place | undefined;
  let name: string | undefined;
  let said: string[] = [];

  const take = (): Finding | undefined => {
    const finding = place && name !== undefined ? failure(place, name, said) : undefined;
    [place, name, said] = [undefined, undefined, []];
    return finding;
  };

  return line => {
    const [, file, lineNumber, column] = /^test at (.+):(\d+):(\d+)$/.exec(line ?? '') ?? [];
    if (line === null || file !== undefined) {
      const finding = take();
      place = file === undefined ? undefined : { file, line: Number(lineNumber), column: Number(column) };
      return finding;
    }
    if (place === undefined) {
      return undefined;
    }
    if (name === undefined) {
      name = /^✖ (.+?)(?: \([\d.]+ms\))?$/.exec(line)?.[1];
      return undefined;
    }
    if (/^\s+(?:at |\[?cause|\{$)/.test(line) || /^\S/.test(line)) {
      return take();
    }
    said.push(line);
    return undefined;
  };
}

interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The test's name and what was said about it, on one line. */
function failure(place: Place, name: string, said: readonly string[]): Finding {
  const reason = inOneLine(said);
  return { ...place, severity: 'error', message: reason === '' ? name : `${name}: ${reason}`, rule: null };
}
