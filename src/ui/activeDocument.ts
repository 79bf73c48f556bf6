import * as vscode from 'vscode';

/** What the active editor shows: also a file that is no text, or too large for one; of a diff the right side. */
export function activeUri(): vscode.Uri | undefined {
  const { activeTextEditor, tabGroups } = vscode.window;
  return activeTextEditor?.document.uri ?? uriOfTab(tabGroups.activeTabGroup.activeTab?.input);
}

function uriOfTab(input: unknown): vscode.Uri | undefined {
  if (input instanceof vscode.TabInputTextDiff) {
    return input.modified;
  }
  return input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom ? input.uri : undefined;
}
