import { t } from '@vscode/l10n';
import type { SessionStatus, Repository, Session, Task } from '../core/model';
import { holdsRepository, isDecidable, isInReview } from '../core/taskState';
import type { Autobot } from '../app/autobot';
import { isOpen, sessionStatusTexts, titleOf } from '../app/sessions';
import { needsUser, taskView, type ViewParts } from '../app/timelineView';
import type { TaskView } from '../protocol/view';
import { taskIcon, taskChildren } from './taskNodes';
import { countOf } from '../protocol/counts';
import { type Period, periodOf, periods, periodTexts, type TreeFilter, wholeTree } from './treeShape';
import { joined, labelOf, type NodeIcon, type TreeNode } from './treeNode';

/** What the tree is built from. */
export interface SessionTreeInput {
  /** Those in the workspace, in order; then those with a history that are gone. */
  readonly repositories: readonly Repository[];
  troubleOf(repository: Repository): Trouble | undefined;
  sessionsOf(repository: Repository): readonly Session[];
  /** Oldest first. */
  tasksOf(session: Session): readonly Task[];
  viewOf(task: Task): TaskView;
  /** Whether a task can go on only when the user does something. */
  needsUser(task: Task): boolean;
  readonly now: number;
  /** A time as people of this place write it. */
  formatTime(time: number): string;
}

/** Why nothing can be done in a repository now. */
export interface Trouble {
  readonly kind: 'missing' | 'unreadable';
  readonly why: string;
}

/**
 * Repository, or when it was > session > task > changed files and gates; archived sessions in a folder of their own. Nothing
 * while there is no session: a welcome shows then.
 */
export function buildSessionTree(whole: SessionTreeInput, { grouping, filter } = wholeTree): TreeNode[] {
  const input = filtered(whole, filter);
  const { repositories } = input;
  if (!repositories.some(repository => input.sessionsOf(repository).length > 0)) {
    return [];
  }
  return grouping === 'date' ? dateNodes(input) : repositories.map(repository => repositoryNode(input, repository));
}

function filtered(input: SessionTreeInput, filter: TreeFilter): SessionTreeInput {
  if (filter === 'all') {
    return input;
  }
  const tasksOf = (session: Session): readonly Task[] =>
    input.tasksOf(session).filter(task => filter === 'open' || input.needsUser(task));
  const isWanted = (session: Session): boolean =>
    filter === 'open' ? isOpen(session.status) : tasksOf(session).length > 0;
  const wanted = new Map(input.repositories.map(row => [row.id, input.sessionsOf(row).filter(isWanted)]));
  const sessionsOf = ({ id }: Repository): readonly Session[] => wanted.get(id) ?? [];
  return { ...input, repositories: input.repositories.filter(row => sessionsOf(row).length > 0), sessionsOf, tasksOf };
}

interface PlacedSession {
  readonly repository: Repository;
  readonly session: Session;
}

function dateNodes(input: SessionTreeInput): TreeNode[] {
  const all = input.repositories.flatMap(repository =>
    input.sessionsOf(repository).map((session): PlacedSession => ({ repository, session })),
  );
  const shown = all.filter(({ session }) => !session.archived);
  const archived = all.filter(({ session }) => session.archived);
  const groups = Map.groupBy(shown, ({ session }) => periodOf(session, input.tasksOf(session), input.now));
  const nodes = periods.flatMap(period => {
    const sessions = groups.get(period) ?? [];
    return sessions.length === 0 ? [] : [groupNode(input, period, periodTexts[period], sessions)];
  });
  return archived.length === 0 ? nodes : [...nodes, groupNode(input, 'archived', t('Archived'), archived)];
}

function groupNode(
  input: SessionTreeInput,
  id: Period | 'archived',
  label: string,
  sessions: readonly PlacedSession[],
): TreeNode {
  const count = countOf(sessions.length, 'session');
  return {
    id: `period:${id}`,
    kind: 'period',
    label,
    description: count,
    tooltip: `${label}, ${count}`,
    accessibilityLabel: `${label}, ${count}`,
    icon: { id: id === 'archived' ? 'archive' : 'calendar' },
    contextValue: 'period',
    collapse: id === 'older' || id === 'archived' ? 'collapsed' : 'expanded',
    children: () =>
      sessions
        .toSorted((a, b) => openFirst(a.session, b.session))
        .map(({ repository, session }) => {
          const node = sessionNode(input, repository, session);
          const name = labelOf(repository.name);
          return {
            ...node,
            description: joined(name, node.description),
            accessibilityLabel: `${node.accessibilityLabel}, ${t`Repository ${name}`}`,
          };
        }),
    argument: undefined,
    repository: undefined,
    session: null,
  };
}

/** The input as it stands now; rows are grouped once, when first asked for. */
export function sessionTreeInput(
  autobot: ViewParts & Pick<Autobot, 'repositories'>,
  formatTime: (time: number) => string,
): SessionTreeInput {
  const { history, repositories } = autobot;
  const sessions = Map.groupBy(history.all('sessions'), session => session.repositoryId);
  const tasks = Map.groupBy(history.all('tasks'), task => task.sessionId);
  const missing = new Set(repositories.missing.map(repository => repository.path));
  return {
    repositories: [...repositories.present, ...repositories.missing],
    troubleOf: repository => {
      if (missing.has(repository.path)) {
        return { kind: 'missing', why: missingInWords };
      }
      const why = repositories.problemOf(repository);
      return why === undefined ? undefined : { kind: 'unreadable', why };
    },
    sessionsOf: repository => sessions.get(repository.id) ?? [],
    tasksOf: session => (tasks.get(session.id) ?? []).toSorted((a, b) => a.createdAt - b.createdAt),
    viewOf: task => taskView(autobot, task),
    needsUser: task => needsUser(autobot, task),
    now: Date.now(),
    formatTime,
  };
}

/**
 * What a command is about: a tree node's argument when a menu passed the node, else what was passed.
 *
 * A button in a view's title passes the focused node, which may be of another kind than the command is for.
 */
export function argumentOf(value: unknown, command = ''): unknown {
  if (!isTreeNode(value)) {
    return value ?? undefined;
  }
  switch (command) {
    case 'autobot.newTask':
      return value.repository === undefined ? undefined : { repository: value.repository };
    case 'autobot.startSession':
    case 'autobot.configureGates':
      return value.repository;
    case 'autobot.openTimeline':
      return value.session ?? undefined;
    default:
      return value.argument;
  }
}

function isTreeNode(value: unknown): value is TreeNode {
  return typeof value === 'object' && value !== null && 'contextValue' in value && 'argument' in value;
}

function repositoryNode(input: SessionTreeInput, repository: Repository): TreeNode {
  const { name, path, currentBranch, isClean, lastCommitSha, lastCommitMsg } = repository;
  const trouble = input.troubleOf(repository);
  const branch = trouble ? troubleTexts[trouble.kind] : (currentBranch ?? t('detached HEAD'));
  const all = input.sessionsOf(repository).toSorted(openFirst);
  const sessions = all.filter(session => !session.archived);
  const archived = all.filter(session => session.archived);
  const isTwin = input.repositories.some(other => other.id !== repository.id && other.name === name);
  const commit = lastCommitSha === null ? t('no commit yet') : `${lastCommitSha.slice(0, 7)} ${lastCommitMsg ?? ''}`;
  const state = isClean ? t('no uncommitted changes') : t('uncommitted changes');
  const isExpanded = input.repositories.length === 1 || sessions.some(({ status }) => isOpen(status));
  return {
    id: nodeId('repository', path, all.length > 0),
    kind: 'repository',
    label: labelOf(name),
    description: joined(branch, !trouble && !isClean && t('uncommitted changes'), isTwin && labelOf(path)),
    tooltip: [path, trouble?.why ?? t`On ${branch}, ${state}`, commit.trim()].join('\n'),
    accessibilityLabel: [
      t`Repository ${name}`,
      trouble ? branch : t`on ${branch}, ${state}`,
      countOf(sessions.length, 'session'),
    ].join(', '),
    icon: trouble ? warning('warning') : { id: 'repo' },
    contextValue: trouble
      ? `${trouble.kind}Repository`
      : `repository${sessions.some(({ status }) => isOpen(status)) ? '.hasOpenSession' : ''}`,
    collapse: all.length === 0 ? 'none' : isExpanded ? 'expanded' : 'collapsed',
    children: () => [
      ...sessions.map(session => sessionNode(input, repository, session)),
      ...(archived.length > 0 ? [archiveNode(input, repository, archived)] : []),
    ],
    argument: path,
    repository: path,
    session: sessions[0]?.id ?? null,
  };
}

function archiveNode(input: SessionTreeInput, repository: Repository, sessions: readonly Session[]): TreeNode {
  const { path, name } = repository;
  const count = countOf(sessions.length, 'session');
  return {
    id: nodeId('archive', path, true),
    kind: 'archive',
    label: t('Archived'),
    description: count,
    tooltip: t`Archived sessions of ${name}`,
    accessibilityLabel: t`Archived, ${count} of repository ${name}`,
    icon: { id: 'archive' },
    contextValue: 'archive',
    collapse: 'collapsed',
    children: () => sessions.map(session => sessionNode(input, repository, session)),
    argument: path,
    repository: path,
    session: null,
  };
}

const troubleTexts: Record<Trouble['kind'], string> = {
  missing: t('not there any more'),
  unreadable: t('cannot be read'),
};
const missingInWords = t(
  'This repository is not there any more: it was moved or deleted. Its history is kept, and goes on when it is back.',
);

/** VS Code shows a node that had no children as closed once it has some, unless it is a new one to it. */
function nodeId(kind: TreeNode['kind'], id: string, hasChildren: boolean): string {
  return `${kind}:${id}${hasChildren ? '' : ':empty'}`;
}

function openFirst(a: Session, b: Session): number {
  const rank = (session: Session): number => Number(isOpen(session.status)) * 2 + Number(session.pinned);
  return rank(b) - rank(a) || b.startedAt - a.startedAt;
}

function sessionNode(input: SessionTreeInput, repository: Repository, session: Session): TreeNode {
  const { id, name, status, startedAt, endedAt, startBranch, pinned, archived } = session;
  const tasks = input.tasksOf(session);
  const started = input.formatTime(startedAt);
  const summary = `${sessionStatusTexts[status]}, ${countOf(tasks.length, 'task')}`;
  return {
    id: nodeId('session', id, tasks.length > 0),
    kind: 'session',
    label: name === null ? started : labelOf(name),
    description: joined(
      name !== null && started,
      pinned && t('pinned'),
      sessionStatusTexts[status],
      countOf(tasks.length, 'task'),
    ),
    tooltip: [
      startBranch === null ? t`Session started ${started}` : t`Session started ${started} on ${startBranch}`,
      ...(endedAt === null ? [] : [t`Ended ${input.formatTime(endedAt)}`]),
      summary,
    ].join('\n'),
    accessibilityLabel: [
      name === null ? t`Session of ${started}` : t`Session ${name}`,
      ...(pinned ? [t('pinned')] : []),
      summary,
    ].join(', '),
    icon: sessionIcons[status],
    contextValue: `session.${status}${pinned ? '.isPinned' : ''}${archived ? '.isArchived' : ''}`,
    command: { id: 'autobot.openTimeline', title: t('Open Timeline'), argument: id },
    collapse: tasks.length === 0 ? 'none' : isOpen(status) ? 'expanded' : 'collapsed',
    children: () => tasks.map(task => taskNode(input, repository, task)),
    argument: id,
    repository: repository.path,
    session: id,
  };
}

const sessionIcons: Record<SessionStatus, NodeIcon> = {
  active: { id: 'circle-filled', color: 'charts.green' },
  paused: { id: 'debug-pause', color: 'charts.yellow' },
  completed: { id: 'pass' },
  abandoned: { id: 'circle-slash', color: 'disabledForeground' },
};

function warning(id: string): NodeIcon {
  return { id, color: 'list.warningForeground' };
}

function taskNode(input: SessionTreeInput, repository: Repository, task: Task): TreeNode {
  const view = input.viewOf(task);
  const { id, status, prompt, statusText, files, gates, queue, commit } = view;
  const isBlocked = view.preFlight.some(check => check.outcome === 'block') && status === 'pre_flight';
  const isAsking = view.activity?.isAsking ?? false;
  const state = isBlocked ? t('Blocked before it could start') : isAsking ? view.activity?.words : statusText;
  const decided = files.reduce((sum, { hunks }) => sum + hunks.total - hunks.pending, 0);
  const total = files.reduce((sum, { hunks }) => sum + hunks.total, 0);
  const progress = isInReview(status) && total > 0 ? t`${decided} of ${total} decided` : null;
  const hasRest = isDecidable(status) && decided > 0 && decided < total;
  const waits = queue && t`waits for ${queue.waitsFor}`;
  const blocks = isBlocked ? view.preFlight.filter(check => check.outcome === 'block') : [];
  const reasons = [waits, progress, view.detail, view.error, ...blocks.map(check => check.detail ?? check.label)];
  const why = reasons.filter(reason => reason !== null);
  const label = labelOf(titleOf(prompt));
  const shownPrompt = prompt.length > 1000 ? `${prompt.slice(0, 1000)}…` : prompt;
  const canDo = view.actions.map(action => `.can${action.charAt(0).toUpperCase()}${action.slice(1)}`).join('');
  return {
    id: nodeId('task', id, files.length + gates.length > 0),
    kind: 'task',
    label,
    description: joined(state, waits, progress, commit?.sha.slice(0, 7)),
    tooltip: [shownPrompt, '', state, ...why].join('\n'),
    accessibilityLabel: [t('Task'), label, state, ...why].join(', '),
    icon: isBlocked ? warning('warning') : isAsking ? warning('question') : taskIcon(status),
    contextValue: `task.${status}${isBlocked ? '.blocked' : ''}${canDo}${hasRest ? '.hasRest' : ''}`,
    command: { id: 'autobot.openTimeline', title: t('Open Timeline'), argument: task.sessionId },
    collapse: files.length + gates.length === 0 ? 'none' : holdsRepository(status) ? 'expanded' : 'collapsed',
    children: () => taskChildren(view, task, repository.path),
    argument: id,
    repository: repository.path,
    session: task.sessionId,
  };
}
