import { t } from '@vscode/l10n';
import type { RiskKind } from './risk';
import { isTestFile } from './riskPaths';
import { secretIn, secretShape } from './riskSecrets';

/**
 * A rule on the lines of a hunk. `added`: a line that matches is new; `gained`: more lines match than before; `lost`:
 * fewer do.
 *
 * Patterns take linear time whatever they read, and match within a line: whole texts are tried first.
 */
export interface LineRule {
  readonly kind: RiskKind;
  readonly when: 'added' | 'gained' | 'lost';
  readonly concerns: (path: string) => boolean;
  readonly pattern: RegExp;
  /** In few words, for one of the lines and how many more or fewer there are; `null`: on a second look it is nothing. */
  readonly words: (line: string, count: number) => string | null;
}

/** Rust's tests live in the files that they test. */
const isTested = (path: string): boolean => isTestFile(path) || path.endsWith('.rs');
const isCode = (path: string): boolean => !/\.(md|mdx|txt|rst|adoc|html?|lock|json|svg)$/i.test(path);

/** Any of these, each an alternative of one pattern: texts are read once for all of them. */
function anyOf(...patterns: readonly RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => `(?:${source})`).join('|'), 'm');
}

const declaresTest = anyOf(
  /^[ \t]*[xf]?(?:it|test|describe|context|suite|specify|scenario|feature)(?:\.\w{1,20}){0,3}[ \t]?[(`'"]/,
  /^[ \t]*(?:async )?(?:def|func|function|public function) test\w*\(/,
  /^func (?:Test|Benchmark|Fuzz|Example)\w*\(/,
  /^[ \t]*(?:#\[(?:\w{1,40}::)?test\b|@(?:Test|ParameterizedTest|RepeatedTest)\b|\[(?:Fact|Theory|Test|TestCase|TestMethod)\b)/,
);

const skipsTest = anyOf(
  /\b(?:it|test|describe|context|suite|specify|scenario)(?:\.\w{1,20}){0,2}\.(?:skip|skipIf|todo|fixme|failing|fails)\b/,
  /^[ \t]*x(?:it|test|describe|context|specify|scenario|feature)(?:\.\w{1,20}){0,2}[ \t]?[(`'"]/,
  /\b(?:this|t)\.skip\(|\bskip: ?(?:true|['"`])/,
  /\bmark\.(?:skip|skipif|xfail)\b|\bpytest\.(?:skip|xfail|importorskip)\(/,
  /^[ \t]*@(?:unittest\.)?skip(?:If|Unless)?\b|\bself\.skipTest\(/,
  /\b[tbf]\.Skip(?:f|Now)?\(/,
  /#\[ignore\b/,
  /^[ \t]*@(?:Disabled|Ignore|Ignored)\b|^[ \t]*\[(?:Ignore|Explicit)\b|\bSkip ?= ?"/,
  /\bmarkTest(?:Skipped|Incomplete)\(|\bXCTSkip|@(?:module)?tag :skip/,
  /^[ \t]*(?:skip|pending)[ \t]?['"(]/,
);

const focusesTest = anyOf(
  /\b(?:it|test|describe|context|suite|specify|scenario)(?:\.\w{1,20}){0,2}\.only\b|\bonly: ?true/,
  /^[ \t]*f(?:it|describe|context|specify)[ \t]?[(`'"]/,
  /^[ \t]*F(?:It|Describe|Context|Specify|When|DescribeTable)\(/,
  /[ ,(]:focus\b|\bfocus: ?true/,
);

const asserts = anyOf(
  /\b(?:assert|expect)\w{0,40}!?(?:\.\w{1,40}){0,4}[ \t]?\(|\brequire(?:\.\w{1,40}){1,2}\(/,
  /^[ \t]*assert[ \t(]/,
  /\b(?:t|tb)\.(?:Error|Fatal|Fail)(?:f|Now)?\(/,
  /\b(?:Assert|EXPECT|ASSERT|CHECK|REQUIRE)(?:_[A-Z]{1,20}){0,3}(?:\.\w{1,40}){0,2}\(|\.should\b/,
);

const suppresses = anyOf(
  /\b(?:eslint|oxlint|tslint|stylelint|ktlint)[-:]disable|\b(?:biome|deno-lint)-ignore|@ts-(?:ignore|nocheck|expect-error)\b/,
  /# ?(?:ruff: ?|flake8: ?)?noqa\b|# ?(?:type|pyright): ?ignore|# ?mypy: ?ignore-errors|# ?pylint: ?disable|# ?nosec\b/,
  /\/\/ ?nolint\b|#!?\[(?:allow|expect)\(|@Suppress(?:Warnings|Lint)?\(|\b(?:rubocop|swiftlint):(?:disable|todo)/,
  /\bphpcs:(?:ignore|disable)|@phpstan-ignore|@psalm-suppress|#pragma warning disable|\bNOLINT|\bNOSONAR\b/,
  /\b(?:istanbul|c8|v8) ignore\b|\bpragma: no cover|\bshellcheck disable|\bhadolint ignore|\/\/ ?noinspection\b/,
);

const many = (count: number, one: string, more: string): string => (count === 1 ? one : `${count} ${more}`);

/** The table. What becomes of a file as a whole is in riskFiles. */
export const lineRules: readonly LineRule[] = [
  {
    kind: 'secret',
    when: 'added',
    concerns: () => true,
    pattern: secretShape,
    words: secretIn,
  },
  {
    kind: 'testRemoved',
    when: 'lost',
    concerns: isTested,
    pattern: declaresTest,
    words: (_, count) => many(count, t('test removed'), t('tests removed')),
  },
  {
    kind: 'testSkipped',
    when: 'gained',
    concerns: isTested,
    pattern: skipsTest,
    words: (_, count) => many(count, t('test skipped'), t('tests skipped')),
  },
  {
    kind: 'testFocused',
    when: 'gained',
    concerns: isTested,
    pattern: focusesTest,
    words: () => t('only some tests run'),
  },
  {
    kind: 'assertionRemoved',
    when: 'lost',
    concerns: isTestFile,
    pattern: asserts,
    words: (_, count) => many(count, t('assertion removed'), t('assertions removed')),
  },
  {
    kind: 'suppression',
    when: 'gained',
    concerns: isCode,
    pattern: suppresses,
    words: line => t`${wordOf(suppresses, line)} added`,
  },
];

/** What of a line the pattern is about, without what opens a comment or a call. */
function wordOf(pattern: RegExp, line: string): string {
  const [found = ''] = pattern.exec(line) ?? [];
  return found
    .replace(/^(?:\/\/|#(?![![]))[ \t]?/, '')
    .replace(/^(#.*)\($/, '$1]')
    .replace(/\($/, '');
}
