import assert from 'node:assert/strict';
import type { Finding } from '../../../../src/core/gate';
import { resolveMatchers } from '../../../../src/gates/matchers/resolveMatchers';
import { OutputReader } from '../../../../src/gates/outputReader';
import { contributed } from './contributed';

const root = '/work tree/ü';

/** What is found when output comes in pieces of this many characters. */
function read(setting: unknown, output: string, { size = output.length, folder = '' } = {}): readonly string[] {
  const { matchers, problems } = resolveMatchers(setting, contributed);
  assert.deepEqual(problems, []);
  const reader = new OutputReader({ roots: [root], folder, matchers });
  for (let at = 0; at < output.length; at += size) {
    reader.push(output.slice(at, at + size));
  }
  return reader.end().map(tell);
}

function tell({ file, line, column, severity, rule, message }: Finding): string {
  const place = [file, line, column].map(part => part ?? '-').join(':');
  return `${place} ${severity} ${rule ?? '-'} ${message}`;
}

const cases: readonly (readonly [string, unknown, string, readonly string[]])[] = [
  [
    'gcc',
    '$gcc',
    `src/main.c: In function 'main':
src/main.c:4:3: warning: implicit declaration of function 'foo' [-Wimplicit-function-declaration]
    4 |   foo();
      |   ^~~
src/main.c:5:10: error: 'x' undeclared (first use in this function)
src/main.c:5:10: note: each undeclared identifier is reported only once for each function it appears in
src/main.c:1:10: fatal error: nothere.h: No such file or directory
compilation terminated.
`,
    [
      "src/main.c:4:3 warning - implicit declaration of function 'foo' [-Wimplicit-function-declaration]",
      "src/main.c:5:10 error - 'x' undeclared (first use in this function)",
      'src/main.c:1:10 error - nothere.h: No such file or directory',
    ],
  ],
  [
    'tsc, of which extensions say where it is',
    '$tsc',
    "src/a.ts(3,5): error TS2322: Type 'string' is not assignable to type 'number'.\r\n  Continued.\r\n" +
      'src/b.ts:7:9 - error TS1005: no semicolon\r\n',
    [
      "src/a.ts:3:5 error 2322 Type 'string' is not assignable to type 'number'.",
      'src/b.ts:7:9 error 1005 no semicolon',
    ],
  ],
  [
    'eslint-stylish: rows below a path, until another line comes',
    '$eslint-stylish',
    `
${root}/src/a.js
   1:7   error    'x' is assigned a value but never used  no-unused-vars
  10:1   warning  Unexpected console statement            no-console

  99:9   error    below no path                           no-path
${root}/b c.ts
  3:5  error  Parsing error: Unexpected token

/elsewhere/c.ts
  1:1  error  not ours  rule

✖ 3 problems (2 errors, 1 warning)
`,
    [
      "src/a.js:1:7 error no-unused-vars 'x' is assigned a value but never used",
      'src/a.js:10:1 warning no-console Unexpected console statement',
      'b c.ts:3:5 error - Parsing error: Unexpected token',
      '-:-:- error rule /elsewhere/c.ts:1:1: not ours',
    ],
  ],
  [
    'one of several matchers has a line, not all',
    ['$gcc', { pattern: { regexp: '^(.*?):(\\d+):(\\d+): (.*)$', message: 4 } }],
    'a.c:1:2: error: once\na.c:3:4: something else\n',
    ['a.c:1:2 error - once', 'a.c:3:4 error - something else'],
  ],
  [
    'three lines that make one finding together',
    {
      severity: 'warning',
      pattern: [
        { regexp: '^Rule (\\w+)$', code: 1 },
        { regexp: '^ in (.+)$', file: 1 },
        { regexp: '^ at (\\d+,\\d+): (.*)$', location: 1, message: 2 },
      ],
    },
    'Rule R1\n in a.c\n at 3,4: long\nRule R2\nRule R3\n in b.c\n at 5,6: late\n',
    ['a.c:3:4 warning R1 long', 'b.c:5:6 warning R3 late'],
  ],
  [
    'files as a whole, below a folder of their own',
    {
      fileLocation: ['relative', '${workspaceFolder}/web'],
      pattern: { regexp: '^bad: (.*)$', kind: 'file', file: 1, message: 0 },
    },
    'bad: a.css\nbad: ../b.css\n',
    ['web/a.css:-:- error - bad: a.css', 'b.css:-:- error - bad: ../b.css'],
  ],
  [
    'what is built upon another, with a severity of its own',
    { base: '$go', severity: 'info', fileLocation: ['autoDetect', '${cwd}'] },
    `vet: a.go:3: no column\n${root}/b.go:4:5: absolute\n`,
    ['a.go:3:- warning - no column', 'b.go:4:5 warning - absolute'],
  ],
];

describe('gates/matchers/matcherReader', () => {
  for (const [name, setting, output, expected] of cases) {
    it(`reads ${name}`, () => {
      assert.deepEqual(read(setting, output), expected);
      assert.deepEqual(read(setting, output, { size: 1 }), expected);
    });
  }

  it('starts ${cwd} where the command runs, and ${workspaceFolder} at the root', () => {
    const options = { folder: 'packages/a' };
    assert.deepEqual(read('$tsc', 'a.ts(1,2): error TS1: x\n', options), ['packages/a/a.ts:1:2 error 1 x']);
    assert.deepEqual(read('$gcc', 'a.c:1:2: error: x\n', options), ['a.c:1:2 error - x']);
  });

  it('finds nothing else than what the matchers say', () => {
    assert.deepEqual(read('$gcc', 'src/a.ts(3,5): error TS2322: No.\n'), []);
  });

  it('gives up a regular expression that would take for ever, and keeps what was found before', () => {
    const { matchers } = resolveMatchers(
      { pattern: { regexp: '^(\\w+):(\\d+) ((x+x+)+y|ok)$', message: 3, column: 2 } },
      contributed,
    );
    const reader = new OutputReader({ roots: [root], matchers });
    reader.push('a:1 ok\n');
    reader.push(`b:2 ${'x'.repeat(3000)}\nc:3 ok\n`);
    reader.push('d:4 ok\n');
    assert.deepEqual(reader.end().map(tell), ['a:1:1 error - ok']);
    assert.match(reader.matcherFailure ?? '', /^its problem matcher took too long at the line “b:2 x+”/);
  });
});
