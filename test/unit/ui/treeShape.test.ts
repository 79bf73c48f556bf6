import assert from 'node:assert/strict';
import { periodOf } from '../../../src/ui/treeShape';
import { sessionRow, taskRow } from './rows';

describe('ui/treeShape', () => {
  const at = (day: number, hour: number): number => new Date(2026, 9, day, hour).getTime(); // in which clocks change

  it('knows days by the calendar', () => {
    const times = [at(26, 0), at(25, 23), at(25, 0), at(24, 23), at(20, 0), at(19, 23)];
    assert.deepEqual(
      times.map(startedAt => periodOf(sessionRow({ startedAt }), [], at(26, 15))),
      ['today', 'yesterday', 'yesterday', 'week', 'week', 'older'],
    );
  });

  it('counts a session where it was last worked on', () =>
    assert.equal(
      periodOf(sessionRow({ startedAt: at(1, 0) }), [taskRow({ createdAt: at(26, 9) })], at(26, 15)),
      'today',
    ));
});
