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
      { name: 'docs', command: 'x', folder: './docs/site/', environment: { LANG: 'C' }, after: ['e2e'] },
      { name: 'out', command: 'x', folder: '../elsewhere' },
      { name: 'root', command: 'x', folder: '/', environment: { A: 1 }, after: 'e2e' },
      { name: 'tests', enabled: false },
      'npm test',
      { command: 'make' },
      { name: 'slow', command: '', timeout: '10' },
      { name: 'never', command: 'x', timeout: 0, enabled: 'yes' },
      { name: 'typo', command: 'x', timout: 5 },
      { name: 'tests', command: 'again' },
      { name: 'types', problemMatcher: ['$tsc', { base: '$go' }] },
      { name: 'number', command: 'x', problemMatcher: 5 },
    ];
    assert.deepEqual(parseGateSettings(value), {
      gates: [
        { name: 'e2e', command: 'npm run e2e', timeout: 900_000, failOnError: false, order: 2 },
        { name: 'docs', command: 'x', folder: 'docs/site', environment: { LANG: 'C' }, after: ['e2e'] },
        { name: 'tests', enabled: false },
        { name: 'typo', command: 'x' },
        { name: 'types', problemMatcher: ['$tsc', { base: '$go' }] },
      ],
      problems: [
        'autobot.qaGates, entry 3: folder must be a folder inside the repository, relative to its root.',
        'autobot.qaGates, entry 4: folder must be a folder inside the repository, relative to its root.',
        'autobot.qaGates, entry 4: environment A must be a text.',
        'autobot.qaGates, entry 4: after must be a list of names of gates.',
        'autobot.qaGates, entry 6: must be an object with a name and a command.',
        'autobot.qaGates, entry 7: name must be a text.',
        'autobot.qaGates, entry 8: command must not be empty.',
        'autobot.qaGates, entry 8: timeout must be a whole number of milliseconds.',
        'autobot.qaGates, entry 9: enabled must be true or false.',
        'autobot.qaGates, entry 9: timeout must be at least 1 millisecond.',
        'autobot.qaGates, entry 10: there is no field "timout"; it has no effect.',
        'autobot.qaGates, entry 11: there is already a gate named "tests".',
        'autobot.qaGates, entry 13: problemMatcher must be the name of a problem matcher, an object or a list, as in tasks.json.',
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
          folder: '',
          environment: {},
          after: [],
          problemMatcher: null,
          source: 'settings',
        },
      ],
      problems: ['autobot.qaGates: the gate "gone" has no command, and no other gate has this name.'],
    });
  });
});
