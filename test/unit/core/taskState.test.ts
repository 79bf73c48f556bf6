import assert from 'node:assert/strict';
import {
  canAccept,
  initialState,
  nextState,
  taskStatuses,
  type TaskEvent,
  type TaskState,
} from '../../../src/core/taskState';

/** Play events from `pending`; the story of a task in one line. */
function play(...events: TaskEvent[]): string {
  const story: string[] = [initialState.status];
  events.reduce<TaskState>((state, event) => {
    const next = nextState(state, event);
    story.push(next.status);
    return next;
  }, initialState);
  return story.join(' → ');
}

const started: TaskEvent[] = [{ type: 'preFlightStarted' }, { type: 'preFlightPassed' }];
const changed: TaskEvent = { type: 'turnEnded', changed: true };
const unchanged: TaskEvent = { type: 'turnEnded', changed: false };
const judged = (blocked: boolean): TaskEvent[] => [{ type: 'gatesStarted' }, { type: 'gatesEnded', blocked }];
const inReview: TaskEvent[] = [...started, changed, ...judged(false)];
const failedGates: TaskEvent[] = [...started, changed, ...judged(true)];
const approved: TaskEvent = { type: 'approved', reason: null };
const head = 'pending → pre_flight → running';
const review = `${head} → waiting_qa → qa_running → waiting_approval`;

describe('core/taskState', () => {
  const stories: [string, string, TaskEvent[]][] = [
    [
      'from prompt to commit',
      `${review} → approved → completed`,
      [...inReview, approved, { type: 'committed', left: false }],
    ],
    [
      'some hunks are left',
      `${review} → approved → waiting_approval`,
      [...inReview, approved, { type: 'committed', left: true }],
    ],
    [
      'the commit failed',
      `${review} → approved → waiting_approval`,
      [...inReview, approved, { type: 'commitFailed', why: 'hook' }],
    ],
    ['approval withdrawn', `${review} → approved → waiting_approval`, [...inReview, approved, { type: 'withdrawn' }]],
    [
      'rejected, and brought back',
      `${review} → rejected → waiting_approval`,
      [...inReview, { type: 'rejected' }, { type: 'rejectUndone' }],
    ],
    [
      'rejected after failed gates, and brought back',
      `${head} → waiting_qa → qa_running → qa_failed → rejected → qa_failed`,
      [...failedGates, { type: 'rejected' }, { type: 'rejectUndone' }],
    ],
    ['an answer without a change', `${head} → completed`, [...started, unchanged]],
    ['no gates', `${head} → waiting_qa → waiting_approval`, [...started, changed, { type: 'noGates' }]],
    [
      'a fix turn',
      `${head} → waiting_qa → qa_running → qa_failed → running → waiting_qa → qa_running → waiting_approval`,
      [...failedGates, { type: 'turnStarted' }, changed, ...judged(false)],
    ],
    [
      'a fix turn that changes nothing',
      `${head} → waiting_qa → qa_running → qa_failed → running → qa_failed`,
      [...failedGates, { type: 'turnStarted' }, unchanged],
    ],
    [
      'a message that changes nothing',
      `${review} → running → waiting_approval`,
      [...inReview, { type: 'turnStarted' }, unchanged],
    ],
    [
      'stopped with work done',
      `${head} → waiting_approval`,
      [...started, { type: 'turnStopped', hasChange: true, why: 'by you' }],
    ],
    [
      'stopped with nothing done',
      `${head} → completed`,
      [...started, { type: 'turnStopped', hasChange: false, why: 'by you' }],
    ],
    [
      'parked at a limit, then resumed',
      `${head} → interrupted → pre_flight`,
      [...started, { type: 'parked', resumeAt: 5, why: 'limit' }, { type: 'retried' }],
    ],
    [
      'failed, then kept',
      `${head} → failed → waiting_approval`,
      [...started, { type: 'failed', why: 'API' }, { type: 'keptForReview' }],
    ],
    ['cancelled before it started', 'pending → cancelled', [{ type: 'cancelled' }]],
    ['the window died', `${head} → interrupted`, [...started, { type: 'windowDied' }]],
    [
      'a message to a completed task',
      `${review} → approved → completed → pre_flight → running → completed`,
      [
        ...inReview,
        approved,
        { type: 'committed', left: false },
        { type: 'messageSent' },
        { type: 'preFlightPassed' },
        unchanged,
      ],
    ],
    ['found in HEAD', `${review} → completed`, [...inReview, { type: 'committedOutside', commit: 'abc' }]],
    [
      'commit taken back',
      `${review} → approved → completed → waiting_approval`,
      [...inReview, approved, { type: 'committed', left: false }, { type: 'commitTakenBack' }],
    ],
  ];
  for (const [name, expected, events] of stories) {
    it(name, () => assert.equal(play(...events), expected));
  }

  it('refuses an event its state does not accept', () => {
    assert.throws(() => play(changed), /a pending task cannot accept "turnEnded"/);
  });

  it('approves in spite of failed gates only with a reason', () => {
    assert.throws(() => play(...failedGates, approved), /only with a reason/);
    assert.throws(() => play(...failedGates, { type: 'approved', reason: '  ' }), /only with a reason/);
    assert.match(play(...failedGates, { type: 'approved', reason: 'flaky' }), /qa_failed → approved$/);
  });

  it('says what is true of the state it reaches, and forgets what no longer is', () => {
    const parked = nextState({ ...initialState, status: 'running' }, { type: 'parked', resumeAt: 5, why: 'limit' });
    assert.deepEqual(parked, { status: 'interrupted', before: null, judged: false, resumeAt: 5, detail: 'limit' });
    const resumed = nextState(parked, { type: 'retried' });
    assert.deepEqual(resumed, { status: 'pre_flight', before: null, judged: false, resumeAt: null, detail: null });
  });

  it('lets every status that is not an end be left, and cancels exactly what is not yet in review', () => {
    const cancellable = taskStatuses.filter(status => canAccept({ ...initialState, status }, 'cancelled'));
    assert.deepEqual(cancellable, ['pending', 'pre_flight', 'running', 'waiting_qa', 'qa_running']);
  });
});
