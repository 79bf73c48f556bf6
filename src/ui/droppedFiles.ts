import { t } from '@vscode/l10n';
import { realpath, stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { relativePath } from '../app/repositories';
import { UserError } from '../base/errors';
import type { Repository } from '../core/model';
import { mentionOf } from './mentionModel';

/** Files and folders that were dropped on a prompt, as mentions: those of the repository by their path in it. */
export async function mentionsOfDropped({ path: root }: Repository, uris: readonly string[]): Promise<string> {
  const files = uris.map(uri => vscode.Uri.parse(uri)).filter(({ scheme }) => schemes.has(scheme));
  if (files.length === 0) {
    throw new UserError(
      'dropped',
      t('VS Code does not say where what you dropped lies. Drop files of its explorer, or type @ and the path.'),
    );
  }
  const mentions = files.map(async ({ path }) => {
    const { fsPath } = vscode.Uri.file(path);
    const file = await realpath(fsPath).catch(() => fsPath); // rows hold real paths
    const isFolder = await stat(file).then(
      found => found.isDirectory(),
      () => false, // gone meanwhile: Claude will say so
    );
    return mentionOf(`${relativePath(root, file) ?? file}${isFolder ? '/' : ''}`);
  });
  return (await Promise.all(mentions)).join(' ');
}

/** A remote window's explorer names the files of this machine by the other scheme. */
const schemes = new Set(['file', 'vscode-remote']);
