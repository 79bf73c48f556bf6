import assert from 'node:assert/strict';
import { maxFindings } from '../../../src/gates/findings/findingList';
import { parseFindings } from '../../../src/gates/outputReader';
import type { Finding } from '../../../src/core/gate';

const root = '/work tree/ü';

/** `file:line:column severity rule message` for each finding. */
function told(output: string): string[] {
  return parseFindings(output, { roots: [root] }).map(tell);
}

function tell({ file, line, column, severity, rule, message }: Finding): string {
  const place = [file, line, column].map(part => part ?? '-').join(':');
  return `${place} ${severity} ${rule ?? '-'} ${message}`;
}

const cases: readonly (readonly [string, string, readonly string[]])[] = [
  ['nothing', '', []],
  [
    'eslint',
    `
${root}/src/a.js
   1:7   error    'x' is assigned a value but never used  no-unused-vars
  10:1   warning  Unexpected console statement            no-console

${root}/b c.ts
  3:5  error  Parsing error: Unexpected token

✖ 3 problems (2 errors, 1 warning)
`,
    [
      "src/a.js:1:7 error no-unused-vars 'x' is assigned a value but never used",
      'src/a.js:10:1 warning no-console Unexpected console statement',
      'b c.ts:3:5 error - Parsing error: Unexpected token',
    ],
  ],
  ['numbers in a table that has no file above it', 'Results:\n  1:2  error  no file  rule\n', []],
  [
    'tsc',
    "src/a.ts(3,5): error TS2322: Type 'string' is not assignable to type 'number'.\r\n  Continued.\r\n" +
      "error TS18003: No inputs were found in config file '/x/tsconfig.json'.\r\n" +
      '../shared/b.ts(1,2): error TS1005: no semicolon\r\n',
    [
      "src/a.ts:3:5 error TS2322 Type 'string' is not assignable to type 'number'.",
      "-:-:- error TS18003 No inputs were found in config file '/x/tsconfig.json'.",
      '-:-:- error TS1005 ../shared/b.ts:1:2: no semicolon',
    ],
  ],
  [
    'tsc --pretty',
    '\u001b[96msrc/a.ts\u001b[0m:\u001b[93m3\u001b[0m:\u001b[93m5\u001b[0m - \u001b[91merror\u001b[0m\u001b[90m TS2322: \u001b[0mNo.\n' +
      '\n\u001b[7m3\u001b[0m const a: number = "";\n\u001b[7m \u001b[0m \u001b[91m      ~\u001b[0m\n\nFound 1 error in src/a.ts:3\n',
    ['src/a.ts:3:5 error TS2322 No.'],
  ],
  [
    'dotnet build',
    'Program.cs(3,9): warning CS0168: The variable is declared but never used [/x/Shop.csproj]\n' +
      "  src/A.cs(5,1,5,4): error CS0103: The name 'b' does not exist [/x/Shop.csproj::TargetFramework=net9.0]\n" +
      'Program.cs(3,9): warning CS0168: The variable is declared but never used [/x/Shop.csproj]\n    1 Error(s)\n',
    [
      'Program.cs:3:9 warning CS0168 The variable is declared but never used',
      "src/A.cs:5:1 error CS0103 The name 'b' does not exist",
    ],
  ],
  [
    'mvn test',
    `[INFO] Compiling 2 source files\n[ERROR] ${root}/src/main/java/A.java:[5,13] cannot find symbol\n` +
      `[WARNING] ${root}/src/main/java/A.java:[2,1] unused\n[ERROR] -> [Help 1]\n`,
    ['src/main/java/A.java:5:13 error - cannot find symbol', 'src/main/java/A.java:2:1 warning - unused'],
  ],
  [
    'rspec',
    'Failed examples:\n\nrspec ./spec/total_spec.rb:4 # Total adds up\n',
    ['spec/total_spec.rb:4:- error - Total adds up'],
  ],
  [
    'prettier',
    'Checking formatting...\n[warn] src/a.ts\n[warn] b c.json\n[error] src/d.ts: SyntaxError: Expression expected. (1:12)\n[warn] Code style issues found in 2 files. Run Prettier with --write to fix.\n',
    [
      'src/a.ts:-:- error - not formatted',
      'b c.json:-:- error - not formatted',
      'src/d.ts:1:12 error - SyntaxError: Expression expected.',
    ],
  ],
  [
    'ruff, concise and full',
    'src/a.py:1:8: F401 [*] `os` imported but unused\nE501 Line too long (99 > 88)\n --> src/b.py:2:89\n  |\n2 | x\nFound 2 errors.\n',
    ['src/a.py:1:8 error F401 `os` imported but unused', 'src/b.py:2:89 error E501 Line too long (99 > 88)'],
  ],
  [
    'mypy',
    'a.py:3: error: Incompatible return value type (got "str", expected "int")  [return-value]\n' +
      'a.py:3: note: See https://mypy.example:80:1: x\na.py:9:1: warning: unused "type: ignore"\nFound 1 error in 1 file\n',
    [
      'a.py:3:- error return-value Incompatible return value type (got "str", expected "int")',
      'a.py:9:1 warning - unused "type: ignore"',
    ],
  ],
  [
    'pytest',
    '>       assert x == 2\nE       assert 1 == 2\n\ntests/test_a.py:5: AssertionError\n=== short test summary info ===\nFAILED tests/test_a.py::test_bad - assert 1 == 2\n',
    ['tests/test_a.py:5:- error - AssertionError'],
  ],
  [
    'go vet and gcc',
    '# example.com/m\n./a.go:5:2: fmt.Printf format %d has arg "x" of wrong type string\nvet: ./b.go:7:3: undefined: y\n' +
      "main.c:4:9: warning: unused variable 'z' [-Wunused-variable]\nmain.c:5:1: fatal error: no.h: No such file\n",
    [
      'a.go:5:2 error - fmt.Printf format %d has arg "x" of wrong type string',
      'b.go:7:3 error - undefined: y',
      "main.c:4:9 warning -Wunused-variable unused variable 'z'",
      'main.c:5:1 error - no.h: No such file',
    ],
  ],
  [
    'rustc',
    'error[E0308]: mismatched types\n --> src/lib.rs:1:17\n  |\nwarning: unused variable: `x`\n  --> src/lib.rs:3:9\n',
    ['src/lib.rs:1:17 error E0308 mismatched types', 'src/lib.rs:3:9 warning - unused variable: `x`'],
  ],
  [
    'node:test, spec',
    '✖ fails (1ms)\nℹ fail 2\n\n✖ failing tests:\n\ntest at test/a.test.js:3:24\n✖ fails here (2.03ms)\n  AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:\n  \n  1 !== 2\n  \n' +
      '      at TestContext.<anonymous> (/x/a.test.js:3:52) {\n    code: 1\n  }\n\ntest at test/b.test.js:1:1\n✖ last (1ms)\n  Error: boom\n',
    [
      'test/a.test.js:3:24 error - fails here: AssertionError [ERR_ASSERTION]: Expected values to be strictly equal: 1 !== 2',
      'test/b.test.js:1:1 error - last: Error: boom',
    ],
  ],
  [
    'node:test, TAP',
    `    not ok 1 - fails here
      ---
      duration_ms: 2
      location: '${root}/a.test.js:3:24'
      failureType: 'testCodeFailure'
      error: |-
        Expected values to be strictly equal:
        
        1 !== 2
        
      code: 'ERR_ASSERTION'
      ...
not ok 2 - outer
  ---
  type: 'suite'
  location: '${root}/a.test.js:2:1'
  failureType: 'subtestsFailed'
  error: '1 subtest failed'
  ...
not ok 3 - quoted
  ---
  location: 'file://${encodeURI(root)}/b.test.mjs:9:1'
  error: 'it\\'s broken'
  ...
`,
    [
      'a.test.js:3:24 error - fails here: Expected values to be strictly equal: 1 !== 2',
      "b.test.mjs:9:1 error - quoted: it's broken",
    ],
  ],
  [
    'an address that is broken',
    "not ok 1 - a\n  ---\n  location: 'file:///%zz.js:1:2'\n  ...\n",
    ['file:/%zz.js:1:2 error - a'],
  ],
  [
    'what only looks like a place',
    'http://localhost:3000:1: x\n12:30:45: started\nfile:///a%zz.js:1:2: broken address\n    at f (a.js:1:2)\nerror: see a.js\n',
    [],
  ],
  ['the same thing said twice', 'a.c:1:2: x\na.c:1:2: x\n', ['a.c:1:2 error - x']],
  [
    'the root itself and what lies above it',
    `${root}.c:1:2: x\n..\\a.c:1:2: y\n`,
    ['-:-:- error - /work tree/ü.c:1:2: x', '..\\a.c:1:2 error - y'],
  ],
];

describe('gates/findings', () => {
  for (const [name, output, expected] of cases) {
    it(`reads ${name}`, () => {
      assert.deepEqual(told(output), expected);
    });
  }

  it('stops at a number that somebody can read', () => {
    const output = Array.from({ length: maxFindings + 100 }, (_, i) => `a.c:${i + 1}:1: x\n`).join('');
    assert.equal(parseFindings(output, { roots: [root] }).length, maxFindings);
  });

  it('knows the folder by all its names', () => {
    const findings = parseFindings('/real/folder/a.c:1:2: x\n', { roots: ['/link', '/real/folder'] });
    assert.deepEqual(findings.map(tell), ['a.c:1:2 error - x']);
  });

  it('is not held up by lines without an end', () => {
    const started = performance.now();
    const long = `${'a.b:'.repeat(500_000)}\n${'('.repeat(500_000)}\n${' '.repeat(500_000)}x\n`;
    const reports = ['<testsuite a="', '<a <a "', '<![CDATA[', '<!--', '&#x'].map(
      part => `<testsuites>${part.repeat(200_000)}\n</testsuites>\n`,
    );
    assert.deepEqual([told(long), told(`[{"filePath":${'['.repeat(500_000)}\n`)], [[], []]);
    assert.deepEqual(reports.flatMap(told), []);
    assert.ok(performance.now() - started < 2000);
  });
});
