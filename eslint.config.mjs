import tseslint from 'typescript-eslint';

/** Each layer and the layers it may import (the same table as test/unit/tidy.test.ts). */
const layers = {
  base: [],
  core: ['base'],
  os: ['base', 'core'],
  protocol: ['base', 'core', 'os'],
  git: ['base', 'core', 'os'],
  claude: ['base', 'core', 'os'],
  gates: ['base', 'core', 'os'],
  store: ['base', 'core', 'os'],
  app: ['base', 'core', 'os', 'protocol', 'git', 'gates', 'store'],
  ui: ['base', 'core', 'os', 'protocol', 'git', 'gates', 'store', 'app'],
};

const namedZod = {
  selector: "ImportDeclaration[source.value='zod'] > ImportSpecifier",
  message: "Write `import * as z from 'zod'`: the named form bundles five times as much.",
};

const layerRules = Object.entries(layers).map(([layer, allowed]) => ({
  files: [`src/${layer}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        paths:
          layer === 'ui' ? [] : [{ name: 'vscode', message: 'Only src/ui and src/extension.ts may touch vscode.' }],
        patterns: [
          {
            group: Object.keys(layers)
              .filter(other => other !== layer && !allowed.includes(other))
              .map(other => `../${other}/*`)
              .concat('../extension'),
            message: `src/${layer} may import only: ${allowed.join(', ') || 'nothing'}.`,
          },
        ],
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ['node_modules', 'dist', '.tools', 'coverage', '**/*.mjs', 'test/fixtures', 'test/tools'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        namedZod,
        { selector: 'TSEnumDeclaration', message: 'String-literal unions, not enums.' },
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-misused-spread': 'off', // texts of one letter a line are split so
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', name: ['it', 'describe'], package: '@types/mocha' }] },
      ],
    },
  },
  ...layerRules,
);
