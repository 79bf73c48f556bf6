import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { getMergeSides } from '../app/mergeSides';
import type { Overlap } from '../app/rejectionPlan';
import { findFile } from '../app/review';
import { messageOf } from '../base/errors';
import type { Task } from '../core/model';
import { fileUri } from './reviewedDocument';
import type { ReviewScopes } from './reviewScopes';
import { snapshotUri } from './snapshotContent';

/**
 * Let the user settle an overlap line by line: VS Code's merge editor, whose result is the real file; where it cannot be
 * opened, a diff. Nothing is written to the file, and its entry in the index is not touched.
 */
export async function openMerge(autobot: Autobot, scopes: ReviewScopes, task: Task, overlap: Overlap): Promise<void> {
  const file = findFile(await autobot.review.change(task), overlap.path);
  const { editors } = autobot.workspace;
  const stateOf = autobot.review.stateOf(task, overlap.path);
  const sides = await getMergeSides(task, file, overlap.hunks, { editors, stateOf });
  const uri = (id: string): vscode.Uri => snapshotUri(task.workTree, overlap.path, id);
  try {
    await vscode.commands.executeCommand('_open.mergeEditor', {
      base: uri(sides.claude),
      input1: { uri: uri(sides.mine), title: t('Mine'), description: t('as it is now') },
      input2: { uri: uri(sides.before), title: t('Before'), description: t('without Claude’s hunk') },
      output: fileUri(task, overlap.path),
    });
  } catch (error) {
    autobot.log.warn(`The merge editor could not be opened (${messageOf(error)}); a diff is shown instead.`);
    await scopes.openDiff(task, overlap.path, overlap.line);
  }
}
