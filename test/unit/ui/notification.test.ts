import assert from 'node:assert/strict';
import type { Check } from '../../../src/app/preFlight/check';
import type { StreamItemOf } from '../../../src/core/stream';
import { taskStatuses } from '../../../src/core/taskState';
import { blockedNotice, type Notice, requestNotice, statusNotice, TaskWatch } from '../../../src/ui/notificationModel';
import { taskRow } from './rows';

function inText(notice: Notice | undefined): string {
  return notice
    ? `${notice.kind}, ${notice.severity}: ${notice.text} [${notice.buttons.map(button => `${button.title} ${button.argument}`).join(', ')}]`
    : 'nothing';
}

describe('ui/notification', () => {
  it('is shown for statuses that need the user, and no others', () => {
    const told = taskStatuses.map(status => statusNotice(taskRow({ status, detail: null, resumeAt: null })));
    assert.deepEqual(told.filter(notice => notice !== undefined).map(inText), [
      'gates, warning: “Round prices to cents” did not pass its QA gates. [Open Timeline s1, Review t1]',
      'review, information: “Round prices to cents” is ready for review. [Review t1, Open Timeline s1]',
      'stopped, error: “Round prices to cents” failed. [Open Timeline s1]',
      'stopped, warning: “Round prices to cents” was interrupted. [Open Timeline s1]',
    ]);
  });

  it('says why, in one line, and draws nothing of it as a link', () => {
    const detail = 'API error\n529 [click](command:workbench.action.quit)';
    assert.equal(
      inText(statusNotice(taskRow({ status: 'failed', detail }))),
      'stopped, error: “Round prices to cents” failed: API error 529 [click] (command:workbench.action.quit) [Open Timeline s1]',
    );
  });

  it('says what keeps a task from starting', () => {
    const passed: Check = { check: 'git', label: 'Git', outcome: 'pass', detail: '2.39', fix: null, canWaive: false };
    const blocked: Check = { ...passed, check: 'head', outcome: 'block', detail: 'HEAD is detached.' };
    assert.equal(
      inText(blockedNotice(taskRow(), [passed, blocked])),
      'blocked, warning: “Round prices to cents” cannot start: HEAD is detached. [Open Timeline s1]',
    );
    assert.equal(blockedNotice(taskRow(), [passed]), undefined);
  });

  it('says what permission is asked for', () => {
    const item: StreamItemOf<'permission'> = {
      ...{ kind: 'permission', id: 'p', parent: null, request: 'q', tool: 'Bash', summary: 'npm install' },
      ...{ description: '', input: '', edits: [], canAllowForTask: false, always: null, state: 'asked', message: null },
    };
    assert.equal(
      inText(requestNotice(taskRow(), item)),
      'asks, warning: “Round prices to cents” waits for your permission: Bash (npm install) [Open Timeline s1]',
    );
  });

  it('sees each move once, and what was there at the start not at all', () => {
    const watch = new TaskWatch([taskRow({ id: 'old', status: 'failed' })]);
    const seen = (...tasks: Parameters<typeof taskRow>[0][]): string[] =>
      watch.moved(tasks.map(taskRow)).map(({ id, status }) => `${id} ${status}`);
    assert.deepEqual(
      [
        seen({ id: 'old', status: 'failed' }, { id: 'new', status: 'running' }),
        seen({ id: 'new', status: 'waiting_approval' }),
        seen({ id: 'new', status: 'waiting_approval', detail: 'other' }),
        seen({ id: 'new', status: 'running' }),
        seen({ id: 'new', status: 'waiting_approval' }),
      ],
      [['new running'], ['new waiting_approval'], [], ['new running'], ['new waiting_approval']],
    );
  });

  it('sees a block once, until the task may start or moves', () => {
    const watch = new TaskWatch([]);
    const reports = [true, true, false, true].map(isBlocked => watch.isNewlyBlocked('t1', isBlocked));
    watch.moved([taskRow({ status: 'cancelled' })]);
    assert.deepEqual([...reports, watch.isNewlyBlocked('t1', true)], [true, false, false, true, true]);
  });
});
