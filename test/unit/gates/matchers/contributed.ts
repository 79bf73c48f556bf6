import type { ContributedMatchers } from '../../../../src/gates/matchers/resolveMatchers';

/** As VS Code's TypeScript and Microsoft's C++ extensions have them in their manifests, and one that is broken. */
export const contributed: ContributedMatchers = {
  matchers: [
    {
      name: 'tsc',
      label: 'TypeScript problems',
      owner: 'typescript',
      source: 'ts',
      applyTo: 'closedDocuments',
      fileLocation: ['relative', '${cwd}'],
      pattern: '$tsc',
    },
    {
      name: 'gcc',
      source: 'gcc',
      owner: 'cpptools',
      fileLocation: ['autoDetect', '${workspaceFolder}'],
      pattern: {
        regexp: '^(.*?):(\\d+):(\\d*):?\\s+(?:fatal\\s+)?(warning|error):\\s+(.*)$',
        ...{ file: 1, line: 2, column: 3, severity: 4, message: 5 },
      },
    },
    { name: 'broken', pattern: { regexp: '(' } },
    { name: 'circle', base: '$circle' },
    { name: 'lost', pattern: '$nowhere' },
  ],
  patterns: [
    {
      name: 'tsc',
      regexp: '^([^\\s].*)[\\(:](\\d+)[,:](\\d+)(?:\\):\\s+|\\s+-\\s+)(error|warning|info)\\s+TS(\\d+)\\s*:\\s*(.*)$',
      ...{ file: 1, line: 2, column: 3, severity: 4, code: 5, message: 6 },
    },
  ],
};
