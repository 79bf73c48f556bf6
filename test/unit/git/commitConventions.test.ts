import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { readCommitConventions } from '../../../src/git/commitConventions';
import { TestRepository } from '../../helpers/repository';

describe('git/commitConventions', () => {
  let repository: TestRepository;
  afterEach(() => repository.dispose());
  const read = () => readCommitConventions(repository.path, repository.git('rev-parse', 'HEAD^{tree}').trim());

  it('gives what commitlint would read, as it is committed, and of package.json its own section', async () => {
    repository = TestRepository.create({
      'commitlint.config.js': 'module.exports = { extends: ["ü"] };\n',
      'package.json': '{ "name": "shop", "commitlint": { "rules": {} } }',
      'packages/a/.commitlintrc': 'not at the root',
    });
    repository.write({ 'commitlint.config.js': 'changed since' });
    assert.deepEqual(await read(), [
      { file: 'commitlint.config.js', text: 'module.exports = { extends: ["ü"] };\n' },
      { file: 'package.json', text: '{\n  "commitlint": {\n    "rules": {}\n  }\n}' },
    ]);
  });

  it('follows no link, and gives nothing where nothing is said', async () => {
    repository = TestRepository.create({ 'package.json': '{ broken' });
    symlinkSync('/etc/passwd', join(repository.path, '.commitlintrc'));
    repository.git('add', '.commitlintrc');
    repository.git('commit', '--quiet', '--message', 'link');
    assert.deepEqual(await read(), []);
    assert.deepEqual(await readCommitConventions(repository.path, null), []);
  });
});
