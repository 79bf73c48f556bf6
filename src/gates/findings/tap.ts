import type { Finding } from '../../core/gate';
import { inOneLine } from '../inOneLine';
import { placeInStack } from '../stackPlace';
import type { LineReader } from './lineReader';

interface Failure {
  readonly name: string;
  readonly indent: number;
  readonly fields: Map<string, string[]>;
  /** What was said without a block, as comments or indented. */
  readonly said: string[];
  block: 'none' | 'open' | 'closed';
}

/**
 * TAP, as node:test, tape, mocha, bats and many others write it: below each `not ok` a YAML block, comments, or neither.
 * See testanything.org. A suite that failed only because of its tests is no finding: those are reported themselves.
 */
export function createTapReader(): LineReader {
  let failure: Failure | undefined;
  let last: string[] = [];

  const take = (): Finding | undefined => {
    const finding = failure && findingOf(failure);
    failure = undefined;
    return finding;
  };

  return line => {
    const [, spaces, name, directive] =
      /^( *)not ok (?:\d+\b(?: -)?|-) ?(.*?)(?:\s+# ?(\w+).*)?$/.exec(line ?? '') ?? [];
    if (name !== undefined) {
      const before = take();
      const counts = !/^(?:todo|skip)$/i.test(directive ?? '');
      if (counts) {
        failure = { name, indent: spaces?.length ?? 0, fields: new Map(), said: [], block: 'none' };
      }
      return before ?? null;
    }
    if (failure === undefined) {
      return undefined;
    }
    const depth = line?.search(/\S/) ?? -1;
    if (line === '' && failure.block === 'none') {
      return null;
    }
    if (failure.block === 'open') {
      if (line === null || line.trim() === '...') {
        failure.block = 'closed';
        return take() ?? null;
      }
      const [, key, value] = /^ +(\w+): ?(.*)$/.exec(line) ?? [];
      const keyDepth = failure.fields.size === 0 ? depth : Number(failure.fields.get('#depth')?.[0]);
      if (key !== undefined && value !== undefined && depth === keyDepth) {
        last = /^[|>][-+]?$/.test(value) ? [] : [unquoted(value)];
        failure.fields.set('#depth', [String(depth)]);
        failure.fields.set(key, last);
      } else {
        last.push(line);
      }
      return null;
    }
    if (line?.trim() === '---') {
      failure.block = 'open';
      return null;
    }
    if (
      line !== null &&
      (depth > failure.indent || /^\s*#/.test(line)) &&
      !/^\s*(?:ok\b|\d+\.\.\d+|# (?:tests|pass|fail)\b)/.test(line)
    ) {
      failure.said.push(line.replace(/^\s*# ?/, ''));
      return null;
    }
    return take();
  };
}

function findingOf({ name, fields, said }: Failure): Finding | undefined {
  const field = (key: string): string => (fields.get(key) ?? []).join('\n');
  if (field('failureType') === 'subtestsFailed') {
    return undefined;
  }
  const words = field('error') || field('message');
  const texts = words === '' ? said : words.split('\n');
  const reason = inOneLine(texts.filter(row => !/^\s*(?:at |\()/.test(row)));
  const located =
    placeInStack(`at ${field('location') || field('at')}`) ?? placeInStack([field('stack'), ...said].join('\n'));
  return {
    file: located?.file ?? null,
    line: located?.line ?? null,
    column: located?.column ?? null,
    severity: 'error',
    message: reason === '' ? name : `${name}: ${reason}`,
    rule: null,
  };
}

function unquoted(value: string): string {
  return /^'(.*)'$/.exec(value)?.[1]?.replaceAll("\\'", "'").replaceAll('\\\\', '\\') ?? value;
}
