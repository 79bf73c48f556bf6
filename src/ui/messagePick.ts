import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import type { Task } from '../core/model';
import { askText } from './pick';

/** Choose one of a task's queued messages, and what is to become of it: by keyboard what the timeline has buttons for. */
export async function manageMessages({ messages, conversation }: Autobot, task: Task): Promise<void> {
  const queued = messages.of(task.id);
  const items = queued.map((message, index) => ({ label: oneLine(message.text), message, index }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: t('Queued messages'),
    placeHolder: t('Which message?'),
  });
  if (!chosen) {
    return;
  }
  const { message, index } = chosen;
  const actions = [
    { label: t('$(send) Send Now'), run: () => conversation.sendNow(message.id) },
    { label: t('$(edit) Edit…'), run: async () => messages.edit(message.id, await askText({ value: message.text })) },
    ...(index > 0 ? [{ label: t('$(arrow-up) Move Up'), run: () => messages.move(message.id, index - 1) }] : []),
    ...(index < queued.length - 1
      ? [{ label: t('$(arrow-down) Move Down'), run: () => messages.move(message.id, index + 1) }]
      : []),
    { label: '$(trash) Remove', run: () => messages.remove(message.id) },
  ];
  const action = await vscode.window.showQuickPick(actions, { title: oneLine(message.text) });
  await action?.run();
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
