import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import type { Event } from '../base/emitter';
import { Disposables } from '../base/lifecycle';
import { badgeOf, tasksThatNeedUser } from './attentionModel';
import { ScanProgress } from './scanProgress';
import { buildSessionTree, sessionTreeInput } from './sessionTreeModel';
import { toTreeItem } from './treeItem';
import type { TreeNode } from './treeNode';

/** The view of sessions and tasks. All decisions live in sessionTreeModel. */
export class SessionTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #owned = new Disposables();
  readonly #changed = this.#owned.add(new vscode.EventEmitter<void>());
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<TreeNode>;

  constructor(
    private readonly autobot: Autobot,
    onDidChange: Event<void>,
  ) {
    const options = { treeDataProvider: this, showCollapseAll: true };
    this.#view = this.#owned.add(vscode.window.createTreeView('autobot.sessions', options));
    this.#owned.add(new ScanProgress(autobot.repositories, this.#view));
    this.#owned.add(onDidChange(() => this.#refresh()));
    this.#refresh();
  }

  getChildren(node?: TreeNode): TreeNode[] {
    return [...(node ? node.children() : buildSessionTree(sessionTreeInput(this.autobot, formatTime)))];
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return toTreeItem(node);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #refresh(): void {
    this.#view.badge = badgeOf(tasksThatNeedUser(this.autobot).length);
    this.#changed.fire();
  }
}

/** Short, since a side bar is narrow: the year only when it is another one. */
function formatTime(time: number): string {
  const isThisYear = new Date(time).getFullYear() === new Date().getFullYear();
  return new Intl.DateTimeFormat(vscode.env.language, {
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    ...(isThisYear ? {} : { year: 'numeric' }),
  }).format(time);
}
