import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { needsUser } from '../app/timelineView';
import type { Event } from '../base/emitter';
import { type Disposable, Disposables } from '../base/lifecycle';
import { currentTasks } from './attentionModel';
import { statusOf } from './statusBarModel';

/** One item: what runs now, and how many wait for review. */
export class StatusBar implements Disposable {
  readonly #owned = new Disposables();
  readonly #item = this.#owned.add(
    vscode.window.createStatusBarItem('autobot.status', vscode.StatusBarAlignment.Left, 0),
  );

  constructor(
    private readonly autobot: Pick<Autobot, 'history' | 'repositories' | 'runner' | 'activities'>,
    onDidChange: Event<void>,
  ) {
    this.#item.name = 'Autobot';
    this.#owned.add(onDidChange(() => this.#show()));
    this.#show();
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #show(): void {
    const status = statusOf(currentTasks(this.autobot), task => needsUser(this.autobot, task));
    if (!status) {
      this.#item.hide();
      return;
    }
    const { text, tooltip, accessibilityLabel, session } = status;
    this.#item.text = text;
    this.#item.tooltip = tooltip;
    this.#item.accessibilityInformation = { label: accessibilityLabel, role: 'button' };
    this.#item.command = { command: 'autobot.openTimeline', title: t('Open Timeline'), arguments: [session] };
    this.#item.show();
  }
}
