import assert from 'node:assert/strict';
import { mergeGates, parseGateSettings } from '../../../src/gates/settings';
import { gateOf } from './gateFolder';

describe('gates/settings', () => {
  it('takes an absent setting for an empty one', () => {
    assert.deepEqual(parseGateSettings(undefined), { gates: [], problems: [] });
  });

  it('keeps what is right and says what is wrong, entry by entry', () => {
    const value = [
      { name: ' e2e ', command: 'npm run e2e', timeout: 900_000, failOnError: false, order: 2 },
      { name: 'tests', enabled: false },
      'npm test',
      { command: 'make' },
      { name: 'slow', command: '', timeout: '10' },
      { name: 'never', command: 'x', timeout: 0, enabled: 'yes' },
      { name: 'typo', command: 'x', timout: 5 },
      { name: 'tests', command: 'again' },
    ];
    assert.deepEqual(parseGateSettings(value), {
      gates: [
        { name: 'e2e', command: 'npm run e2e', timeout: 900_000, failOnError: false, order: 2 },
        { name: 'tests', enabled: false },
        { name: 'typo', command: 'x' },
      ],
      problems: [
        'autobot.qaGates, entry 3: must be an object with a name and a command.',
        'autobot.qaGates, entry 4: name must be a text.',
        'autobot.qaGates, entry 5: command must not be empty.',
        'autobot.qaGates, entry 5: timeout must be a whole number of milliseconds.',
        'autobot.qaGates, entry 6: enabled must be true or false.',
        'autobot.qaGates, entry 6: timeout must be at least 1 millisecond.',
        'autobot.qaGates, entry 7: there is no field "timout"; it has no effect.',
        'autobot.qaGates, entry 8: there is already a gate named "tests".',
      ],
    });
  });

  for (const value of [{}, 'npm test', 7, true]) {
    it(`refuses ${JSON.stringify(value)}`, () => {
      assert.deepEqual(parseGateSettings(value), {
        gates: [],
        problems: ['autobot.qaGates must be a list of gates.'],
      });
    });
  }

  it('overrides field by field and adds its own at the end', () => {
    const tests = gateOf('npm test', { name: 'tests', source: 'detected' });
    const lint = gateOf('npm run lint', { name: 'lint', source: 'detected' });
    const settings = [
      { name: 'e2e', command: 'npm run e2e', order: 1 },
      { name: 'tests', timeout: 5000 },
      { name: 'gone' },
    ];
    assert.deepEqual(mergeGates([tests, lint], settings), {
      gates: [
        { ...tests, timeout: 5000, source: 'settings' },
        lint,
        {
          name: 'e2e',
          command: 'npm run e2e',
          enabled: true,
          timeout: 300_000,
          failOnError: true,
          order: 1,
          source: 'settings',
        },
      ],
      problems: ['autobot.qaGates: the gate "gone" has no command, and no other gate has this name.'],
    });
  });
});
