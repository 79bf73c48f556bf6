import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { Disposables } from '../base/lifecycle';
import type { GateEntry } from './gateConfigModel';
import { type GateAction, gateLine, type GateLine } from './gatePickModel';

export type GateChoice =
  { readonly type: 'add' } | { readonly type: 'reset' } | { readonly type: GateAction; readonly entry: GateEntry };

/** A repository's gates with what can be done about them. Resolves to `undefined` when the user leaves. */
export async function pickGate(
  title: string,
  entries: readonly GateEntry[],
  active: string | undefined,
): Promise<GateChoice | undefined> {
  const owned = new Disposables();
  const pick = owned.add(vscode.window.createQuickPick<Item>());
  const items = entries.map(gateLine).map(gateItem);
  pick.title = title;
  pick.placeholder = t('Choose a gate to edit, or add one');
  pick.matchOnDescription = true;
  pick.items = [
    ...items,
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: t('$(add) Add gate…'), choice: { type: 'add' } },
    { label: t('$(discard) Reset to detected'), choice: { type: 'reset' } },
  ];
  pick.activeItems = items.filter(item => item.line?.entry.gate.name === active);
  try {
    return await new Promise<GateChoice | undefined>(resolve => {
      owned.add(pick.onDidHide(() => resolve(undefined)));
      owned.add(pick.onDidAccept(() => resolve(pick.activeItems[0]?.choice)));
      owned.add(
        pick.onDidTriggerItemButton(({ button, item }) => {
          const type = (button as GateButton).action;
          resolve(item.line && { type, entry: item.line.entry });
        }),
      );
      pick.show();
    });
  } finally {
    owned.dispose();
  }
}

interface Item extends vscode.QuickPickItem {
  readonly choice?: GateChoice;
  readonly line?: GateLine;
}
interface GateButton extends vscode.QuickInputButton {
  readonly action: GateAction;
}

const buttons: Record<GateAction, { readonly icon: string; readonly tooltip: string }> = {
  edit: { icon: 'edit', tooltip: t('Edit') },
  delete: { icon: 'trash', tooltip: t('Delete') },
  enable: { icon: 'eye', tooltip: t('Switch On') },
  disable: { icon: 'eye-closed', tooltip: t('Switch Off') },
  openSettings: { icon: 'settings-gear', tooltip: t('Open Setting') },
};

function gateItem(line: GateLine): Item {
  const { label, description, detail, actions, onAccept, entry } = line;
  const shown = actions.map((action): GateButton => ({
    action,
    tooltip: buttons[action].tooltip,
    iconPath: new vscode.ThemeIcon(buttons[action].icon),
  }));
  return { label, description, detail, buttons: shown, choice: { type: onAccept, entry }, line };
}
