import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Finding } from '../../../src/core/gate';
import { OutputReader } from '../../../src/gates/outputReader';

/** What is read from a recorded output of a tool that ran in /tmp/shop, a chunk of so many characters at a time. */
function read(fixture: string, size = Infinity): { findings: string[]; tests: unknown } {
  const reader = new OutputReader({ roots: ['/tmp/shop'], goModule: 'example.com/shop' });
  const text = readFileSync(`test/fixtures/gates/${fixture}.txt`, 'utf8');
  for (let i = 0; i < text.length; i += size) {
    reader.push(text.slice(i, i + size));
  }
  return { findings: reader.end().map(tell), tests: reader.tests.counts };
}

function tell({ file, line, column, severity, rule, message }: Finding): string {
  const place = [file, line, column].map(part => part ?? '-').join(':');
  return `${place} ${severity} ${rule ?? '-'} ${message}`;
}

const notEqual = 'Expected values to be strictly equal: 2 !== 3';

const notEqualStrings = 'Failed asserting that two strings are equal.';
const toBe = 'expect(received).toBe(expected) // Object.is equality';

const recorded: Readonly<Record<string, { findings: readonly string[]; tests: unknown }>> = {
  'eslint-json': {
    findings: [
      "src/a.js:1:7 error no-unused-vars 'unused' is assigned a value but never used.",
      'src/a.js:2:1 warning no-console Unexpected console statement.',
      'src/broken.js:1:14 error - Parsing error: Unexpected token =',
    ],
    tests: null,
  },
  // jest 30.5.2 --json; and vitest 4.1.12 run --globals --reporter=json
  'jest-json': {
    findings: [
      `test/sum.test.js:5:19 error - sum adds: Error: ${toBe} Expected: 3 Received: 2`,
      "test/missing.test.js:1:1 error - could not be run: Cannot find module './nothing-here' from 'test/missing.test.js'",
    ],
    tests: { ran: 3, failed: 2 },
  },
  'vitest-json': {
    findings: [
      "test/missing.test.js:-:- error - could not be run: Cannot find module './nothing-here'",
      'test/sum.test.js:5:19 error - sum adds: AssertionError: expected 2 to be 3 // Object.is equality',
    ],
    tests: { ran: 3, failed: 2 },
  },
  // ruff 0.16.9 check --output-format json
  'ruff-json': {
    findings: [
      'broken.py:1:12 error invalid-syntax Expected a parameter or the end of the parameter list',
      'broken.py:2:1 error invalid-syntax unexpected EOF while parsing',
      'shop.py:1:8 error F401 `os` imported but unused',
      'shop.py:5:5 error F841 Local variable `unused` is assigned to but never used',
    ],
    tests: null,
  },
  // mypy 2.4.0 --output json
  'mypy-json': {
    findings: ['shop.py:6:12 error return-value Incompatible return value type (got "int", expected "str")'],
    tests: null,
  },
  // PHPUnit 9.6.7
  phpunit: {
    findings: [
      'tests/PriceTest.php:18:- error - PriceTest::testCrashes: RuntimeException: no price',
      'tests/PriceTest.php:8:- error - PriceTest::testRounds: Failed asserting that 2 is identical to 3.',
      `tests/PriceTest.php:24:- error - PriceTest::testFormats with data set "whole" ('1.00', '1'): ${notEqualStrings}`,
      `tests/PriceTest.php:24:- error - PriceTest::testFormats with data set "half" ('a\\nb\\n', 'a\\nc\\n'): ${notEqualStrings}`,
    ],
    tests: { ran: 6, failed: 4 },
  },
  'cargo-json': {
    findings: ['src/lib.rs:3:5 error E0308 mismatched types'],
    tests: null,
  },
  'node-junit': {
    findings: [`test/sum.test.js:5:42 error - adds <two> & &quot;more&quot;: ${notEqual}`],
    tests: { ran: 2, failed: 1 },
  },
  'mocha-xunit': {
    findings: [`m/sum.spec.js:3:29 error - adds: ${notEqual} + expected - actual -2`],
    tests: { ran: 2, failed: 1 },
  },
  'node-tap': {
    findings: [`test/sum.test.js:5:3 error - adds <two> & "more": ${notEqual}`],
    tests: { ran: 2, failed: 1 },
  },
  'mocha-tap': {
    findings: [`m/sum.spec.js:3:29 error - sum adds: ${notEqual} AssertionError [ERR_ASSERTION]: ${notEqual}`],
    tests: { ran: 2, failed: 1 },
  },
  pytest: {
    findings: [
      'tests/test_total.py:19:- error - test_setup: RuntimeError: no fixture',
      'tests/test_total.py:6:- error - test_total: assert 4 == 3',
      "shop.py:6:- error - TestParse.test_bad: ValueError: invalid literal for int() with base 10: 'x'",
    ],
    tests: { ran: 4, failed: 3 },
  },
  'pytest-collection': {
    findings: [
      "tests/test_missing.py:1:- error - tests/test_missing.py: ModuleNotFoundError: No module named 'nothing_here'",
    ],
    tests: { ran: 1, failed: 1 },
  },
  'go-test-json': {
    findings: ['prices/total_test.go:12:- error - TestTotal: got 4, want 3'],
    tests: { ran: 2, failed: 1 },
  },
  'go-test': {
    findings: [
      'prices/total_test.go:12:- error - TestTotal: got 4, want 3',
      'prices/total_test.go:20:- error - TestTotal/empty: Error Trace:\t/tmp/shop/prices/total_test.go:20 Error:      \tNot equal:',
    ],
    tests: { ran: 2, failed: 1 },
  },
};

describe('gates/reports', () => {
  for (const [fixture, expected] of Object.entries(recorded)) {
    it(`reads ${fixture}, however it is cut`, () => {
      assert.deepEqual(read(fixture), expected);
      assert.deepEqual(read(fixture, 7), expected);
    });
  }

  it('reads pytest’s short tracebacks as its long ones', () => {
    assert.deepEqual(read('pytest-short'), recorded['pytest']);
  });

  it('takes a report that breaks off for what it says so far', () => {
    const reader = new OutputReader({ roots: ['/r'] });
    reader.push(
      '<testsuites>\n<testsuite name="a"><testcase name="x" file="a.js" line="3"><failure message="no"/></testcase>\n',
    );
    reader.push('<testcase name="y"><fail');
    assert.deepEqual(
      [reader.end().map(tell), reader.tests.counts],
      [['a.js:3:- error - x: no'], { ran: 1, failed: 1 }],
    );
  });

  it('takes what only begins like a report for text', () => {
    const reader = new OutputReader({ roots: ['/r'] });
    reader.push('[{"filePath": broken\n{"reason":1}\n{"Time":"x"}\nnot ok to go on\na.c:1:2: x\n');
    assert.deepEqual(reader.end().map(tell), ['a.c:1:2 error - x']);
  });

  it('counts the tests once that Jest tells people and machines of', () => {
    const reader = new OutputReader({ roots: ['/r'] });
    const report = { numTotalTestSuites: 1, numPassedTests: 2, numFailedTests: 0, testResults: [] };
    reader.push(`Tests:       2 passed, 2 total\n${JSON.stringify(report)}\n`);
    assert.deepEqual([reader.end(), reader.tests.counts], [[], { ran: 2, failed: 0 }]);
  });

  it('reads on as text what begins as a list of ruff’s and is none', () => {
    const reader = new OutputReader({ roots: ['/r'] });
    reader.push('[\n  \'a\',\n]\n[\na.c:1:2: x\n[\n  {\n    "a": 1\n  }\n]\na.c:3:4: y\n[\n  1,');
    assert.deepEqual(reader.end().map(tell), ['a.c:1:2 error - x', 'a.c:3:4 error - y']);
  });

  it('tells the tests of TAP that nobody sums up, and finds what failed in any of its dialects', () => {
    const reader = new OutputReader({ roots: ['/r'] });
    reader.push(`1..5
ok 1 works
not ok 2 should be equal
  ---
    operator: equal
    at: Test.<anonymous> (/r/test.js:4:5)
  ...
not ok 3 fails in bats
# (in test file test/a.bats, line 6)
#   \`[ 1 -eq 2 ]' failed
not ok 4 - later # TODO
ok 5 # SKIP no network
`);
    assert.deepEqual(
      [reader.end().map(tell), reader.tests.counts],
      [
        ['test.js:4:5 error - should be equal', "test/a.bats:6:- error - fails in bats: \`[ 1 -eq 2 ]' failed"],
        { ran: 4, failed: 2 },
      ],
    );
  });

  it('knows that TAP without a test has run none', () => {
    const reader = new OutputReader({ roots: ['/r'] });
    reader.push('TAP version 14\n1..0\n');
    reader.end();
    assert.equal(reader.tests.ranNothing(0), true);
  });
});
