import assert from 'node:assert/strict';
import { detectGates, gatesOf } from '../../../src/gates/detect';
import { GateFolder } from './gateFolder';

/** Names and commands of what is detected in a repository with these files. */
function detected(texts: Record<string, string>): Record<string, string> {
  const gates = gatesOf({ names: new Set(Object.keys(texts)), texts });
  return Object.fromEntries(gates.map(gate => [gate.name, gate.command]));
}

const manifest = (value: unknown): string => JSON.stringify(value);

const cases: readonly (readonly [string, Record<string, string>, Record<string, string>])[] = [
  ['nothing', {}, {}],
  ['a broken package.json', { 'package.json': '{"scripts": {"test"' }, {}],
  ['a package.json that is no object', { 'package.json': '[]' }, {}],
  [
    'a package.json with scripts of the wrong kind',
    { 'package.json': manifest({ scripts: { test: 'mocha', lint: 7 }, dependencies: [] }) },
    { tests: 'npm test' },
  ],
  [
    'scripts for everything',
    { 'package.json': manifest({ scripts: { lint: 'eslint .', 'type-check': 'tsc', test: 'node --test' } }) },
    { lint: 'npm run lint', types: 'npm run type-check', tests: 'npm test' },
  ],
  [
    "npm's default test script",
    { 'package.json': manifest({ scripts: { test: 'echo "Error: no test specified" && exit 1' } }) },
    {},
  ],
  [
    'tools without scripts',
    {
      'package.json': manifest({ devDependencies: { eslint: '^10.0.0', typescript: '^6.0.0' } }),
      'tsconfig.json': '{}',
    },
    { lint: 'npx --no-install eslint .', types: 'npx --no-install tsc --noEmit' },
  ],
  ['typescript without a project', { 'package.json': manifest({ devDependencies: { typescript: '6' } }) }, {}],
  [
    'a TypeScript project that only refers to others',
    {
      'package.json': manifest({ devDependencies: { typescript: '6' } }),
      'tsconfig.json': '{ "files": [], "references": [{ "path": "./app" }] }',
    },
    { types: 'npx --no-install tsc --build --noEmit' },
  ],
  [
    'pnpm',
    {
      'package.json': manifest({ scripts: { test: 'vitest' }, devDependencies: { eslint: '10' } }),
      'pnpm-lock.yaml': '',
    },
    { lint: 'pnpm exec eslint .', tests: 'pnpm run test' },
  ],
  [
    'yarn',
    { 'package.json': manifest({ scripts: { test: 'jest' }, devDependencies: { eslint: '10' } }), 'yarn.lock': '' },
    { lint: 'yarn run eslint .', tests: 'yarn run test' },
  ],
  [
    'bun',
    { 'package.json': manifest({ scripts: { test: 'bun test' }, devDependencies: { eslint: '10' } }), 'bun.lock': '' },
    { lint: 'bunx --no-install eslint .', tests: 'bun run test' },
  ],
  [
    'a package manager that is only declared',
    { 'package.json': manifest({ packageManager: 'pnpm@10.1.0', scripts: { lint: 'biome check' } }) },
    { lint: 'pnpm run lint' },
  ],
  [
    'biome without a script',
    { 'package.json': manifest({ devDependencies: { '@biomejs/biome': '2' } }), 'biome.jsonc': '' },
    { lint: 'npx --no-install biome check .' },
  ],
  [
    'prettier by configuration',
    { 'package.json': manifest({ devDependencies: { prettier: '3' } }), '.prettierrc.json': '{}' },
    { format: 'npx --no-install prettier --check .' },
  ],
  [
    'prettier in package.json, and by script',
    {
      'package.json': manifest({ devDependencies: { prettier: '3' }, prettier: {}, scripts: { 'format:check': 'x' } }),
    },
    { format: 'npm run format:check' },
  ],
  ['prettier that nobody has set up', { 'package.json': manifest({ devDependencies: { prettier: '3' } }) }, {}],
  ...(
    [
      ['vitest', 'vitest run'],
      ['jest', 'jest'],
      ['mocha', 'mocha'],
    ] as const
  ).map(
    ([runner, command]) =>
      [
        `${runner} without a script`,
        { 'package.json': manifest({ devDependencies: { [runner]: '1' } }) },
        { tests: `npx --no-install ${command}` },
      ] as const,
  ),
  ["node's own tests", { 'package.json': '{}', 'test/sum.test.js': '' }, { tests: 'node --test' }],
  [
    'a test script that watches, and one that does not',
    { 'package.json': manifest({ scripts: { test: 'jest --watch', 'test:ci': 'jest' } }) },
    { tests: 'npm run test:ci' },
  ],
  ['a test script that watches alone', { 'package.json': manifest({ scripts: { test: 'jest --watchAll' } }) }, {}],
  [
    'Maven with its wrapper, and without',
    { 'pom.xml': '', mvnw: '', 'build.gradle.kts': '' },
    { 'maven test': './mvnw --batch-mode test', 'gradle check': 'gradle --console=plain check' },
  ],
  ['a .NET solution with tests', { 'Shop.sln': '', 'Shop.Tests': '' }, { 'dotnet test': 'dotnet test' }],
  ['a .NET project without any', { 'Shop.csproj': '', Contest: '' }, { 'dotnet build': 'dotnet build' }],
  [
    'PHP by what Composer installs',
    { 'composer.json': manifest({ 'require-dev': { 'phpunit/phpunit': '^12', 'phpstan/phpstan': '^2' } }) },
    { phpstan: 'vendor/bin/phpstan analyse --no-progress --error-format=raw', phpunit: 'vendor/bin/phpunit' },
  ],
  [
    'PHP with Pest, and a broken composer.json',
    { 'composer.json': manifest({ 'require-dev': { 'pestphp/pest': '4' } }), 'phpunit.xml': '' },
    { pest: 'vendor/bin/pest' },
  ],
  [
    'PHP with a script of its own for the tests',
    { 'composer.json': manifest({ scripts: { test: 'php tests/run.php', lint: 'x' } }) },
    { 'tests (PHP)': 'composer --no-interaction run-script --timeout=0 test' },
  ],
  ['a composer.json that is broken', { 'composer.json': '{', 'phpunit.xml': '' }, {}],
  [
    'Ruby with Bundler',
    { Gemfile: '', '.rubocop.yml': '', 'spec/spec_helper.rb': '' },
    { rubocop: 'bundle exec rubocop', rspec: 'bundle exec rspec' },
  ],
  [
    'Ruby with a Rakefile',
    { Gemfile: '', Rakefile: '', 'test/sum_test.rb': '' },
    { 'tests (Ruby)': 'bundle exec rake test' },
  ],
  [
    'Python tools in pyproject.toml',
    { 'pyproject.toml': '[tool.ruff.lint]\nselect = []\n[tool.mypy]\nstrict = true\n[tool.pytest.ini_options]\n' },
    { ruff: 'ruff check .', mypy: 'mypy .', pytest: 'pytest' },
  ],
  ['mypy that knows its files', { 'setup.cfg': '[mypy]\nstrict = true\nfiles = src\n[other]\n' }, { mypy: 'mypy' }],
  ["another section's files", { 'setup.cfg': '[mypy]\nstrict = true\n[other]\nfiles = src\n' }, { mypy: 'mypy .' }],
  ['Python without any of them', { 'pyproject.toml': '[project]\nname = "a"\n', 'setup.cfg': '[metadata]\n' }, {}],
  ['a folder of Python tests', { 'tests/test_one.py': '', 'uv.lock': '' }, { pytest: 'uv run pytest' }],
  ['pytest.ini', { 'pytest.ini': '', 'poetry.lock': '' }, { pytest: 'poetry run pytest' }],
  ['a Rust crate', { 'Cargo.toml': '[package]\n' }, { 'cargo test': 'cargo test' }],
  [
    'a Rust crate with clippy configured',
    { 'Cargo.toml': '[lints.clippy]\npedantic = "warn"\n' },
    { 'cargo clippy': 'cargo clippy --all-targets', 'cargo test': 'cargo test' },
  ],
  ['a Go module', { 'go.mod': '' }, { 'go vet': 'go vet ./...', 'go test': 'go test ./...' }],
  [
    'a Makefile',
    { Makefile: 'LINT := no\ntest: all\n\tcc\nlint :\n\tx\ncheck: lint test\n' },
    { 'make lint': 'make lint', 'make test': 'make test' },
  ],
  ['a Makefile with check alone', { Makefile: 'test := 1\ncheck:\n\tx\n' }, { 'make check': 'make check' }],
  [
    'a Makefile beside a Go module',
    { Makefile: 'test:\n', 'go.mod': '' },
    { 'go vet': 'go vet ./...', 'go test': 'go test ./...' },
  ],
  [
    'two languages',
    { 'package.json': manifest({ scripts: { test: 'x' } }), 'Cargo.toml': '' },
    { tests: 'npm test', 'cargo test': 'cargo test' },
  ],
];

describe('gates/detect', () => {
  for (const [name, files, expected] of cases) {
    it(`finds in ${name}: ${Object.keys(expected).join(', ') || 'no gate'}`, () => {
      assert.deepEqual(detected(files), expected);
    });
  }

  it('reads a real folder', async () => {
    const folder = new GateFolder();
    try {
      folder.write({
        'package.json': `\uFEFF${manifest({ scripts: { test: 'node --test' } })}`,
        'tests/test_a.py': '',
        'Cargo.toml/is a folder': '',
      });
      const common = {
        enabled: true,
        timeout: 600_000,
        failOnError: true,
        order: 0,
        source: 'detected',
        folder: '',
        environment: {},
        after: [],
        problemMatcher: null,
      };
      assert.deepEqual((await detectGates(folder.path)).gates, [
        { name: 'tests', command: 'npm test', ...common },
        { name: 'pytest', command: 'pytest', ...common },
      ]);
    } finally {
      folder.remove();
    }
  });

  it('finds nothing in a folder that is not there', async () => {
    assert.deepEqual(await detectGates('/nowhere/at/all'), { gates: [], packages: new Map() });
  });

  describe('in a workspace', () => {
    let folder: GateFolder;
    beforeEach(() => (folder = new GateFolder()));
    afterEach(() => folder.remove());

    const detectedIn = async (files: Record<string, string>): Promise<{ gates: string[]; packages: unknown }> => {
      folder.write(files);
      const { gates, packages } = await detectGates(folder.path);
      return {
        gates: gates.map(({ name, folder: where, command }) => `${name} | ${where} | ${command}`),
        packages: [...packages],
      };
    };
    const script = { scripts: { test: 'node --test' } };

    it('finds the gates of each package, but for what the root checks by itself', async () => {
      assert.deepEqual(
        await detectedIn({
          'package.json': manifest({ workspaces: ['packages/*', '!packages/old'], scripts: { lint: 'eslint .' } }),
          'pnpm-lock.yaml': '',
          'packages/app/package.json': manifest({ ...script, name: '@shop/app', dependencies: { '@shop/ui': '*' } }),
          'packages/ui/package.json': manifest({ name: '@shop/ui', scripts: { ...script.scripts, lint: 'eslint .' } }),
          'packages/old/package.json': manifest(script),
          'packages/no package/readme.md': '',
        }),
        {
          gates: [
            'lint |  | pnpm run lint',
            'tests (packages/app) | packages/app | pnpm run test',
            'tests (packages/ui) | packages/ui | pnpm run test',
          ],
          packages: [
            ['packages/app', ['packages/app', 'packages/ui']],
            ['packages/no package', ['packages/no package']],
            ['packages/ui', ['packages/ui']],
          ],
        },
      );
    });

    it('reads the lists of pnpm and of Go, and none that leads out', async () => {
      assert.deepEqual(
        await detectedIn({
          'package.json': manifest({ workspaces: { packages: ['../elsewhere', '/etc', 'libs/**'] } }),
          'pnpm-workspace.yaml': "# all of them\npackages:\n  - 'apps/*'\n  - tools # one\ncatalog:\n  - x\n",
          'go.work': 'go 1.24\nuse ./server\nuse (\n\t.\n\t./tool // helper\n)\n',
          'go.mod': 'module shop\n',
          'apps/web/package.json': manifest(script),
          'tools/package.json': manifest(script),
          'libs/deep/down/package.json': manifest(script),
          'libs/node_modules/x/package.json': manifest(script),
          'server/go.mod': 'module shop/server\n',
          'tool/go.mod': 'module shop/tool\n',
        }).then(({ gates }) => gates),
        [
          'go vet |  | go vet ./...',
          'go test |  | go test ./...',
          'tests (apps/web) | apps/web | npm test',
          'tests (libs/deep/down) | libs/deep/down | npm test',
          'go vet (server) | server | go vet ./...',
          'go test (server) | server | go test ./...',
          'go vet (tool) | tool | go vet ./...',
          'go test (tool) | tool | go test ./...',
          'tests (tools) | tools | npm test',
        ],
      );
    });
  });
});
