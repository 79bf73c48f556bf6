import assert from 'node:assert/strict';
import type { AgentOutcome } from '../../../src/core/agentKind';
import { claudeProblemOf, contextKeysOf } from '../../../src/ui/contextModel';

describe('ui/context', () => {
  it('tells what welcome views depend on', () => {
    const facts = {
      folders: 1,
      isTrusted: true,
      isReady: true,
      repositories: 2,
      sessions: 0,
      allSessions: 1,
      claude: 'notSignedIn',
    } as const;
    assert.deepEqual(contextKeysOf(facts), {
      'autobot.hasFolder': true,
      'autobot.isTrusted': true,
      'autobot.isReady': true,
      'autobot.hasRepository': true,
      'autobot.hasSession': false,
      'autobot.hasHistory': true,
      'autobot.claudeMissing': false,
      'autobot.notSignedIn': true,
    });
  });

  const outcomes: [AgentOutcome, ReturnType<typeof claudeProblemOf>][] = [
    ['ready', null],
    ['cancelled', null],
    ['not_signed_in', 'notSignedIn'],
    ['too_old', 'missing'],
    ['garbage', 'missing'],
    ['hangs', 'missing'],
  ];
  for (const [outcome, expected] of outcomes) {
    it(`takes a CLI that is "${outcome}" for ${expected ?? 'no problem'}`, () => {
      const check = { outcome, version: null, tooOld: false, signedIn: 'unknown', method: null } as const;
      assert.equal(claudeProblemOf({ kind: 'found', path: '/bin/claude', check }), expected);
    });
  }

  it('takes no CLI for a missing one', () => {
    assert.equal(claudeProblemOf({ kind: 'notFound', tried: [] }), 'missing');
  });
});
