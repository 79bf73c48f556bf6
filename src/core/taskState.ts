import { t } from '@vscode/l10n';

export const taskStatuses = [
  'pending',
  'pre_flight',
  'running',
  'waiting_qa',
  'qa_running',
  'qa_failed',
  'waiting_approval',
  'approved',
  'completed',
  'rejected',
  'failed',
  'cancelled',
  'interrupted',
] as const;
export type TaskStatus = (typeof taskStatuses)[number];

/** Where a task stands, with the facts that its next move depends on. */
export interface TaskState {
  readonly status: TaskStatus;
  /** The status before the running turn, or before the rejection: where it goes back to. */
  readonly before: TaskStatus | null;
  /** Whether gates have judged what is now to be reviewed. */
  readonly judged: boolean;
  /** Epoch milliseconds at which a task parked at a usage limit can go on. */
  readonly resumeAt: number | null;
  /** Why the task is where it is, in words, where the status alone does not say it. */
  readonly detail: string | null;
}

export type TaskEvent =
  | { readonly type: 'preFlightStarted' }
  | { readonly type: 'preFlightPassed' }
  | { readonly type: 'turnEnded'; readonly changed: boolean }
  | { readonly type: 'turnStopped'; readonly hasChange: boolean; readonly why: string }
  | { readonly type: 'parked'; readonly resumeAt: number; readonly why: string }
  | { readonly type: 'failed'; readonly why: string }
  | { readonly type: 'gatesStarted' }
  | { readonly type: 'noGates' }
  | { readonly type: 'gatesEnded'; readonly blocked: boolean }
  | { readonly type: 'turnStarted' }
  | { readonly type: 'gatesRequested' }
  | { readonly type: 'approved'; readonly reason: string | null }
  | { readonly type: 'rejected' }
  | { readonly type: 'committedOutside'; readonly commit: string }
  | { readonly type: 'committed'; readonly left: boolean }
  | { readonly type: 'commitFailed'; readonly why: string }
  | { readonly type: 'withdrawn' }
  | { readonly type: 'rejectUndone' }
  | { readonly type: 'messageSent' }
  | { readonly type: 'commitTakenBack' }
  | { readonly type: 'retried' }
  | { readonly type: 'keptForReview' }
  | { readonly type: 'cancelled' }
  | { readonly type: 'windowDied' };
export type TaskEventType = TaskEvent['type'];

export const initialState: TaskState = { status: 'pending', before: null, judged: false, resumeAt: null, detail: null };

/** Which events each status accepts. Anything absent is a bug in the caller. */
const accepts = {
  pending: ['preFlightStarted', 'cancelled'],
  pre_flight: ['preFlightPassed', 'failed', 'cancelled', 'windowDied'],
  running: ['turnEnded', 'turnStopped', 'parked', 'failed', 'cancelled', 'windowDied'],
  waiting_qa: ['gatesStarted', 'noGates', 'cancelled', 'windowDied'],
  qa_running: ['gatesEnded', 'cancelled', 'windowDied'],
  qa_failed: ['turnStarted', 'gatesRequested', 'approved', 'rejected', 'committedOutside'],
  waiting_approval: ['turnStarted', 'gatesRequested', 'approved', 'rejected', 'committedOutside'],
  approved: ['committed', 'committedOutside', 'commitFailed', 'withdrawn', 'rejected'],
  completed: ['messageSent', 'commitTakenBack', 'rejectUndone'],
  rejected: ['rejectUndone'],
  failed: ['retried', 'keptForReview', 'rejected'],
  cancelled: ['retried', 'keptForReview', 'rejected'],
  interrupted: ['retried', 'keptForReview', 'rejected'],
} as const satisfies Record<TaskStatus, readonly TaskEventType[]>;

export function canAccept(state: TaskState, type: TaskEventType): boolean {
  const accepted: readonly TaskEventType[] = accepts[state.status];
  return accepted.includes(type);
}

/**
 * The one place a task's state changes. Pure: no clock, no IO.
 *
 * Throws on an event that the status does not accept: that is a bug, not a state.
 */
export function nextState(state: TaskState, event: TaskEvent): TaskState {
  if (!canAccept(state, event.type)) {
    throw new Error(`a ${state.status} task cannot accept "${event.type}"`);
  }
  /** A new status; the reason of the old one does not outlive it. */
  const to = (status: TaskStatus, facts: Partial<TaskState> = {}): TaskState => ({
    ...state,
    status,
    resumeAt: null,
    detail: null,
    ...facts,
  });
  switch (event.type) {
    case 'preFlightStarted':
      return to('pre_flight');
    case 'preFlightPassed':
      return to('running');
    case 'turnEnded':
      return event.changed
        ? to('waiting_qa', { before: null, judged: false })
        : to(state.before ?? 'completed', { before: null });
    case 'turnStopped':
      return to(event.hasChange ? 'waiting_approval' : 'completed', { before: null, judged: false, detail: event.why });
    case 'parked':
      return to('interrupted', { resumeAt: event.resumeAt, detail: event.why });
    case 'failed':
      return to('failed', { detail: event.why });
    case 'gatesStarted':
    case 'gatesRequested':
      return to('qa_running');
    case 'noGates':
      return to('waiting_approval', { judged: false });
    case 'gatesEnded':
      return to(event.blocked ? 'qa_failed' : 'waiting_approval', { judged: true });
    case 'turnStarted':
      return to('running', { before: state.status });
    case 'approved':
      if (state.status === 'qa_failed' && !event.reason?.trim()) {
        throw new Error('a task whose gates failed is approved only with a reason');
      }
      return to('approved', { before: state.status, detail: event.reason });
    case 'committed':
      return to(event.left ? 'waiting_approval' : 'completed', { before: null });
    case 'commitFailed':
      return to('waiting_approval', { before: null, detail: event.why });
    case 'withdrawn':
    case 'commitTakenBack':
    case 'keptForReview':
      return to('waiting_approval', { before: null });
    case 'rejected':
      return to('rejected', { before: state.status });
    case 'rejectUndone':
      return to(state.before ?? 'waiting_approval', { before: null });
    case 'committedOutside':
      return to('completed', { before: null, detail: t`committed outside as ${event.commit}` });
    case 'messageSent':
    case 'retried':
      return to('pre_flight', { before: state.status === 'completed' ? 'completed' : null });
    case 'cancelled':
      return to('cancelled', { before: null });
    case 'windowDied':
      return to('interrupted', { before: null, detail: t('the window that ran it has closed') });
  }
}

/** Statuses in which a task holds its repository: nothing else may start there. */
export function holdsRepository(status: TaskStatus): boolean {
  return isLive(status) || ['qa_failed', 'waiting_approval', 'approved'].includes(status);
}

/** Statuses that need a living process of the owning window. */
export function isLive(status: TaskStatus): boolean {
  return ['pre_flight', 'running', 'waiting_qa', 'qa_running'].includes(status);
}

/** Statuses in which the change can be reviewed and decided. */
export function isInReview(status: TaskStatus): boolean {
  return status === 'qa_failed' || status === 'waiting_approval' || status === 'approved';
}

/** Statuses in which single files can be decided on: also before the gates, which wait for protected ones. */
export function isDecidable(status: TaskStatus): boolean {
  return isInReview(status) || status === 'waiting_qa';
}

/** Statuses in which what was rejected can be brought back, if anything was. */
export function canUndoReject(status: TaskStatus): boolean {
  return isInReview(status) || status === 'rejected' || status === 'completed';
}

/** Statuses that wait for the user. */
export function awaitsUser(status: TaskStatus): boolean {
  return status === 'qa_failed' || status === 'waiting_approval' || status === 'interrupted' || status === 'failed';
}
