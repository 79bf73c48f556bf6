import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { findFile } from '../app/review';
import { titleOf } from '../app/sessions';
import type { Task } from '../core/model';
import type { ReviewedFile } from '../core/reviewedFile';
import { UserError } from '../base/errors';
import { fileUri } from './reviewLens';
import { snapshotUri } from './snapshotContent';

/** All of a task's change in one editor; left what was there before, right the real files. */
export async function openChanges(autobot: Autobot, task: Task): Promise<void> {
  const { files } = await autobot.review.change(task);
  if (files.length === 0) {
    throw new UserError('noChange', 'This task has changed nothing.');
  }
  const resources = files.map(file => [fileUri(task, file.path), ...sides(task, file)]);
  await vscode.commands.executeCommand('vscode.changes', `Review: ${titleOf(task.prompt)}`, resources);
}

/** One file's change. */
export async function openDiff(autobot: Autobot, task: Task, path: string, line?: number): Promise<void> {
  const file = findFile(await autobot.review.change(task), path);
  const [left, right] = sides(task, file);
  const options: vscode.TextDocumentShowOptions = {
    preview: true,
    ...(line !== undefined && { selection: new vscode.Range(line, 0, line, 0) }),
  };
  await vscode.commands.executeCommand('vscode.diff', left, right, `${path} (Autobot)`, options);
}

/** Left: the snapshot. Right: the real file, so that the developer can edit while reviewing; for a deleted one, nothing. */
function sides(task: Task, file: ReviewedFile): [vscode.Uri, vscode.Uri] {
  const left = snapshotUri(task.workTree, file.from ?? file.path, file.before?.id ?? null);
  const right = file.after === null ? snapshotUri(task.workTree, file.path, null) : fileUri(task, file.path);
  return [left, right];
}
