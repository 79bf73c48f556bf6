import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import type { Event } from '../base/emitter';
import { Disposables } from '../base/lifecycle';
import type { GateConfig } from '../core/model';
import { type GateArgument, moveGate } from './gateConfigModel';
import { readGates } from './gateList';
import { buildGateTree, type GateTreeNode } from './gateTreeModel';
import { toTreeItem } from './treeItem';

const mimeType = 'application/vnd.code.tree.autobot.gates';

/** The view of QA gates: switched by checkboxes, reordered by dragging. All decisions live in the models. */
export class GateTree
  implements vscode.TreeDataProvider<GateTreeNode>, vscode.TreeDragAndDropController<GateTreeNode>, vscode.Disposable
{
  readonly dragMimeTypes = [mimeType];
  readonly dropMimeTypes = [mimeType];
  readonly #owned = new Disposables();
  readonly #changed = this.#owned.add(new vscode.EventEmitter<void>());
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(
    private readonly autobot: Pick<Autobot, 'gates' | 'history' | 'repositories' | 'log'>,
    onDidChange: Event<void>,
  ) {
    const view = this.#owned.add(
      vscode.window.createTreeView('autobot.gates', {
        treeDataProvider: this,
        dragAndDropController: this,
        manageCheckboxStateManually: true,
      }),
    );
    this.#owned.add(view.onDidChangeCheckboxState(({ items }) => void this.#switch(items)));
    this.#owned.add(onDidChange(() => this.#changed.fire()));
    this.#owned.add(
      vscode.workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration('autobot.qaGates')) {
          autobot.gates.configs.settingsChanged();
          this.#changed.fire();
        }
      }),
    );
  }

  async getChildren(node?: GateTreeNode): Promise<GateTreeNode[]> {
    if (node) {
      return [...node.children()];
    }
    const { present } = this.autobot.repositories;
    const gates = present.map(async repository => ({
      repository,
      entries: await readGates(this.autobot, repository).catch((error: unknown) => {
        this.autobot.log.error(`The gates of ${repository.path} could not be read`, error);
        return [];
      }),
    }));
    return buildGateTree(await Promise.all(gates));
  }

  getTreeItem(node: GateTreeNode): vscode.TreeItem {
    const item = toTreeItem(node);
    if (node.entry?.config) {
      const { Checked, Unchecked } = vscode.TreeItemCheckboxState;
      const state = node.entry.gate.enabled ? Checked : Unchecked;
      const tooltip = node.entry.gate.enabled ? t('Switch this gate off') : t('Switch this gate on');
      item.checkboxState = { state, tooltip, accessibilityInformation: { label: t`Gate ${node.label}` } };
    }
    return item;
  }

  handleDrag([node]: readonly GateTreeNode[], data: vscode.DataTransfer): void {
    if (node?.entry?.config) {
      data.set(mimeType, new vscode.DataTransferItem(node.argument));
    }
  }

  async handleDrop(target: GateTreeNode | undefined, data: vscode.DataTransfer): Promise<void> {
    const dragged = data.get(mimeType)?.value as GateArgument | undefined;
    const repository = this.autobot.repositories.present.find(({ path }) => path === dragged?.repository);
    if (dragged && repository && target?.repository === repository.path) {
      const entries = await readGates(this.autobot, repository);
      await this.#put(moveGate(entries, dragged.gate, target.entry?.gate.name ?? null));
    }
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #switch(items: readonly (readonly [GateTreeNode, vscode.TreeItemCheckboxState])[]): Promise<void> {
    const rows = items.map(([node, state]) => {
      const row = this.autobot.history.find('qa_gate_configs', node.entry?.config?.id ?? '');
      return row && { ...row, enabled: state === vscode.TreeItemCheckboxState.Checked };
    });
    await this.#put(rows.filter(row => row !== undefined));
  }

  async #put(rows: readonly GateConfig[]): Promise<void> {
    try {
      await Promise.all(rows.map(row => this.autobot.gates.configs.put(row)));
    } catch (error) {
      this.autobot.log.error('The QA gates could not be saved', error); // history tells the user, and tries again
    }
    this.#changed.fire();
  }
}
