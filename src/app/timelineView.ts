import { t } from '@vscode/l10n';
import { toFix } from '../core/autoFix';
import { refusalOf } from '../core/commitRefusal';
import { blocks } from '../core/gate';
import { describeMove } from '../core/headMove';
import type { Task, Turn } from '../core/model';
import { countLines, type ReviewedFile, type StateOf } from '../core/reviewedFile';
import { gravestFirst, risksIn } from '../core/risk';
import { describeActivity } from '../core/activity';
import {
  awaitsUser,
  canAccept,
  canUndoReject,
  isDecidable,
  isLive,
  type TaskEventType,
  type TaskStatus,
} from '../core/taskState';
import type { ActivityView, FileView, HeaderView, TaskAction, TaskView, TurnView } from '../protocol/view';
import type { Autobot } from './autobot';
import { budgetOf } from './budget';
import { whyPaused } from './conversation';
import { isParked } from './parking';
import type { Check } from './preFlight/check';
import { waitsFor } from './preFlight/otherTasks';
import { commitsOf } from './commits';
import { commitPreview, commitsOfFile } from './commitPreview';
import { commitView } from './commitView';
import { rejectedViews } from './rejectedView';
import { movedHead } from './takeBacks';
import { gateViews } from './gateViews';
import { countHunks } from './requests';
import { canContinue } from './runTask';
import { optionsInWords } from './taskOptions';
import { shownStates } from './shownStates';
import { stateOf } from './tasks';

/** What views are built from. */
export type ViewParts = Pick<
  Autobot,
  | 'history'
  | 'tasks'
  | 'sessions'
  | 'gates'
  | 'commitGate'
  | 'review'
  | 'remarks'
  | 'runner'
  | 'scheduler'
  | 'recovery'
  | 'facts'
  | 'activities'
  | 'messages'
  | 'workspace'
  | 'hookChanges'
>;

/** What the header of a repository's timeline says. */
export function headerView(parts: ViewParts, repositoryId: string, sessionId: string | null): HeaderView {
  const repository = parts.history.get('repositories', repositoryId);
  const session = sessionId === null ? undefined : parts.history.find('sessions', sessionId);
  const running = parts.tasks.all().find(task => task.status === 'running' && task.workTree === repository.path);
  const turns = session ? parts.sessions.tasks(session.id).flatMap(task => parts.tasks.turns(task.id)) : [];
  return {
    session: session?.id ?? null,
    repository: repository.name,
    path: repository.path,
    branch: repository.currentBranch,
    status: session?.status ?? null,
    startedAt: session?.startedAt ?? null,
    endedAt: session?.endedAt ?? null,
    ...costOf(turns),
    todayUsd: todayOf(parts.history.all('turns')),
    activity: running ? activityView(parts, running.id) : null,
  };
}

/** What only a timeline knows of a task. */
export interface TaskMoment {
  /** A commit message is being written. */
  readonly generating: boolean;
  /** What would go along with a request for changes, if the user is writing one. */
  readonly request: string | null;
}

/** One task as the timeline shows it, without its streams. */
export function taskView(
  parts: ViewParts,
  task: Task,
  { generating, request }: TaskMoment = { generating: false, request: null },
): TaskView {
  const turns = parts.tasks.turns(task.id);
  const waiting = parts.scheduler.view(task.workTree).waiting.find(entry => entry.task.id === task.id);
  const facts = parts.facts.get(task.id);
  const messages = parts.messages.of(task.id);
  const isSessionPaused = parts.history.find('sessions', task.sessionId)?.status === 'paused';
  const commit = commitsOf(parts.history, task.id).at(-1);
  const refused = refusalOf(task);
  const files = facts?.change.files ?? [];
  const rejected = parts.review.rejected(task, files);
  const statesOf = shownStates(parts, task);
  const actions = actionsOf(parts, task, rejected.length > 0);
  return {
    id: task.id,
    prompt: task.prompt,
    images: task.images,
    status: task.status,
    statusText: isParked(task) ? t('Parked at a usage limit') : statusTexts[task.status],
    detail: saysItself(task) ? null : (elsewhere(parts, task) ?? task.detail),
    refused,
    isElsewhere: parts.recovery.isElsewhere(task),
    queue: waiting ? { position: waiting.position, waitsFor: waiting.waitsFor } : null,
    activity: activityView(parts, task.id),
    options: optionsInWords(task, parts.workspace.settings()),
    mode: task.permissionMode ?? parts.workspace.settings().permissionMode,
    messages: messages.map(({ id, text, images }) => ({ id, text, images })),
    messagesPaused: whyPaused(task, messages, isSessionPaused),
    parked: isParked(task) ? { resumeAt: task.resumeAt ?? 0, resumes: task.autoResume } : null,
    startedAt: task.startedAt,
    endedAt: turns.at(-1)?.endedAt ?? null,
    ...costOf(turns),
    preFlight: preFlightOf(parts, task, waiting?.holder ?? null),
    turns: turns.map(turnView),
    ...gateViews(parts, task),
    files: files.map(file => fileView(file, statesOf(file.path))),
    rejected: rejectedViews(rejected),
    commit: commit ? commitView(commit, parts.hookChanges.get(commit), isAtHead(parts, task, commit.sha)) : null,
    commitPreview: actions.includes('commit') ? commitPreview(parts, task) : null,
    commitMessage: { text: task.commitMessage ?? '', generating },
    openRemarks: facts ? parts.remarks.open(task, facts.change).length : 0,
    request,
    error: task.status === 'failed' ? task.detail : null,
    actions,
  };
}

/** Whether the task's detail is in the timeline in another place. */
function saysItself(task: Task): boolean {
  return task.status === 'failed' || isParked(task) || refusalOf(task) !== null;
}

/** Before its turn has come, a task has one thing to report: what it waits for. */
function preFlightOf({ runner }: Pick<ViewParts, 'runner'>, task: Task, holder: Task | null): readonly Check[] {
  return holder ? [waitsFor(holder, runner.isRunning(holder.id))] : runner.report(task.id);
}

/** The id of a turn in the timeline's streams. */
export function turnIdOf(parts: ViewParts, taskId: string, number: number): string | undefined {
  return parts.tasks.turns(taskId).find(turn => turn.number === number)?.id;
}

export const statusTexts: Record<TaskStatus, string> = {
  pending: t('Waiting'),
  pre_flight: t('Checking'),
  running: t('Claude is working'),
  waiting_qa: t('Waiting for gates'),
  qa_running: t('Gates are running'),
  qa_failed: t('Gates failed'),
  waiting_approval: t('Ready for review'),
  approved: t('Approved'),
  completed: t('Completed'),
  rejected: t('Rejected'),
  failed: t('Failed'),
  cancelled: t('Cancelled'),
  interrupted: t('Interrupted'),
};

/** Whether a task counts in the badge. */
export function needsUser(parts: Pick<ViewParts, 'runner' | 'activities'>, task: Task): boolean {
  const blocked = task.status === 'pre_flight' && parts.runner.report(task.id).some(check => check.outcome === 'block');
  const isWaiting = isParked(task) && task.autoResume; // it goes on by itself
  const isProtected = task.status === 'waiting_qa' && task.detail !== null;
  return (
    (awaitsUser(task.status) && !isWaiting) || blocked || isProtected || parts.activities.asked(task.id).length > 0
  );
}

/** Where a task runs that this window does not run, in words. */
function elsewhere({ recovery }: ViewParts, task: Task): string | null {
  const owner = recovery.owner(task);
  switch (owner?.kind) {
    case 'alive':
      return t('Another window runs it.');
    case 'remote':
      return t`A window on ${owner.host} runs it.`;
    case 'silent':
      return t`A window on ${owner.host} runs it, and has not been heard of for ${Math.round(owner.silence / 60_000)} min. If it is gone, take the task over.`;
    case 'free':
    case undefined:
      return null;
  }
}

function actionsOf(parts: ViewParts, task: Task, hasRejected: boolean): TaskAction[] {
  const owner = parts.recovery.owner(task);
  if (owner && owner.kind !== 'free') {
    return owner.kind === 'silent' ? ['takeOver'] : [];
  }
  const can = (...events: TaskEventType[]): boolean => events.some(event => canAccept(stateOf(task), event));
  const isBudgetLeft = budgetOf(task, parts.tasks.turns(task.id), parts.workspace.settings().maxBudgetUsd).isLeft;
  const stream = task.status === 'running';
  const lastTurn = parts.tasks.turns(task.id).at(-1);
  const hasNothing = task.filesChanged.length === 0 && (lastTurn === undefined || lastTurn.endTree !== null);
  const failedGate = toFix(parts.gates.results(task.id)).length > 0;
  const commit = parts.facts.get(task.id)?.commit;
  const failedOnCommit = commit ? parts.commitGate.verdictsOn(task, commit.tree).some(blocks) : false;
  const hasApproved = parts.history.all('decisions').some(row => row.taskId === task.id && row.decision === 'approved');
  const candidates: readonly (readonly [TaskAction, boolean])[] = [
    ['cancel', can('cancelled')],
    ['interrupt', stream],
    [
      'resume',
      can('retried') ||
        parts.scheduler
          .view(task.workTree)
          .waiting.some(({ task: other, needsResume }) => other.id === task.id && needsResume),
    ],
    ['retry', can('retried')],
    ['keepForReview', can('keptForReview') && task.beforeTree !== null && !hasNothing],
    ['resumeAtReset', isParked(task) && !task.autoResume],
    ['raiseBudget', !isBudgetLeft && can('turnStarted', 'messageSent', 'retried')],
    ['startOnTop', task.status === 'pending' && !task.onTop],
    ['review', isDecidable(task.status) && task.filesChanged.length > 0],
    ['approve', task.status === 'waiting_approval' && !failedOnCommit],
    ['approveWithReason', task.status === 'qa_failed' || (task.status === 'waiting_approval' && failedOnCommit)],
    ['commit', task.status === 'approved' || (task.status === 'waiting_approval' && hasApproved)],
    ['reject', can('rejected') && !hasNothing],
    ['undoReject', hasRejected && canUndoReject(task.status)],
    [
      'undoCommit',
      isAtHead(parts, task, commitsOf(parts.history, task.id).at(-1)?.sha ?? null) && !isLive(task.status),
    ],
    ['takeBackHead', canTakeHeadBack(parts, task)],
    ['requestChanges', can('turnStarted')],
    ['sendMessage', canContinue(task)],
    ['runGates', can('gatesRequested')],
    ['fix', can('turnStarted') && (failedGate || refusalOf(task) !== null)],
  ];
  return candidates.filter(([, isPossible]) => isPossible).map(([action]) => action);
}

/** Whether HEAD is this commit, as far as is known without asking git. */
function isAtHead(parts: ViewParts, task: Task, sha: string | null): boolean {
  return sha !== null && parts.tasks.repositoryOf(task).lastCommitSha === sha;
}

function canTakeHeadBack(parts: ViewParts, task: Task): boolean {
  const moved = movedHead(parts.tasks.turns(task.id).at(-1));
  const { lastCommitSha, currentBranch } = parts.tasks.repositoryOf(task);
  const isThere = moved?.after.commit === lastCommitSha && moved.after.branch === currentBranch;
  return isThere && !isLive(task.status);
}

function turnView(turn: Turn): TurnView {
  const { id, number, kind, prompt, images, startedAt, endedAt, outcome, gitBefore, gitAfter } = turn;
  const moved = gitBefore && gitAfter && describeMove(gitBefore, gitAfter);
  return { moved, id, number, kind, prompt, images, startedAt, endedAt, outcome, ...costOf([turn]) };
}

function fileView(file: ReviewedFile, stateFor: StateOf): FileView {
  const risks = shownRisks(file, stateFor);
  const commits = commitsOfFile(file, stateFor);
  return {
    path: file.path,
    from: file.from,
    change: file.kind === 'typeChanged' ? 'modified' : file.kind,
    hunks: countHunks(file, file.hunks.map(stateFor)),
    ...countLines(file.hunks),
    ...(commits && { commits }),
    ...(file.protectedFor !== undefined && { protectedFor: file.protectedFor }),
    ...(risks.length > 0 && { risks }),
  };
}

/** A view is sent often; more than these show in the editor. */
const mostRisks = 20;

/** What is marked in a file that is still there; what it is protected for is said apart. */
function shownRisks(file: ReviewedFile, stateOf: StateOf): { what: string; line: number | null }[] {
  const hunks = file.hunks.filter(hunk => stateOf(hunk) !== 'rejected');
  const risks = hunks.length === 0 ? [] : gravestFirst(risksIn({ ...file, hunks }));
  return risks
    .filter(({ kind }) => file.protectedFor === undefined || (kind !== 'protected' && kind !== 'ci'))
    .slice(0, mostRisks)
    .map(({ what, line }) => ({ what, line }));
}

function activityView(parts: Pick<ViewParts, 'activities'>, taskId: string): ActivityView | null {
  const activity = parts.activities.get(taskId);
  const isAsking = parts.activities.asked(taskId).length > 0;
  return activity ? { kind: activity.kind, since: activity.since, isAsking, ...describeActivity(activity) } : null;
}

/** What the turns that ended today cost, on the machine's calendar. */
function todayOf(turns: readonly Turn[]): number | null {
  const midnight = new Date().setHours(0, 0, 0, 0);
  return costOf(turns.filter(turn => (turn.endedAt ?? 0) >= midnight)).costUsd;
}

function costOf(turns: readonly Turn[]): { costUsd: number | null; tokens: number | null } {
  const costs = turns.flatMap(turn => turn.costUsd ?? []);
  const tokens = turns.flatMap(turn => turn.inputTokens ?? []).concat(turns.flatMap(turn => turn.outputTokens ?? []));
  const sum = (numbers: readonly number[]): number | null =>
    numbers.length === 0 ? null : numbers.reduce((total, n) => total + n, 0);
  return { costUsd: sum(costs), tokens: sum(tokens) };
}
