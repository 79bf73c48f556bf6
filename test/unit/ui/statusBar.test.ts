import assert from 'node:assert/strict';
import type { Task } from '../../../src/core/model';
import { awaitsUser, type TaskStatus } from '../../../src/core/taskState';
import { badgeOf } from '../../../src/ui/attentionModel';
import { statusOf } from '../../../src/ui/statusBarModel';
import { taskRow } from './rows';

function tasksOf(...statuses: readonly TaskStatus[]): Task[] {
  return statuses.map((status, i) => taskRow({ id: `t${i}`, sessionId: `s${i}`, prompt: `Task ${i}`, status }));
}

describe('ui/statusBar', () => {
  const said: [string, readonly TaskStatus[], string | undefined][] = [
    ['nothing', [], undefined],
    ['nothing of what is over', ['completed', 'rejected', 'cancelled', 'pending'], undefined],
    ['what runs', ['running'], '$(sync~spin) Autobot: Claude is working'],
    ['gates that run', ['qa_running', 'completed'], '$(sync~spin) Autobot: Gates are running'],
    ['how many run', ['running', 'pre_flight'], '$(sync~spin) Autobot: 2 tasks running'],
    ['how many wait for review', ['qa_failed', 'waiting_approval', 'approved'], '$(git-compare) Autobot: 3 to review'],
    ['who needs the user', ['failed', 'interrupted'], '$(warning) Autobot: 2 need you'],
    [
      'all of it',
      ['failed', 'waiting_approval', 'running'],
      '$(sync~spin) Autobot: Claude is working, 1 to review, 1 needs you',
    ],
  ];
  for (const [name, statuses, expected] of said) {
    it(`says ${name}`, () => {
      assert.equal(statusOf(tasksOf(...statuses), task => awaitsUser(task.status))?.text, expected);
    });
  }

  it('names the tasks and opens the session of the one that runs', () => {
    assert.deepEqual(
      statusOf(tasksOf('waiting_approval', 'running'), task => awaitsUser(task.status)),
      {
        text: '$(sync~spin) Autobot: Claude is working, 1 to review',
        tooltip: 'Claude is working: Task 1\nReady for review: Task 0\nClick to open the timeline',
        accessibilityLabel: 'Autobot: Claude is working, 1 to review',
        session: 's1',
      },
    );
  });

  it('does not call a blocked task running', () => {
    assert.deepEqual(
      statusOf(tasksOf('pre_flight'), () => true),
      {
        text: '$(warning) Autobot: 1 needs you',
        tooltip: 'Blocked: Task 0\nClick to open the timeline',
        accessibilityLabel: 'Autobot: 1 needs you',
        session: 's0',
      },
    );
  });

  it('has a badge while somebody is needed', () => {
    assert.deepEqual(
      [badgeOf(0), badgeOf(1), badgeOf(2)],
      [undefined, { value: 1, tooltip: '1 task needs you' }, { value: 2, tooltip: '2 tasks need you' }],
    );
  });
});
