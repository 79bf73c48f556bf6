import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { commitsOf } from '../app/commits';
import type { Task } from '../core/model';
import { UserError } from '../base/errors';
import { snapshotUri } from './snapshotContent';

/** What a commit hook made of the approved change: left what was approved, right what was committed. */
export async function openHookDiff(autobot: Autobot, task: Task, path?: string): Promise<void> {
  const commit = commitsOf(autobot.history, task.id).at(-1);
  const change = commit && (await autobot.hookChanges.load(task, commit));
  const file = change?.files.find(candidate => candidate.path === path) ?? change?.files[0];
  if (!file) {
    throw new UserError('noChange', t('No commit hook has changed what was approved.'));
  }
  const left = snapshotUri(task.workTree, file.from ?? file.path, file.before?.id ?? null);
  const right = snapshotUri(task.workTree, file.path, file.after?.id ?? null);
  await vscode.commands.executeCommand('vscode.diff', left, right, t`${file.path} (by hook)`, { preview: true });
}
