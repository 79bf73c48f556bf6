import assert from 'node:assert/strict';
import { excludedGlobs } from '../../../src/ui/excludesModel';

describe('ui/excludes', () => {
  it('takes what is switched on, each once, without braces and without ways out of the repository', () => {
    const files = { '**/.git': true, '**/off': false, '**/*.js': { when: '$(basename).ts' }, '/dist/': true };
    const search = { '**/.git': true, '**/*.{a,{b,c}}': true, '../other': true, '{one}': true };
    assert.deepEqual(excludedGlobs(files, search, undefined), ['**/.git', 'dist', '**/*.a', '**/*.b', '**/*.c', 'one']);
  });
});
