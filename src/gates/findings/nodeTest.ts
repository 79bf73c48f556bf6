import type { Finding } from '../../core/gate';
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

/** node:test's TAP reporter: a YAML block with the location below each `not ok`. See node's docs, "Test reporters". */
export function createNodeTapReader(): LineReader {
  let name: string | undefined;
  let indent = 0;
  let fields: Record<string, string[]> = {};
  let last: string[] = [];

  return line => {
    const [, spaces, test] = /^( *)not ok \d+ - (.+)$/.exec(line ?? '') ?? [];
    if (test !== undefined) {
      [name, indent, fields, last] = [test, spaces?.length ?? 0, {}, []];
      return undefined;
    }
    if (name === undefined || line === null) {
      return undefined;
    }
    if (line.trim() === '...') {
      const finding = tapFailure(name, fields);
      name = undefined;
      return finding;
    }
    const [, key, value] = /^ +(\w+): ?(.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined && line.search(/\S/) === indent + 2) {
      fields[key] = last = /^[|>]-?$/.test(value) ? [] : [unquoted(value)];
    } else {
      last.push(line);
    }
    return undefined;
  };
}

interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

function tapFailure(name: string, fields: Record<string, string[]>): Finding | undefined {
  const [, file, line, column] = /^(.+):(\d+):(\d+)$/.exec(fields['location']?.[0] ?? '') ?? [];
  if (file === undefined || fields['failureType']?.[0] === 'subtestsFailed') {
    return undefined; // a suite fails because of its tests, and those are reported themselves
  }
  return failure({ file, line: Number(line), column: Number(column) }, name, fields['error'] ?? []);
}

/** The test's name and what was said about it, on one line. */
function failure(place: Place, name: string, said: readonly string[]): Finding {
  const lines = said.map(line => line.trim()).filter(line => line !== '');
  const reason = lines.slice(0, 4).join(' ').slice(0, 400);
  return { ...place, severity: 'error', message: reason === '' ? name : `${name}: ${reason}`, rule: null };
}

function unquoted(value: string): string {
  return /^'(.*)'$/.exec(value)?.[1]?.replaceAll("\\'", "'").replaceAll('\\\\', '\\') ?? value;
}
