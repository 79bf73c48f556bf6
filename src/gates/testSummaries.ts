/** A line in which a test runner says how many tests there were. */
export interface Summary {
  readonly pattern: RegExp;
  /** How many of them ran, failed ones included. Absent: none. */
  readonly ran?: (match: RegExpExecArray) => number;
  readonly failed?: (match: RegExpExecArray) => number;
  /** The runner fails for want of tests. */
  readonly complains?: boolean;
}

const first = (match: RegExpExecArray): number => Number(match[1]);
const one = (): number => 1;
/** The numbers in front of any of these words, or behind them. */
const before =
  (words: string) =>
  ([text]: RegExpExecArray): number =>
    sum(text, new RegExp(`(\\d+) (?:${words})\\b`, 'g'));
const behind =
  (words: string) =>
  ([text]: RegExpExecArray): number =>
    sum(text, new RegExp(`\\b(?:${words})[:=]\\s*(\\d+)`, 'gi'));

/** What the common runners print at their end. The first pattern that fits a line has it. */
export const summaries: readonly Summary[] = [
  // node:test, spec and TAP; the first number includes the second
  { pattern: /^(?:ℹ|#) tests\s+(\d+)$/, ran: first },
  { pattern: /^(?:ℹ|#) skipped (\d+)$/, ran: match => -first(match) },
  { pattern: /^(?:ℹ|#) (?:fail|cancelled)\s+(\d+)$/, failed: first },
  // mocha
  { pattern: /^\s+(\d+) passing \(.+\)$/, ran: first },
  { pattern: /^\s+(\d+) failing$/, ran: first, failed: first },
  { pattern: /^Error: No test files found/, complains: true },
  // jest, vitest; a suite that could not be loaded has no tests, yet was not nothing
  { pattern: /^No tests? (?:files )?found, exiting with code 0/ },
  { pattern: /^No tests? (?:files )?found, exiting with code/, complains: true },
  { pattern: /^Test Suites: .*\d+ total$/, ran: before('failed'), failed: before('failed') },
  { pattern: /^Tests: .*\d+ total$/, ran: before('failed|passed|todo'), failed: before('failed') },
  { pattern: /^\s*Test Files {2}.+\(\d+\)$/, ran: before('failed'), failed: before('failed') },
  { pattern: /^\s*Tests {2}(?:no tests|.+\(\d+\))$/, ran: before('failed|passed'), failed: before('failed') },
  // ava; bun; deno
  { pattern: /^\s*(\d+) tests? passed$/, ran: first },
  { pattern: /^\s*(\d+) tests? failed$/, ran: first, failed: first },
  { pattern: /^\s+✘ Couldn.t find any files to test/, complains: true },
  { pattern: /^\s*(\d+) pass$/, ran: first },
  { pattern: /^\s*(\d+) fail$/, ran: first, failed: first },
  { pattern: /^(?:error: 0 test files matching|No tests found!)/, complains: true },
  { pattern: /^(?:ok|FAILED) \| \d+ passed/, ran: before('passed|failed'), failed: before('failed') },
  { pattern: /^error: No test modules found/, complains: true },
  // playwright
  { pattern: /^\s+(\d+) passed \([\d.]+m?s\)$/, ran: first },
  { pattern: /^\s+(\d+) failed$/, ran: first, failed: first },
  { pattern: /^Error: No tests found/, complains: true },
  // pytest
  { pattern: /^(?:=+ )?no tests ran in [\d.]+s/ },
  {
    pattern: /^(?:=+ )?\d+ [a-z]+(?:, \d+ [a-z]+)* in [\d.]+s/,
    ran: before('passed|failed|errors?|xfailed|xpassed'),
    failed: before('failed|errors?'),
  },
  // Python's unittest
  { pattern: /^Ran (\d+) tests? in [\d.]+s$/, ran: first },
  {
    pattern: /^(?:OK|FAILED) \(.*(?:skipped|failures|errors)=\d+/,
    ran: match => -behind('skipped')(match),
    failed: behind('failures|errors'),
  },
  // go test: a line for each package
  { pattern: /^\?\s+\S+\s+\[no test files\]$/ },
  { pattern: /^ok\s+\S+\s.*\[no tests to run\]$/ },
  { pattern: /^ok\s+\S+\s+(?:[\d.]+s|\(cached\))/, ran: one },
  { pattern: /^FAIL\s+\S+\s+(?:[\d.]+s|\[(?:build|setup) failed\])/, ran: one, failed: one },
  { pattern: /^no packages to test$/, complains: true },
  // cargo test: a line for each target; cargo nextest
  {
    pattern: /^test result: \w+\. .*finished in/,
    ran: before('passed|failed|measured'),
    failed: before('failed'),
  },
  { pattern: /^\s+Summary \[.*\] .*tests? run: /, ran: before('tests? run'), failed: before('failed|timed out') },
  { pattern: /^error: no tests to run/, complains: true },
  // Maven's surefire: lines with a time are of one class, the one without sums them up
  {
    pattern: /^(?:\[\w+\] )?Tests run: (\d+), Failures: \d+, Errors: \d+, Skipped: (\d+)$/,
    ran: match => first(match) - Number(match[2]),
    failed: behind('Failures|Errors'),
  },
  { pattern: /^\[INFO\] No tests to run\.$/ },
  // Gradle says how many only when some failed
  { pattern: /^> Task \S*:test\w* (?:NO-SOURCE|SKIPPED)$/ },
  { pattern: /^> Task \S*:test\w*(?: (?:UP-TO-DATE|FROM-CACHE|FAILED))?$/, ran: one },
  { pattern: /^\d+ tests? completed, \d+ failed/, failed: before('failed') },
  // dotnet test, before and since the terminal logger
  {
    pattern: /^(?:Passed|Failed|Skipped)!\s+- Failed:\s+\d+, Passed:/,
    ran: behind('Failed|Passed'),
    failed: behind('Failed'),
  },
  { pattern: /^Test summary: total: \d+/, ran: behind('failed|succeeded'), failed: behind('failed') },
  { pattern: /^No test (?:is available|matches the given)/ },
  // PHPUnit
  { pattern: /^OK \((\d+) tests?, \d+ assertions?\)$/, ran: first },
  {
    pattern: /^Tests: (\d+), Assertions: \d+.*\.$/,
    ran: match => first(match) - behind('Skipped|Incomplete')(match),
    failed: behind('Failures|Errors'),
  },
  { pattern: /^No tests executed!$/, complains: true },
  // RSpec; minitest and test-unit; ExUnit
  { pattern: /^(\d+) examples?, \d+ failures?/, ran: first, failed: before('failures?|errors? occurred') },
  {
    pattern: /^(\d+) (?:runs|tests), \d+ assertions, \d+ failures, \d+ errors, \d+ \w+/,
    ran: match => first(match) - before('skips')(match),
    failed: before('failures|errors'),
  },
  { pattern: /^(\d+) tests?, \d+ failures?(?:, \d+ skipped)?$/, ran: first, failed: before('failures?') },
  // XCTest; CTest
  { pattern: /^\s*Executed (\d+) tests?, with \d+ failures?/, ran: first, failed: before('failures?') },
  { pattern: /^\d+% tests passed, (\d+) tests failed out of (\d+)$/, ran: m => Number(m[2]), failed: first },
  { pattern: /^No tests were found!!!$/ },
];

function sum(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].reduce((total, match) => total + Number(match[1]), 0);
}
