import assert from 'node:assert/strict';
import {
  commandProblem,
  edited,
  type GateEntry,
  moveGate,
  nameProblem,
  orderProblem,
  secondsProblem,
} from '../../../src/ui/gateConfigModel';
import { contributed } from '../gates/matchers/contributed';
import { factsOf, factSteps } from '../../../src/ui/gateStepsModel';
import { gateRow } from './gateRow';

/** `a0 b0 c1!` is three gates with their orders, the last one from the settings. */
function entriesOf(text: string): GateEntry[] {
  return text.split(' ').map(word => {
    const gate = gateRow(word.charAt(0), Number(/-?\d+/.exec(word)?.[0]));
    return word.endsWith('!') ? { gate: { ...gate, source: 'settings' }, config: null } : { gate, config: gate };
  });
}

function textAfter(before: readonly GateEntry[], moved: string, target: string | null): string {
  const changed = new Map(moveGate(before, moved, target).map(row => [row.name, row.order]));
  return before
    .map(({ gate, config }) => ({ name: gate.name, order: changed.get(gate.name) ?? gate.order, config }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ name, order, config }) => `${name}${order}${config ? '' : '!'}`)
    .join(' ');
}

describe('ui/gateConfig', () => {
  const moves: [string, string, string, string | null, string][] = [
    ['down to the end: a step of its own', 'a0 b0 c0', 'a', 'c', 'b0 c0 a1'],
    ['up to the start', 'a0 b0 c0', 'c', 'a', 'c0 a1 b1'],
    ['between two that ran side by side', 'a0 b0 c0', 'c', 'b', 'a0 c1 b2'],
    ['onto the repository: the end', 'a0 b1 c2', 'a', null, 'b1 c2 a3'],
    ['into a gap: others keep their numbers', 'a0 b10 c20', 'c', 'b', 'a0 c1 b10'],
    ['onto itself', 'a0 b1', 'a', 'a', 'a0 b1'],
    ['onto one that is gone', 'a0 b1', 'a', 'x', 'a0 b1'],
    ['one of the settings stays', 'a0 b1!', 'b', 'a', 'a0 b1!'],
    ['past one of the settings', 'a0 b0 c5!', 'a', 'c', 'b0 c5! a6'],
    ['negative orders', 'a-3 b-3', 'b', 'a', 'b-3 a-2'],
  ];
  for (const [name, before, moved, target, after] of moves) {
    it(`moves a gate: ${name}`, () => assert.equal(textAfter(entriesOf(before), moved, target), after));
  }

  const problems: [string, string | undefined, string | undefined][] = [
    ['a name', nameProblem('spelling', ['lint']), undefined],
    ['no name', nameProblem('  ', []), 'Give the gate a name.'],
    ['a name that is taken', nameProblem(' lint ', ['lint']), 'There is already a gate named “lint”.'],
    ['a long name', nameProblem('x'.repeat(101), []), 'The name must have at most 100 characters.'],
    ['a name of two lines', nameProblem('a\nb', []), 'The name must not hold control characters.'],
    ['a command', commandProblem('npm test'), undefined],
    ['no command', commandProblem(' '), 'Give the command that judges, such as “npm test”.'],
    ['a NUL in a command', commandProblem('a\0b'), 'The command must not hold a NUL character.'],
    ['seconds', secondsProblem(' 90 '), undefined],
    ['a day', secondsProblem('86400'), undefined],
    ['zero seconds', secondsProblem('0'), 'Give a whole number of seconds, from 1 to 86400 (24 hours).'],
    ['more than a day', secondsProblem('86401'), 'Give a whole number of seconds, from 1 to 86400 (24 hours).'],
    ['parts of a second', secondsProblem('1.5'), 'Give a whole number of seconds, from 1 to 86400 (24 hours).'],
    ['an order', orderProblem('-1'), undefined],
    ['no order', orderProblem(''), 'Give a whole number. Lower ones run first.'],
    ['an order in words', orderProblem('last'), 'Give a whole number. Lower ones run first.'],
  ];
  for (const [name, problem, expected] of problems) {
    it(`checks ${name}`, () => assert.equal(problem, expected));
  }

  it('asks about a new gate with what most have, beside those that run last', () => {
    const steps = factSteps(null, [gateRow('a', 0), gateRow('b', 4)], contributed);
    assert.deepEqual(
      steps.map(step => step.value),
      ['', '300', 'blocks', '4', ''],
    );
    assert.deepEqual(steps.map(step => step.problem?.(step.value)).filter(Boolean), [
      'Give the command that judges, such as “npm test”.',
    ]);
  });

  it('takes a problem matcher by name or as JSON, and says what is wrong with it', () => {
    const step = factSteps(null, [], contributed).at(-1);
    const own = '{"pattern":{"regexp":"^(.*):(.*)$","kind":"file","message":2}}';
    assert.deepEqual(
      ['', ' $tsc ', own, '["$tsc", "$gcc"]', '$none', '{', '{}'].map(text => step?.problem?.(text)),
      [
        ...[undefined, undefined, undefined, undefined],
        'There is no problem matcher "$none" (is the extension that brings it installed?).',
        'This is not JSON.',
        'A problem matcher must have a pattern.',
      ],
    );
    assert.deepEqual(
      [' $tsc ', own].map(text => factsOf(['', '1', '', '0', text]).problemMatcher),
      ['$tsc', JSON.parse(own)],
    );
  });

  it('gives back a gate whose answers were left as they are, now set by the user', () => {
    const gate = gateRow('a', 3, { failOnError: false, timeout: 90_000, problemMatcher: ['$tsc'] });
    const answers = factSteps(gate, [], contributed).map(step => step.value);
    assert.deepEqual(edited(gate, factsOf(answers)), { ...gate, source: 'user' });
  });
});
