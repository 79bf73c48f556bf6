import assert from 'node:assert/strict';
import type { Check } from '../../../src/app/preFlight/check';
import type { StreamItemOf } from '../../../src/core/stream';
import type { Task } from '../../../src/core/model';
import { type TaskStatus, taskStatuses } from '../../../src/core/taskState';
import {
  blockedNotice,
  isShown,
  type Notice,
  noticeKinds,
  requestNotice,
  statusNotice,
  TaskWatch,
} from '../../../src/ui/notificationModel';
import { taskRow } from './rows';

function inText(notice: Notice | undefined): string {
  return notice
    ? `${notice.kind}, ${notice.severity}: ${notice.text} [${notice.buttons.map(button => `${button.title} ${button.argument}`).join(', ')}]`
    : 'nothing';
}

describe('ui/notification', () => {
  describe('which event gives which, with which buttons', () => {
    const ask = { id: 'p', parent: null, request: 'q', state: 'asked', message: null } as const;
    const permission: StreamItemOf<'permission'> = {
      ...{ ...ask, kind: 'permission', tool: 'Bash', summary: 'npm install', description: '', input: '', edits: [] },
      ...{ canAllowForTask: false, always: null },
    };
    const question = {
      ...{ ...ask, kind: 'question', answers: {} },
      questions: [{ question: 'Which one?', header: 'One', options: [], several: false }],
    } as StreamItemOf<'question'>;
    const plan = { ...ask, kind: 'plan', plan: '# Plan' } as StreamItemOf<'plan'>;
    const blocked: Check = {
      check: 'head',
      label: 'HEAD',
      outcome: 'block',
      detail: 'HEAD is detached.',
      fix: null,
      canWaive: false,
    };
    const at = (status: TaskStatus, facts: Partial<Task> = {}): Notice | undefined =>
      statusNotice(taskRow({ status, detail: null, resumeAt: null, ...facts }));
    const title = '“Round prices to cents”';
    const everything = { isOn: true, kinds: noticeKinds, isFocused: false, showsTimeline: false };

    for (const [event, given, expected] of [
      [
        'gates failed',
        at('qa_failed'),
        `gates, warning: ${title} did not pass its QA gates. [Open Timeline s1, Review t1]`,
      ],
      [
        'ready for review',
        at('waiting_approval'),
        `review, information: ${title} is ready for review. [Review t1, Open Timeline s1]`,
      ],
      [
        'a hook refused',
        at('waiting_approval', { detail: 'git commit refused: no' }),
        `review, information: ${title} is ready for review: git commit refused: no [Review t1, Open Timeline s1]`,
      ],
      [
        'protected files',
        at('waiting_qa', { detail: 'package.json needs its own approval.' }),
        `review, warning: ${title} waits for you: package.json needs its own approval. [Review t1, Open Timeline s1]`,
      ],
      ['failed', at('failed'), `stopped, error: ${title} failed. [Open Timeline s1]`],
      ['interrupted', at('interrupted'), `stopped, warning: ${title} was interrupted. [Open Timeline s1]`],
      [
        'parked',
        at('interrupted', { resumeAt: 1 }),
        `stopped, warning: ${title} is parked until T. [Go On by Itself t1, Open Timeline s1]`,
      ],
      [
        'blocked',
        blockedNotice(taskRow(), [blocked]),
        `blocked, warning: ${title} cannot start: HEAD is detached. [Open Timeline s1]`,
      ],
      [
        'permission',
        requestNotice(taskRow(), permission),
        `asks, warning: ${title} waits for your permission: Bash (npm install) [Open Timeline s1]`,
      ],
      [
        'question',
        requestNotice(taskRow(), question),
        `asks, warning: ${title} asks you: Which one? [Open Timeline s1]`,
      ],
      [
        'plan',
        requestNotice(taskRow(), plan),
        `asks, warning: ${title} has a plan that waits for you. [Open Plan t1, Open Timeline s1]`,
      ],
      ...taskStatuses
        .filter(status => !['qa_failed', 'waiting_approval', 'failed', 'interrupted'].includes(status))
        .map(status => [`${status}, which goes on or is what the user did`, at(status), 'nothing'] as const),
    ] as const) {
      it(event, () => {
        assert.equal(inText(given).replace(/until [^[]+\. \[/, 'until T. ['), expected);
        if (given) {
          const [others, own] = [noticeKinds.filter(kind => kind !== given.kind), [given.kind]];
          const shown = [
            ['told', {}, true],
            ['switched off', { isOn: false }, false],
            ['of other kinds alone', { kinds: others }, false],
            ['of this kind alone', { kinds: own }, true],
            ['a setting that is no list', { kinds: 'all' }, true],
            ['the timeline in sight', { isFocused: true, showsTimeline: true }, false],
            ['in sight of nobody', { showsTimeline: true }, true],
            ['another editor in sight', { isFocused: true }, true],
          ] as const;
          for (const [what, conditions, isSo] of shown) {
            assert.equal(isShown(given, { ...everything, ...conditions }), isSo, what);
          }
        }
      });
    }
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
