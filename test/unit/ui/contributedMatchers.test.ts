import assert from 'node:assert/strict';
import { contributedMatchers } from '../../../src/ui/contributedMatchersModel';

describe('ui/contributedMatchers', () => {
  it('takes the problem matchers and patterns of every manifest, whatever else is in them', () => {
    const manifests = [
      undefined,
      { name: 'theme' },
      { contributes: { commands: [], problemMatchers: [{ name: 'a' }, { name: 'b' }] } },
      { contributes: 'nothing' },
      { contributes: { problemMatchers: { name: 'c' }, problemPatterns: [{ name: 'p' }] } },
    ];
    assert.deepEqual(contributedMatchers(manifests), {
      matchers: [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
      patterns: [{ name: 'p' }],
    });
  });
});
