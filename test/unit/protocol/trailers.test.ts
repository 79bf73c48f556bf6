import assert from 'node:assert/strict';
import { addTrailers, missingTrailers } from '../../../src/protocol/trailers';

describe('protocol/trailers', () => {
  const trailers = [
    { key: 'Autobot-Task', value: 't1' },
    { key: 'Autobot-Reason', value: 'It is\n right.' },
    { key: 'Autobot-Cost', value: ' ' },
  ];

  for (const [what, message, missing, whole] of [
    [
      'a subject alone',
      'Fix',
      ['Autobot-Task: t1', 'Autobot-Reason: It is right.'],
      'Fix\n\nAutobot-Task: t1\nAutobot-Reason: It is right.',
    ],
    [
      'trailers of the user’s own',
      'Fix\n\nWhy.\n\nRefs: 7\nautobot-task: mine\n',
      ['Autobot-Reason: It is right.'],
      'Fix\n\nWhy.\n\nRefs: 7\nautobot-task: mine\nAutobot-Reason: It is right.',
    ],
    [
      'a line that only looks like one',
      'Fix\n\nAutobot-Task: t1 is\nthe task.',
      ['Autobot-Task: t1', 'Autobot-Reason: It is right.'],
      'Fix\n\nAutobot-Task: t1 is\nthe task.\n\nAutobot-Task: t1\nAutobot-Reason: It is right.',
    ],
    ['all of them there', 'Fix\n\nAutobot-Reason: x\nAutobot-Task: y', [], 'Fix\n\nAutobot-Reason: x\nAutobot-Task: y'],
  ] as const) {
    it(`end ${what}`, () => {
      assert.deepEqual(missingTrailers(message, trailers), missing);
      assert.equal(addTrailers(message, trailers), whole);
    });
  }
});
