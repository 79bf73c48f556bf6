import * as vscode from 'vscode';
import * as z from 'zod';
import type { Autobot } from '../app/autobot';
import type { Event } from '../base/emitter';
import { Disposables } from '../base/lifecycle';
import { badgeOf, tasksThatNeedUser } from './attentionModel';
import { ScanProgress } from './scanProgress';
import { buildSessionTree, sessionTreeInput } from './sessionTreeModel';
import { filterTexts, treeFilters, type TreeShape, wholeTree } from './treeShape';
import { toTreeItem } from './treeItem';
import type { TreeNode } from './treeNode';

const name = 'sessionTree';
const Shape = z.object({ grouping: z.enum(['repository', 'date']), filter: z.enum(treeFilters) }).catch(wholeTree);

/** The view of sessions and tasks. All decisions live in sessionTreeModel. */
export class SessionTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #owned = new Disposables();
  readonly #changed = this.#owned.add(new vscode.EventEmitter<void>());
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<TreeNode>;
  #shape: TreeShape;

  constructor(
    private readonly autobot: Autobot,
    onDidChange: Event<void>,
    private readonly memento: vscode.Memento,
  ) {
    this.#shape = Shape.parse(memento.get(name));
    const options = { treeDataProvider: this, showCollapseAll: true };
    this.#view = this.#owned.add(vscode.window.createTreeView('autobot.sessions', options));
    this.#owned.add(new ScanProgress(autobot.repositories, this.#view));
    this.#owned.add(onDidChange(() => this.#refresh()));
    this.#tell();
    this.#refresh();
  }

  get shape(): TreeShape {
    return this.#shape;
  }

  /** Group or filter it otherwise, from now on in this workspace. */
  async arrange(change: Partial<TreeShape>): Promise<void> {
    this.#shape = { ...this.#shape, ...change };
    await this.memento.update(name, this.#shape);
    this.#tell();
    this.#refresh();
  }

  getChildren(node?: TreeNode): TreeNode[] {
    return [...(node ? node.children() : buildSessionTree(sessionTreeInput(this.autobot, formatTime), this.#shape))];
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return toTreeItem(node);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** For the buttons and welcomes that depend on it. */
  #tell(): void {
    const { grouping, filter } = this.#shape;
    this.#view.description = filter === 'all' ? '' : filterTexts[filter];
    void vscode.commands.executeCommand('setContext', 'autobot.isGroupedByDate', grouping === 'date');
    void vscode.commands.executeCommand('setContext', 'autobot.isFiltered', filter !== 'all');
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
