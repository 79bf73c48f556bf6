import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { isBlocked } from '../app/preFlight/check';
import type { StreamUpdate } from '../app/streams';
import { type Disposable, Disposables } from '../base/lifecycle';
import type { Task } from '../core/model';
import { isRequest } from '../core/streamRequests';
import { runUserCommand } from '../os/userCommand';
import {
  blockedNotice,
  isShown,
  type Notice,
  type NoticeConditions,
  requestNotice,
  statusNotice,
  TaskWatch,
} from './notificationModel';

export interface NotificationOptions {
  readonly settings: () => Pick<NoticeConditions, 'isOn' | 'kinds'>;
  /** The setting `autobot.notifications.command`: run whenever the user is needed; empty for none. */
  readonly command: () => string;
  /** Whether a timeline is in sight in this window. */
  readonly showsTimeline: () => boolean;
}

/** Tells the user that they are needed, when they do not see it anyway. To be made before tasks can start. */
export class Notifications implements Disposable {
  readonly #owned = new Disposables();
  readonly #watch: TaskWatch;

  constructor(
    private readonly autobot: Pick<Autobot, 'history' | 'runner' | 'streams' | 'repositories' | 'log'>,
    private readonly options: NotificationOptions,
  ) {
    const { history, runner, streams } = autobot;
    this.#watch = new TaskWatch(history.all('tasks'));
    this.#owned.add(history.onDidChange(tables => tables.has('tasks') && this.#onMoved()));
    this.#owned.add(runner.onDidReport(id => this.#onReport(id)));
    this.#owned.add(streams.onDidUpdate(update => this.#onStream(update)));
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** Only what this window runs, or finds left by one that died: what the user just did is no news to them. */
  #onMoved(): void {
    const { history, runner } = this.autobot;
    for (const task of this.#watch.moved(history.all('tasks'))) {
      const isNews = runner.isRunning(task.id) || (task.status === 'interrupted' && this.#isPresent(task));
      this.#tell(task, isNews ? statusNotice(task) : undefined);
    }
  }

  #onReport(taskId: string): void {
    const { history, runner } = this.autobot;
    const report = runner.report(taskId);
    if (this.#watch.isNewlyBlocked(taskId, isBlocked(report))) {
      const task = history.get('tasks', taskId);
      this.#tell(task, blockedNotice(task, report));
    }
  }

  #onStream({ task: taskId, changes }: StreamUpdate): void {
    const isOurs = this.autobot.runner.isRunning(taskId);
    for (const change of isOurs ? changes : []) {
      if (change.type === 'put' && isRequest(change.item) && change.item.state === 'asked') {
        const task = this.autobot.history.get('tasks', taskId);
        this.#tell(task, requestNotice(task, change.item));
      }
    }
  }

  /** Also while the user looks: they asked for it, and it knows better whether to disturb. */
  #runCommand(task: Task, { text }: Notice): void {
    const command = this.options.command().trim();
    if (command !== '') {
      const variables = { AUTOBOT_MESSAGE: text, AUTOBOT_TASK: task.id, AUTOBOT_REPOSITORY: task.workTree };
      runUserCommand(command, variables).catch((error: unknown) =>
        this.autobot.log.error('autobot.notifications.command failed', error),
      );
    }
  }

  #isPresent(task: Task): boolean {
    return this.autobot.repositories.present.some(repository => repository.path === task.workTree);
  }

  #tell(task: Task, notice: Notice | undefined): void {
    if (!notice) {
      return;
    }
    this.#runCommand(task, notice);
    const { settings, showsTimeline } = this.options;
    const isFocused = vscode.window.state.focused;
    if (isShown(notice, { ...settings(), isFocused, showsTimeline: showsTimeline() })) {
      show(notice).catch((error: unknown) => this.autobot.log.error('A notification failed', error));
    }
  }
}

async function show({ severity, text, buttons }: Notice): Promise<void> {
  const titles = buttons.map(button => button.title);
  const chosen = await shows[severity](`Autobot: ${text}`, ...titles);
  const button = buttons.find(({ title }) => title === chosen);
  if (button) {
    await vscode.commands.executeCommand(button.command, button.argument);
  }
}

const shows: Record<Notice['severity'], (text: string, ...buttons: string[]) => Thenable<string | undefined>> = {
  information: (text, ...buttons) => vscode.window.showInformationMessage(text, ...buttons),
  warning: (text, ...buttons) => vscode.window.showWarningMessage(text, ...buttons),
  error: (text, ...buttons) => vscode.window.showErrorMessage(text, ...buttons),
};
