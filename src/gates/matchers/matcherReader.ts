import { resolve } from 'node:path';
import type { Finding } from '../../core/gate';
import type { LineReader } from '../findings/lineReader';
import { type Meaning, meanings, type Pattern, type ProblemMatcher } from './problemMatcher';

export interface MatchedPlace {
  /** `${workspaceFolder}`. */
  readonly root: string;
  /** `${cwd}`, below the root. */
  readonly folder: string;
}

type Said = { readonly [meaning in Meaning]?: string };

/**
 * Reads output by problem matchers, as VS Code's tasks do: the first to match has the lines, which no other one gets.
 *
 * Paths come out absolute.
 */
export function createMatcherReader(matchers: readonly ProblemMatcher[], place: MatchedPlace): LineReader {
  const most = Math.max(...matchers.map(({ patterns }) => patterns.length));
  let lines: string[] = [];
  let loop: { readonly matcher: ProblemMatcher; readonly said: Said } | undefined;

  return line => {
    if (line === null) {
      return undefined;
    }
    const again = loop && matchLine(line, loop.matcher.patterns.at(-1), loop.said);
    const more = loop && again && findingOf(loop.matcher, again, place);
    if (more) {
      return more;
    }
    loop = undefined;
    lines = [...lines, line].slice(-most);
    for (let length = lines.length; length > 0; length--) {
      for (const matcher of matchers.filter(({ patterns }) => patterns.length === length)) {
        const matched = matchLines(lines.slice(-length), matcher.patterns);
        const finding = matched && findingOf(matcher, matched.said, place);
        if (finding) {
          loop = matcher.patterns.at(-1)?.loop ? { matcher, said: matched.before } : undefined;
          lines = [];
          return finding;
        }
      }
    }
    return undefined;
  };
}

/** What all lines say together, and what the ones before the last do. */
function matchLines(lines: readonly string[], patterns: readonly Pattern[]): { said: Said; before: Said } | undefined {
  let [said, before]: [Said, Said] = [{}, {}];
  for (const [i, line] of lines.entries()) {
    const matched = matchLine(line, patterns[i], said);
    if (!matched) {
      return undefined;
    }
    [before, said] = [said, matched];
  }
  return { said, before };
}

/** What a line adds. The first to say something is right, but messages go on. */
function matchLine(line: string, pattern: Pattern | undefined, before: Said): Said | undefined {
  const match = pattern?.regexp.exec(line);
  if (!pattern || !match) {
    return undefined;
  }
  const said: { [meaning in Meaning]?: string } = { ...before };
  for (const meaning of meanings) {
    const text = match[pattern.groups[meaning] ?? -1]?.trim();
    if (text !== undefined) {
      const earlier = before[meaning];
      said[meaning] = earlier === undefined ? text : meaning === 'message' ? `${earlier} ${text}` : earlier;
    }
  }
  return said;
}

/** `undefined` if the place or the message is missing. */
function findingOf({ kind, prefix, severity }: ProblemMatcher, said: Said, place: MatchedPlace): Finding | undefined {
  const { file = '', message = '', code = '' } = said;
  const [line, column] = kind === 'file' ? [null, null] : placeOf(said);
  if (file === '' || message === '' || line === undefined) {
    return undefined;
  }
  const severe = severityOf(said.severity) ?? severity;
  return {
    file: pathOf(file, prefix, place),
    line,
    column,
    severity: severe,
    message,
    rule: code === '' ? null : code,
  };
}

/** From `line`, `line,column` or `line,column,line,column` in one group, or from groups of their own. */
function placeOf({ location, line, column }: Said): [line: number | undefined, column: number | null] {
  const [at, from] = location === undefined || location === '' ? [line, column] : location.split(',');
  return [numberOf(at) ?? undefined, numberOf(from)];
}

function numberOf(text = ''): number | null {
  const number = Number.parseInt(text, 10);
  return Number.isSafeInteger(number) ? number : null;
}

/** By VS Code's words, and the letters of jshint; `undefined` for any other. */
function severityOf(word = ''): Finding['severity'] | undefined {
  if (/^(?:error|e)$/i.test(word)) {
    return 'error';
  }
  return /^(?:warning|warn|w|info|i|hint|note)$/i.test(word) ? 'warning' : undefined;
}

function pathOf(written: string, prefix: string | null, { root, folder }: MatchedPlace): string {
  if (written.startsWith('file://')) {
    return written;
  }
  const start = (prefix ?? root)
    .replaceAll(/\$\{workspace(?:Folder|Root)\}/g, () => root)
    .replaceAll('${cwd}', () => resolve(root, folder));
  return resolve(root, start, written);
}
