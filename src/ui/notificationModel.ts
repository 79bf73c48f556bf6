import { t } from '@vscode/l10n';
import { titleOf } from '../app/sessions';
import { isParked } from '../app/parking';
import type { Check } from '../app/preFlight/check';
import type { Task } from '../core/model';
import type { RequestItem } from '../core/streamRequests';
import type { TaskStatus } from '../core/taskState';

/** What notifications can be about, as the setting `autobot.notifications.kinds` names it. */
export const noticeKinds = ['asks', 'review', 'gates', 'blocked', 'stopped'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** A notification, with one or two buttons. */
export interface Notice {
  readonly kind: NoticeKind;
  readonly severity: 'information' | 'warning' | 'error';
  readonly text: string;
  readonly buttons: readonly NoticeButton[];
}

export interface NoticeButton {
  readonly title: string;
  readonly command: 'autobot.reviewChanges' | 'autobot.openTimeline' | 'autobot.openPlan' | 'autobot.resumeAtReset';
  /** What the command takes: a task's or a session's id. */
  readonly argument: string;
}

/** What to say of a task that has just come to its status; nothing when it goes on without the user. */
export function statusNotice(task: Task): Notice | undefined {
  const review: NoticeButton = { title: t('Review'), command: 'autobot.reviewChanges', argument: task.id };
  const why = task.detail ? `: ${task.detail}` : '.';
  switch (task.status) {
    case 'waiting_approval':
      return notice(['review', 'information'], task, t`is ready for review${why}`, [review, timeline(task)]);
    case 'waiting_qa':
      return task.detail === null
        ? undefined
        : notice(['review', 'warning'], task, t`waits for you${why}`, [review, timeline(task)]);
    case 'qa_failed':
      return notice(['gates', 'warning'], task, t('did not pass its QA gates.'), [timeline(task), review]);
    case 'failed':
      return notice(['stopped', 'error'], task, t`failed${why}`, [timeline(task)]);
    case 'interrupted': {
      const resume: NoticeButton = { title: t('Go On by Itself'), command: 'autobot.resumeAtReset', argument: task.id };
      return isParked(task)
        ? notice(['stopped', 'warning'], task, t`is parked until ${timeOf(task.resumeAt)}${why}`, [
            resume,
            timeline(task),
          ])
        : notice(['stopped', 'warning'], task, t`was interrupted${why}`, [timeline(task)]);
    }
    default:
      return undefined;
  }
}

/** What keeps a task from starting; nothing when it may start. */
export function blockedNotice(task: Task, report: readonly Check[]): Notice | undefined {
  const blocks = report.filter(check => check.outcome === 'block');
  if (blocks.length === 0) {
    return undefined;
  }
  const reasons = blocks.map(check => check.detail ?? check.label).join(' ');
  return notice(['blocked', 'warning'], task, t`cannot start: ${reasons}`, [timeline(task)]);
}

/** What Claude waits for. */
export function requestNotice(task: Task, item: RequestItem): Notice {
  switch (item.kind) {
    case 'permission': {
      const what = item.summary === '' ? item.tool : `${item.tool} (${item.summary})`;
      return notice(['asks', 'warning'], task, t`waits for your permission: ${what}`, [timeline(task)]);
    }
    case 'question':
      return notice(['asks', 'warning'], task, t`asks you: ${item.questions[0]?.question ?? ''}`, [timeline(task)]);
    case 'plan': {
      const open: NoticeButton = { title: t('Open Plan'), command: 'autobot.openPlan', argument: task.id };
      return notice(['asks', 'warning'], task, t('has a plan that waits for you.'), [open, timeline(task)]);
    }
  }
}

/** What decides whether a notification is shown. */
export interface NoticeConditions {
  /** The settings `autobot.notifications` and `autobot.notifications.kinds`: the latter is whatever the user wrote there. */
  readonly isOn: boolean;
  readonly kinds: unknown;
  /** The window has the focus, and a timeline is in sight. */
  readonly isFocused: boolean;
  readonly showsTimeline: boolean;
}

/** Whether the user is told: they want to be, and do not see it anyway. */
export function isShown({ kind }: Notice, { isOn, kinds, isFocused, showsTimeline }: NoticeConditions): boolean {
  const isWanted = isOn && (!Array.isArray(kinds) || kinds.includes(kind));
  return isWanted && !(isFocused && showsTimeline);
}

/** Sees what has just happened to tasks, each thing once. */
export class TaskWatch {
  readonly #statuses = new Map<string, TaskStatus>();
  readonly #blocked = new Set<string>();

  constructor(tasks: readonly Task[]) {
    this.moved(tasks);
  }

  /** The tasks whose status is another one than when they were last seen. */
  moved(tasks: readonly Task[]): Task[] {
    const moved = tasks.filter(task => this.#statuses.get(task.id) !== task.status);
    for (const { id, status } of moved) {
      this.#statuses.set(id, status);
      this.#blocked.delete(id);
    }
    return moved;
  }

  /** Whether a task that is blocked was not when its report was last seen. */
  isNewlyBlocked(taskId: string, isBlocked: boolean): boolean {
    const isNew = isBlocked && !this.#blocked.has(taskId);
    if (isBlocked) {
      this.#blocked.add(taskId);
    } else {
      this.#blocked.delete(taskId);
    }
    return isNew;
  }
}

function timeOf(time: number | null): string {
  return new Date(time ?? 0).toLocaleString([], { dateStyle: 'short', timeStyle: 'short' });
}

function timeline(task: Task): NoticeButton {
  return { title: t('Open Timeline'), command: 'autobot.openTimeline', argument: task.sessionId };
}

function notice(
  [kind, severity]: readonly [NoticeKind, Notice['severity']],
  task: Task,
  what: string,
  buttons: readonly NoticeButton[],
): Notice {
  return { kind, severity, text: plain(`“${titleOf(task.prompt)}” ${what}`), buttons };
}

/** A notification draws `[text](command:…)` as a link: what a prompt or a model wrote must not become one. */
function plain(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').replaceAll('](', '] (');
  return line.length > 400 ? `${line.slice(0, 399)}…` : line;
}
