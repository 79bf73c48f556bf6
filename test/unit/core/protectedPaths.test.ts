import assert from 'node:assert/strict';
import { whyChangeProtected, whyProtected } from '../../../src/core/protectedPaths';
import { splitLines } from '../../../src/core/lines';

describe('core/protectedPaths', () => {
  it('knows what runs programs', () => {
    const paths = [
      '.git/config',
      '.git/hooks/pre-commit',
      'sub/.git/config',
      '.gitattributes',
      'src/.gitattributes',
      '.gitmodules',
      '.vscode/tasks.json',
      'app/.vscode/settings.json',
      '.mcp.json',
      '.claude/settings.json',
      '.claude/settings.local.json',
      '.CLAUDE/Settings.json',
      '.npmrc',
      '.envrc',
      '.github/workflows/ci.yml',
      '.gitlab-ci.yml',
      '.circleci/config.yml',
      'azure-pipelines.yml',
      'Jenkinsfile',
    ];
    assert.deepEqual(
      paths.filter(path => whyProtected(path) === null),
      [],
    );
  });

  it('knows what does not', () => {
    const paths = [
      '.gitignore',
      '.vscode/notes.md',
      'docs/.github.md',
      'src/git/config',
      '.claude/agents/a.md',
      '.env',
      'npmrc',
      'package.json',
      'ci.yml',
    ];
    assert.deepEqual(
      paths.filter(path => whyProtected(path) !== null),
      [],
    );
  });

  it('a package.json is protected where its scripts change, or cannot be read', () => {
    const manifest = (scripts: object, version = '1'): string => JSON.stringify({ version, scripts });
    const of = (before: string, after: string): boolean =>
      whyChangeProtected('app/package.json', splitLines(before), splitLines(after)) !== null;
    assert.deepEqual(
      [
        of(manifest({ test: 'a' }), manifest({ test: 'b' })),
        of('', manifest({ postinstall: 'x' })),
        of(manifest({ test: 'a' }), ''),
        of(manifest({ test: 'a' }), '{ broken'),
        of(manifest({ test: 'a' }), manifest({ test: 'a' }, '2')),
        of('', '{"name":"x"}'),
      ],
      [true, true, true, true, false, false],
    );
  });

  it('a composer.json too', () => {
    const of = (after: string): string | null => whyChangeProtected('composer.json', ['{}'], splitLines(after));
    assert.deepEqual(
      [of('{ "scripts": { "post-install-cmd": "x" } }'), of('{ "require": { "a/b": "1" } }')],
      ['changes scripts that Composer runs', null],
    );
  });
});
