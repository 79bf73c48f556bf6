import assert from 'node:assert/strict';
import { coreMatchers } from '../../../../src/gates/matchers/coreMatchers';
import { resolveMatchers } from '../../../../src/gates/matchers/resolveMatchers';
import { contributed } from './contributed';

const groups = { file: 1, line: 2, message: 3 };
const place = 'the pattern of a problem matcher must have';

const broken: readonly (readonly [string, unknown, string])[] = [
  [
    'an unknown name',
    '$nothing',
    'there is no problem matcher "$nothing" (is the extension that brings it installed?)',
  ],
  ['a name without $', 'tsc', 'there is no problem matcher "tsc" (names begin with $)'],
  ['a number', 3, 'the problem matcher must be the name of a problem matcher, or an object with a pattern'],
  ['no pattern', { owner: 'mine' }, 'a problem matcher must have a pattern'],
  [
    'an unknown pattern',
    '$lost',
    'there is no problem pattern "$nowhere" (is the extension that brings it installed?)',
  ],
  [
    'a bad regexp',
    { pattern: { regexp: '(' } },
    'the problem matcher pattern.regexp is no regular expression: Invalid regular expression: /(/: Unterminated group',
  ],
  [
    'a bad regexp of an extension',
    '$broken',
    'the problem matcher "$broken" pattern.regexp is no regular expression: Invalid regular expression: /(/: Unterminated group',
  ],
  [
    'a group that is no number',
    { pattern: [{ regexp: 'a', file: 'x' }] },
    'the problem matcher pattern.0.file must be the number of a group',
  ],
  ['itself as its base', '$circle', 'the problem matcher "$circle" is built upon itself'],
  [
    'no file',
    {
      pattern: [
        { regexp: 'a', message: 1 },
        { regexp: 'b', line: 1 },
      ],
    },
    `${place} groups for the file and the message`,
  ],
  [
    'no line',
    {
      pattern: [
        { regexp: 'a', message: 1 },
        { regexp: 'b', file: 1 },
      ],
    },
    `${place} a group for the line or location, or the kind "file"`,
  ],
  [
    'a loop that is not last',
    { pattern: [{ regexp: 'a', ...groups, loop: true }, { regexp: 'b' }] },
    'only the last pattern of a problem matcher can be a loop',
  ],
  [
    'a search for files',
    { fileLocation: 'search', pattern: { regexp: 'a' } },
    'the fileLocation of a problem matcher cannot be "search", only absolute, relative or autoDetect',
  ],
  [
    'a variable without meaning here',
    { fileLocation: ['relative', '${fileDirname}'], pattern: { regexp: 'a' } },
    'the fileLocation of a problem matcher cannot have ${fileDirname} here, only ${workspaceFolder} and ${cwd}',
  ],
];

describe('gates/matchers/resolveMatchers', () => {
  for (const [name, setting, problem] of broken) {
    it(`says what is wrong with ${name}`, () => {
      assert.deepEqual(resolveMatchers(setting, contributed), { matchers: [], problems: [problem] });
    });
  }

  it('knows the names that VS Code has of itself', () => {
    const names = coreMatchers.map(one => `$${(one as { name: string }).name}`);
    const { matchers, problems } = resolveMatchers(names, { matchers: [], patterns: [] });
    assert.deepEqual([matchers.length, problems], [8, []]);
  });

  it('takes an extension’s for VS Code’s own of the same name, and the good ones of a list', () => {
    const mine = { name: 'go', fileLocation: 'absolute', pattern: { regexp: '^x(.*)$', kind: 'file' } };
    const { matchers, problems } = resolveMatchers(['$go', '$nothing'], { matchers: [mine], patterns: [] });
    assert.deepEqual(matchers, [
      {
        patterns: [{ regexp: /^x(.*)$/, loop: false, groups: { file: 1, message: 0 } }],
        ...{ kind: 'file', severity: 'error', prefix: null },
      },
    ]);
    assert.equal(problems.length, 1);
  });
});
