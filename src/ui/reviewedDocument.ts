import { posix } from 'node:path';
import * as vscode from 'vscode';
import { absolutePath, relativePath } from '../app/repositories';
import type { Autobot } from '../app/autobot';
import type { Task } from '../core/model';
import type { FileEntry, ReviewedFile } from '../core/reviewedFile';
import { isDecidable } from '../core/taskState';
import { snapshotSource, snapshotUri } from './snapshotContent';

export interface Reviewed {
  readonly task: Task;
  readonly file: ReviewedFile;
}

/** The tasks in review whose change this document is the right side of, with the file's part of the change. */
export function findReviewed(autobot: Pick<Autobot, 'tasks' | 'facts'>, uri: vscode.Uri): Reviewed[] {
  const source = snapshotSource(uri);
  return inReview(autobot, (task, file) =>
    uri.scheme === 'file'
      ? file.path === relativePath(task.workTree, uri.fsPath)
      : source?.repository === task.workTree &&
        source.path === file.path &&
        source.rejected === undefined &&
        !isShownOnDisk(file) &&
        source.objectId === ((isSinglePicture(file) ? file.before : file.after)?.id ?? null),
  );
}

/**
 * The right side of a diff of two pictures by the tab's title: VS Code makes it of the files' names, and does not say
 * otherwise what such a tab shows. None where several have these names.
 */
export function findPictures(autobot: Pick<Autobot, 'tasks' | 'facts'>, title: string): vscode.Uri | undefined {
  const found = inReview(autobot, (_task, { path, from }) =>
    [from ?? path, path].some(left => title === `${posix.basename(left)} ↔ ${posix.basename(path)}`),
  );
  const [first] = found;
  return found.length === 1 && first ? afterUri(first.task, first.file) : undefined;
}

/** Whether it is shown alone: there is no picture on the other side, and VS Code would call that an error. */
export function isSinglePicture({ path, before, after }: ReviewedFile): boolean {
  return (before === null || after === null) && isPreviewed(path);
}

/** What VS Code shows in an editor of its own, by the selectors in the manifest of its extension `media-preview`. */
function isPreviewed(path: string): boolean {
  return /\.(jpe?g|jpe|png|bmp|gif|ico|webp|avif|mp3|wav|ogg|oga|mp4|webm)$/i.test(path);
}

/** The change whose left side this document is. */
export function findBefore(autobot: Pick<Autobot, 'tasks' | 'facts'>, uri: vscode.Uri): Reviewed | undefined {
  const source = snapshotSource(uri);
  const [found] = inReview(
    autobot,
    (task, file) =>
      source?.repository === task.workTree &&
      source.path === (file.from ?? file.path) &&
      source.objectId !== null &&
      source.objectId === file.before?.id,
  );
  return found;
}

/** Left: the snapshot; `since` is another one than that before the task. */
export function beforeUri(
  task: Task,
  file: ReviewedFile,
  since?: { path: string; entry: FileEntry | null },
): vscode.Uri {
  const { path, entry } = since ?? { path: file.from ?? file.path, entry: file.before };
  return snapshotUri(task.workTree, path, entry?.id ?? null);
}

/**
 * Right: the real file, so that the developer can edit while reviewing. A deleted one has none, and a symbolic link would
 * show the file that it leads to: what Claude left is shown for them.
 */
export function afterUri(task: Task, file: ReviewedFile): vscode.Uri {
  return isShownOnDisk(file) ? fileUri(task, file.path) : snapshotUri(task.workTree, file.path, file.after?.id ?? null);
}

/** The file on disk that a reviewed file stands for. */
export function fileUri(task: Task, path: string): vscode.Uri {
  return vscode.Uri.file(absolutePath(task.workTree, path));
}

/** The text of a reviewed file as it is now, unsaved edits included; empty for what has none. */
export async function reviewedText(task: Task, file: ReviewedFile): Promise<string> {
  if (file.after === null) {
    return '';
  }
  try {
    return (await vscode.workspace.openTextDocument(fileUri(task, file.path))).getText();
  } catch {
    return ''; // binary, or gone: its hunk is at the top
  }
}

function isShownOnDisk({ after }: ReviewedFile): boolean {
  return after !== null && after.mode !== '120000';
}

function inReview(
  { tasks, facts }: Pick<Autobot, 'tasks' | 'facts'>,
  isMeant: (task: Task, file: ReviewedFile) => boolean,
): Reviewed[] {
  return tasks
    .all()
    .filter(task => isDecidable(task.status))
    .flatMap(task => {
      const files = facts.get(task.id)?.change.files ?? [];
      return files.filter(file => isMeant(task, file)).map(file => ({ task, file }));
    });
}
