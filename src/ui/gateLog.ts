import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { UserError } from '../base/errors';

/** Show the whole output of a gate's newest run. */
export async function openGateLog({ gates }: Pick<Autobot, 'gates'>, task: string, gate: string): Promise<void> {
  const log = gates.results(task).find(result => result.gateName === gate)?.log;
  if (!log) {
    throw new UserError('noLog', t`Nothing is kept of a run of “${gate}”.`);
  }
  await showLog(log, gate);
}

export async function showLog(file: string, gate: string): Promise<void> {
  const uri = vscode.Uri.file(file);
  const isThere = await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    throw new UserError('noLog', t`The output of “${gate}” is not there any more (${file}).`);
  }
  await vscode.window.showTextDocument(uri, { preview: true });
}
