import * as vscode from 'vscode';

/** Show a setting that only the machine has: a window on another machine keeps those on a page of their own. */
export async function openMachineSetting(id: string): Promise<void> {
  if (vscode.env.remoteName === undefined) {
    await vscode.commands.executeCommand('workbench.action.openSettings', id);
  } else {
    await vscode.commands.executeCommand('workbench.action.openRemoteSettings', { query: id });
  }
}
