import * as vscode from 'vscode';
import type { CommandArguments, CommandId } from './commandArguments';
import { asCommand } from './commands';
import type { TreeNode } from './treeNode';

/** A node as VS Code draws it. */
export function toTreeItem(node: TreeNode): vscode.TreeItem {
  const item = new vscode.TreeItem(node.label, collapsible[node.collapse]());
  item.id = node.id;
  item.description = node.description;
  item.tooltip = node.tooltip;
  item.contextValue = node.contextValue;
  item.accessibilityInformation = { label: node.accessibilityLabel };
  const { id, color } = node.icon;
  item.iconPath = new vscode.ThemeIcon(id, color === undefined ? undefined : new vscode.ThemeColor(color));
  if (node.command) {
    const { id: command, title, argument } = node.command;
    item.command = asCommand(command, title, argument as CommandArguments[CommandId]);
  }
  return item;
}

const collapsible: Record<TreeNode['collapse'], () => vscode.TreeItemCollapsibleState> = {
  none: () => vscode.TreeItemCollapsibleState.None,
  collapsed: () => vscode.TreeItemCollapsibleState.Collapsed,
  expanded: () => vscode.TreeItemCollapsibleState.Expanded,
};
