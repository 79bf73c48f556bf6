const severe = { file: 1, location: 2, severity: 3, code: 4, message: 5 };
const place = String.raw`\((\d+|\d+,\d+|\d+,\d+,\d+,\d+)\)`;

/** The patterns that VS Code has of itself. */
export const corePatterns: readonly unknown[] = [
  {
    name: 'msCompile',
    regexp: String.raw`^\s*(?:\s*\d+>)?(\S.*?)(?:${place})?\s*:\s+(?:(\S+)\s+)?((?:fatal +)?error|warning|info)\s+(\w+\d+)?\s*:\s*(.*)$`,
    ...{ file: 1, location: 2, severity: 4, code: 5, message: 6 },
  },
  {
    name: 'gulp-tsc',
    regexp: String.raw`^([^\s].*)${place}:\s+(\d+)\s+(.*)$`,
    ...{ file: 1, location: 2, code: 3, message: 4 },
  },
  { name: 'cpp', regexp: String.raw`^(\S.*)${place}:\s+(error|warning|info)\s+(C\d+)\s*:\s*(.*)$`, ...severe },
  { name: 'csc', regexp: String.raw`^(\S.*)${place}:\s+(error|warning|info)\s+(CS\d+)\s*:\s*(.*)$`, ...severe },
  { name: 'vb', regexp: String.raw`^(\S.*)${place}:\s+(error|warning|info)\s+(BC\d+)\s*:\s*(.*)$`, ...severe },
  {
    name: 'lessCompile',
    regexp: String.raw`^\s*(.*) in file (.*) line no. (\d+)$`,
    ...{ message: 1, file: 2, line: 3 },
  },
  {
    name: 'jshint',
    regexp: String.raw`^(.*):\s+line\s+(\d+),\s+col\s+(\d+),\s(.+?)(?:\s+\((\w)(\d+)\))?$`,
    ...{ file: 1, line: 2, column: 3, message: 4, severity: 5, code: 6 },
  },
  {
    name: 'jshint-stylish',
    patterns: [
      { regexp: '^(.+)$', file: 1 },
      {
        regexp: String.raw`^\s+line\s+(\d+)\s+col\s+(\d+)\s+(.+?)(?:\s+\((\w)(\d+)\))?$`,
        ...{ line: 1, column: 2, message: 3, severity: 4, code: 5, loop: true },
      },
    ],
  },
  {
    name: 'eslint-compact',
    regexp: String.raw`^(.+):\sline\s(\d+),\scol\s(\d+),\s(Error|Warning|Info)\s-\s(.+)\s\((.+)\)$`,
    ...{ file: 1, line: 2, column: 3, severity: 4, message: 5, code: 6 },
  },
  {
    name: 'eslint-stylish',
    patterns: [
      { regexp: String.raw`^((?:[a-zA-Z]:)*[./\\]+.*?)$`, file: 1 },
      {
        regexp: String.raw`^\s+(\d+):(\d+)\s+(error|warning|info)\s+(.+?)(?:\s\s+(.*))?$`,
        ...{ line: 1, column: 2, severity: 3, message: 4, code: 5, loop: true },
      },
    ],
  },
  {
    name: 'go',
    regexp: String.raw`^([^:]*: )?((.:)?[^:]*):(\d+)(:(\d+))?: (.*)$`,
    ...{ file: 2, line: 4, column: 6, message: 7 },
  },
];

/** The problem matchers that VS Code has of itself; `extensions.all` does not tell of them. */
export const coreMatchers: readonly unknown[] = [
  ...['msCompile', 'lessCompile', 'jshint', 'jshint-stylish', 'eslint-compact', 'eslint-stylish'].map(name => ({
    ...{ name, fileLocation: 'absolute', pattern: `$${name}` },
  })),
  ...['gulp-tsc', 'go'].map(name => ({ name, fileLocation: 'relative', pattern: `$${name}` })),
];
