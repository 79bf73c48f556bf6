import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { originOf, readSides, type RejectedSides } from '../app/rejected';
import { findFile } from '../app/review';
import { UserError } from '../base/errors';
import { showPath } from '../core/gitPath';
import type { Decision, Task } from '../core/model';
import type { ReviewedFile } from '../core/reviewedFile';
import { showRejected } from './rejectedModel';
import type { ShownHunk } from './reviewModel';
import { snapshotSource, snapshotUri } from './snapshotContent';

/** What a document shows of a rejection: the hunks in it that are still rejected. */
export interface RejectedDocument {
  readonly task: Task;
  readonly file: ReviewedFile;
  readonly reason: string | null;
  readonly shown: readonly ShownHunk[];
}

/** A diff of what one rejection took out of a file: left without it, right with it. Gives what is in view. */
export async function openRejected(autobot: Autobot, task: Task, path: string, hunk: string): Promise<void> {
  const { review } = autobot;
  const file = findFile(await review.change(task), path);
  const decision = review.decision(task, path, hunk);
  if (decision?.decision !== 'rejected') {
    throw new UserError('notRejected', t`This hunk of ${showPath(path)} is not rejected any more.`);
  }
  const sides = await readSides(task, file, decision);
  const left = leftUri(task, sides);
  const of = { task: task.id, tree: decision.undoFrom };
  const right = snapshotUri(task.workTree, sides.with.path, sides.with.entry?.id ?? null, of);
  const text = await textOf(right);
  const line = findRejected(autobot, right, text)?.shown.find(({ hunk: { id } }) => id === hunk)?.line ?? 0;
  const options = { preview: true, selection: new vscode.Range(line, 0, line, 0) };
  await vscode.commands.executeCommand('vscode.diff', left, right, t`${showPath(path)} (rejected)`, options);
}

/** The same of a file in which hunks were rejected before a turn that is over. */
export async function openRejectedEarlier(task: Task, decision: Decision): Promise<void> {
  const { path } = decision;
  const from = await originOf(task.workTree, decision);
  const sides = await readSides(task, { path, from, before: null, after: null }, decision);
  const of = { task: task.id, tree: decision.undoFrom };
  const right = snapshotUri(task.workTree, sides.with.path, sides.with.entry?.id ?? null, of);
  const title = `${showPath(path)} (${t('rejected earlier')})`;
  await vscode.commands.executeCommand('vscode.diff', leftUri(task, sides), right, title, { preview: true });
}

function leftUri(task: Task, { without }: RejectedSides): vscode.Uri {
  return snapshotUri(task.workTree, without.path, without.entry?.id ?? null);
}

/** Where the hunks are that a document shows as rejected; `undefined` for any other document. */
export function findRejected(
  { tasks, facts, review }: Pick<Autobot, 'tasks' | 'facts' | 'review'>,
  uri: vscode.Uri,
  text: string,
): RejectedDocument | undefined {
  const source = snapshotSource(uri);
  const of = source?.rejected;
  const task = of && tasks.all().find(({ id }) => id === of.task);
  const file = facts
    .get(task?.id ?? '')
    ?.change.files.find(({ path, from }) => [path, from].includes(source?.path ?? ''));
  if (!task || !file) {
    return undefined;
  }
  const rows = file.hunks.flatMap(hunk => review.decision(task, file.path, hunk.id) ?? []);
  const rejected = rows.filter(row => row.decision === 'rejected' && row.undoFrom === of.tree);
  const ids = new Set(rejected.map(row => row.hunk));
  const shown = showRejected(file, text, review.stateOf(task, file.path), ids);
  return { task, file, reason: rejected[0]?.reason ?? null, shown };
}

/** The rejection before a turn that is over which a document shows; `undefined` for any other document. */
export function findRejectedEarlier(
  { tasks, facts, review }: Pick<Autobot, 'tasks' | 'facts' | 'review'>,
  uri: vscode.Uri,
): Decision | undefined {
  const source = snapshotSource(uri);
  const of = source?.rejected;
  const task = of && tasks.all().find(({ id }) => id === of.task);
  const files = facts.get(task?.id ?? '')?.change.files ?? [];
  return task && review.rejectedEarlier(task, files).find(row => row.undoFrom === of.tree && row.path === source.path);
}

/** Nothing for what is no text. */
async function textOf(uri: vscode.Uri): Promise<string> {
  try {
    return (await vscode.workspace.openTextDocument(uri)).getText();
  } catch {
    return ''; // binary, or too large for VS Code: it is shown as a whole
  }
}
