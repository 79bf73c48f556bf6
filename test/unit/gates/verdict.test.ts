import assert from 'node:assert/strict';
import type { Verdict } from '../../../src/core/gate';
import { judge } from '../../../src/gates/verdict';

const cases: readonly (readonly [exitCode: number, output: string, expected: Verdict])[] = [
  [0, '', 'passed'],
  [0, 'sh: 1: eslint: not found\n', 'passed'],
  [1, '', 'failed'],
  [127, 'bash: line 1: nonex: command not found\n', 'errored'],
  [127, '/bin/sh: 1: nonex: not found\n', 'errored'],
  [127, '> lint\n> eslint .\n\nsh: 1: eslint: not found\nnpm error Lifecycle script failed\n', 'errored'],
  [127, 'zsh:1: command not found: nonex\n', 'errored'],
  [126, 'dash: 1: ./package.json: Permission denied\n', 'errored'],
  [126, 'bash: line 1: ./src: Is a directory\n', 'errored'],
  [127, '  127 failing\n', 'failed'],
  [127, 'not found\n', 'failed'],
  [2, "bash: -c: line 1: unexpected EOF while looking for matching `)'\n", 'errored'],
  [2, 'dash: 1: Syntax error: end of file unexpected (expecting ")")\n', 'errored'],
  [1, 'npm error npx canceled due to missing packages and no YES option: ["eslint@10.15.0"]\n', 'errored'],
  [1, 'npm error Missing script: "types"\n', 'errored'],
  [1, ' ERR_PNPM_NO_SCRIPT  Missing script: types\n', 'errored'],
  [1, 'error Command "types" not found.\n', 'errored'],
  [101, 'error: no such command: `clippyy`\n', 'errored'],
  [1, '/usr/bin/python3: No module named ruff\n', 'errored'],
  [2, "make: *** No rule to make target 'lint'.  Stop.\n", 'errored'],
  [2, "make: *** No rule to make target 'a.c', needed by 'a.o'.  Stop.\n", 'failed'],
  [2, 'make: *** [Makefile:2: lint] Error 127\n', 'errored'],
  [2, 'make: *** [Makefile:2: lint] Error 1\n', 'failed'],
  [
    1,
    "'eslint' is not recognized as an internal or external command,\r\noperable program or batch file.\r\n",
    'errored',
  ],
  [137, 'Killed\n', 'errored'],
  [139, '', 'errored'],
  [137, '  12 passing (1s)\n  137 failing\n', 'failed'],
];

describe('gates/verdict', () => {
  for (const [exitCode, output, expected] of cases) {
    it(`is ${expected} for exit code ${exitCode} with ${JSON.stringify(output.slice(0, 60))}`, () => {
      assert.equal(judge({ exitCode, signal: null, output, ranNothing: false }).verdict, expected);
    });
  }

  it('says in words why nothing was judged', () => {
    const ending = { exitCode: 127, signal: null, output: 'sh: 1: eslint: not found\n', ranNothing: false };
    assert.deepEqual(judge(ending), {
      verdict: 'errored',
      message: 'The command could not be run: sh: 1: eslint: not found (exit code 127). Is it installed here?',
    });
    assert.deepEqual(judge({ exitCode: null, signal: 'SIGSEGV', output: '', ranNothing: false }), {
      verdict: 'errored',
      message: 'The command was ended by SIGSEGV before it could judge.',
    });
    assert.deepEqual(judge({ exitCode: 0, signal: null, output: '', ranNothing: true }), {
      verdict: 'ran_nothing',
      message: 'The command ran no test, so it says nothing about the change.',
    });
  });
});
