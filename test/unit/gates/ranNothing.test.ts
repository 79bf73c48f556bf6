import assert from 'node:assert/strict';
import { ranNothing } from '../../../src/gates/ranNothing';

const cases: readonly (readonly [name: string, exitCode: number, output: string, expected: boolean])[] = [
  ['no known runner', 0, 'all fine\n', false],
  ['node:test, spec', 0, 'ℹ tests 0\nℹ suites 0\nℹ pass 0\nℹ skipped 0\n', true],
  ['node:test, spec in colour', 0, '\u001b[34mℹ tests 0\u001b[39m\n', true],
  ['node:test, TAP', 0, '1..0\n# tests 0\n# pass 0\n# skipped 0\n', true],
  ['node:test with a test', 0, '# tests 1\n# pass 1\n# skipped 0\n', false],
  ['node:test with every test skipped', 0, '# tests 2\n# pass 0\n# skipped 2\n', true],
  ['two runs, one of them with tests', 0, '# tests 0\n# skipped 0\n  3 passing (2ms)\n', false],
  ['mocha', 0, '\n\n  0 passing (1ms)\n\n', true],
  ['mocha with pending tests only', 0, '  0 passing (1ms)\n  2 pending\n', true],
  ['mocha with a broken hook', 1, '  0 passing (1ms)\n  1 failing\n', false],
  ['mocha without a file', 1, 'Error: No test files found: "test"\n', true],
  ['jest', 1, 'No tests found, exiting with code 1\nRun with `--passWithNoTests`\n', true],
  ['jest --passWithNoTests', 0, 'No tests found, exiting with code 0\n', true],
  ['jest with tests', 0, 'Test Suites: 1 passed, 1 total\nTests:       2 passed, 2 total\n', false],
  ['jest with a broken suite', 1, 'Test Suites: 1 failed, 1 total\nTests:       0 total\n', false],
  ['vitest', 1, 'No test files found, exiting with code 1\n', true],
  ['vitest with tests', 0, ' Test Files  1 passed (1)\n      Tests  2 passed | 1 skipped (3)\n', false],
  ['vitest with skipped tests only', 0, ' Test Files  1 skipped (1)\n      Tests  1 skipped (1)\n', true],
  ['vitest with a broken file', 1, ' Test Files  1 failed (1)\n      Tests  no tests\n', false],
  ['pytest', 5, '=== no tests ran in 0.94s ===\n', true],
  ['pytest with every test deselected', 5, '=== 3 deselected in 0.99s ===\n', true],
  ['pytest -q with skipped tests only', 0, '1 skipped, 2 deselected in 0.94s\n', true],
  ['pytest with tests', 1, '=== 1 failed, 1 passed, 1 skipped in 1.23s ===\n', false],
  ['pytest with an error while collecting', 2, '=== 1 error in 0.10s ===\n', false],
  ['unittest', 5, 'Ran 0 tests in 0.000s\n\nNO TESTS RAN\n', true],
  ['unittest with skipped tests only', 0, 'Ran 2 tests in 0.000s\n\nOK (skipped=2)\n', true],
  ['unittest with tests', 1, 'Ran 2 tests in 0.000s\n\nFAILED (failures=1, skipped=1)\n', false],
  ['go', 0, '?   \texample.com/m\t[no test files]\n?   \texample.com/m/b\t[no test files]\n', true],
  ['go with one tested package', 0, '?   \texample.com/m\t[no test files]\nok  \texample.com/m/b\t(cached)\n', false],
  ['go without a matching test', 0, 'ok  \texample.com/m\t0.002s [no tests to run]\n', true],
  ['go that does not compile', 1, 'FAIL\texample.com/m [build failed]\nFAIL\n', false],
  ['cargo', 0, cargo(0) + cargo(0), true],
  ['cargo with a test in one target', 0, cargo(1) + cargo(0), false],
  ['a command that failed after a runner without tests', 1, '# tests 0\n# skipped 0\nlint: 3 problems\n', false],
];

function cargo(passed: number): string {
  return `running ${passed} tests\n\ntest result: ok. ${passed} passed; 0 failed; 3 ignored; 0 measured; 0 filtered out; finished in 0.00s\n`;
}

describe('gates/ranNothing', () => {
  for (const [name, exitCode, output, expected] of cases) {
    it(`${expected ? 'ran nothing' : 'is not nothing'}: ${name}`, () => {
      assert.equal(ranNothing(output, exitCode), expected);
    });
  }
});
