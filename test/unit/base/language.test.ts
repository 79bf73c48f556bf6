import assert from 'node:assert/strict';
import { t } from '@vscode/l10n';
import { getTranslations, setTranslations } from '../../../src/base/language';
import { GitError } from '../../../src/git/gitError';

describe('base/language', () => {
  afterEach(() => setTranslations({}));

  it('gives texts in the language that was set, and English for what it lacks', () => {
    const german = { 'The disk is full: {0}': 'Der Datenträger ist voll: {0}' };
    setTranslations(german);
    assert.equal(new GitError('diskFull', [], 'No space left').message, 'Der Datenträger ist voll: No space left');
    assert.equal(t`This folder is not there any more: ${'/x'}`, 'This folder is not there any more: /x');
    assert.deepEqual(getTranslations(), german);
  });
});
