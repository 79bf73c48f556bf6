import { t } from '@vscode/l10n';
import * as z from 'zod';
import type { Gate } from '../../core/gate';
import { messageOf } from '../../base/errors';
import { coreMatchers, corePatterns } from './coreMatchers';
import { type MatcherFields, matcherSchema, namedPatternSchema, type PatternFields, wordsOf } from './matcherSchema';
import { meanings, type Pattern, type ProblemMatcher } from './problemMatcher';

/** What extensions bring, as their manifests have it: `contributes.problemMatchers` and `contributes.problemPatterns`. */
export interface ContributedMatchers {
  readonly matchers: readonly unknown[];
  readonly patterns: readonly unknown[];
}

export interface ResolvedMatchers {
  readonly matchers: readonly ProblemMatcher[];
  /** Why others cannot be used, in words. */
  readonly problems: readonly string[];
}

const named = z.object({ name: z.string() });
const variables = ['workspaceFolder', 'workspaceRoot', 'cwd'];

/** Those of a gate, if it has any. Where none of them can be used, Autobot reads its output itself. */
export function matchersOf(
  gate: Gate,
  contributed: ContributedMatchers = { matchers: [], patterns: [] },
): ResolvedMatchers {
  return gate.problemMatcher === null
    ? { matchers: [], problems: [] }
    : resolveMatchers(gate.problemMatcher, contributed);
}

/** Make matchers as tasks.json has them ready to be used: a name, an object, or a list of these. */
export function resolveMatchers(setting: unknown, contributed: ContributedMatchers): ResolvedMatchers {
  const matchers: ProblemMatcher[] = [];
  const problems: string[] = [];
  for (const one of Array.isArray(setting) ? (setting as unknown[]) : [setting]) {
    try {
      matchers.push(matcherOf(fieldsOf(one, contributed), contributed));
    } catch (error) {
      problems.push(messageOf(error));
    }
  }
  return { matchers, problems };
}

/** With those of the matchers that it is built upon. */
function fieldsOf(value: unknown, contributed: ContributedMatchers, above: readonly string[] = []): MatcherFields {
  if (typeof value === 'string') {
    const found = byName(value, [...coreMatchers, ...contributed.matchers]);
    if (found === undefined || above.includes(value)) {
      throw new Error(
        above.includes(value)
          ? t`the problem matcher "${value}" is built upon itself`
          : t`there is no problem matcher "${value}"${hintOf(value)}`,
      );
    }
    return fieldsOf(found, contributed, [...above, value]);
  }
  const parsed = matcherSchema.safeParse(value);
  if (!parsed.success) {
    const name = above.at(-1);
    const words = wordsOf(parsed.error);
    throw new Error(name === undefined ? t`the problem matcher ${words}` : t`the problem matcher "${name}" ${words}`);
  }
  const { base, ...fields } = parsed.data;
  return base === undefined ? fields : { ...fieldsOf(base, contributed, above), ...fields };
}

function hintOf(name: string): string {
  return name.startsWith('$') ? t(' (is the extension that brings it installed?)') : t(' (names begin with $)');
}

function byName(name: string, all: readonly unknown[]): unknown {
  // The last one counts, as in VS Code: an extension's before VS Code's own.
  return all.findLast(one => `$${named.safeParse(one).data?.name ?? ''}` === name && name !== '$');
}

function matcherOf(fields: MatcherFields, contributed: ContributedMatchers): ProblemMatcher {
  const lines = linesOf(fields.pattern, contributed);
  const kind = lines[0]?.kind ?? 'location';
  const patterns = lines.map((line, i) => patternOf(lines.length === 1 ? withDefaults(line) : line, i, lines.length));
  const has = (meaning: keyof Pattern['groups']): boolean =>
    patterns.some(({ groups }) => groups[meaning] !== undefined);
  if (!has('file') || !has('message')) {
    throw new Error(t('the pattern of a problem matcher must have groups for the file and the message'));
  }
  if (kind === 'location' && !has('line') && !has('location')) {
    throw new Error(
      t('the pattern of a problem matcher must have a group for the line or location, or the kind "file"'),
    );
  }
  const severity = (fields.severity ?? 'error') === 'error' ? 'error' : 'warning';
  return { patterns, kind, severity, prefix: prefixOf(fields.fileLocation) };
}

function linesOf(pattern: MatcherFields['pattern'], contributed: ContributedMatchers): readonly PatternFields[] {
  if (pattern === undefined) {
    throw new Error(t('a problem matcher must have a pattern'));
  }
  if (typeof pattern !== 'string') {
    return [pattern].flat();
  }
  const found = byName(pattern, [...corePatterns, ...contributed.patterns]);
  if (found === undefined) {
    throw new Error(t`there is no problem pattern "${pattern}"${hintOf(pattern)}`);
  }
  const parsed = namedPatternSchema.safeParse(found);
  if (!parsed.success) {
    throw new Error(t`the problem pattern "${pattern}" ${wordsOf(parsed.error)}`);
  }
  return [parsed.data].flat();
}

/** What a pattern of a single line means where it does not say so. */
function withDefaults(line: PatternFields): PatternFields {
  const isPlaced = line.location !== undefined || line.kind === 'file';
  return { file: 1, message: 0, ...(!isPlaced && { line: 2, column: 3 }), ...line };
}

function patternOf(line: PatternFields, index: number, count: number): Pattern {
  if (line.loop === true && index < count - 1) {
    throw new Error(t('only the last pattern of a problem matcher can be a loop'));
  }
  const groups = meanings.flatMap(meaning => (line[meaning] === undefined ? [] : [[meaning, line[meaning]] as const]));
  return { regexp: line.regexp, loop: count > 1 && line.loop === true, groups: Object.fromEntries(groups) };
}

function prefixOf(
  [word, folder = '${workspaceFolder}']: NonNullable<MatcherFields['fileLocation']> = ['relative'],
): string | null {
  const [unknown] = [...folder.matchAll(/\$\{(?<name>[^}]*)\}/g)].filter(match => !variables.includes(match[1] ?? ''));
  if (unknown) {
    throw new Error(
      t`the fileLocation of a problem matcher cannot have ${unknown[0]} here, only \${workspaceFolder} and \${cwd}`,
    );
  }
  switch (word.toLowerCase()) {
    case 'absolute':
      return null;
    case 'relative':
    case 'autodetect': // an absolute path stays what it is anyway
      return folder;
    default:
      throw new Error(
        t`the fileLocation of a problem matcher cannot be "${word}", only absolute, relative or autoDetect`,
      );
  }
}
