import { t } from '@vscode/l10n';
import type { GateEntry } from './gateConfigModel';
import { sourceTexts } from './gateTreeModel';
import { inSeconds, joined, labelOf } from './treeNode';

export type GateAction = 'edit' | 'delete' | 'enable' | 'disable' | 'openSettings';

/** A line of the list of gates, with what can be done about it. */
export interface GateLine {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly actions: readonly GateAction[];
  /** What accepting the line does. */
  readonly onAccept: GateAction;
  readonly entry: GateEntry;
}

export function gateLine(entry: GateEntry): GateLine {
  const { gate, config } = entry;
  const { name, enabled, command, failOnError, timeout, order, source } = gate;
  return {
    label: `$(${enabled ? 'pass' : 'circle-slash'}) ${withoutIcons(labelOf(name))}`,
    description: withoutIcons(labelOf(command)),
    detail: joined(
      enabled ? t('on') : t('off'),
      failOnError ? t('keeps from review') : t('only reports'),
      t`limit ${inSeconds(timeout)}`,
      t`order ${order}`,
      sourceTexts[source],
    ),
    actions: config ? actionsOf(entry) : ['openSettings'],
    onAccept: config ? 'edit' : 'openSettings',
    entry,
  };
}

/** A detected gate is switched off, not deleted: detection would find it again. */
function actionsOf({ gate }: GateEntry): GateAction[] {
  const toggle = gate.enabled ? 'disable' : 'enable';
  return gate.source === 'user' ? [toggle, 'edit', 'delete'] : [toggle, 'edit'];
}

/** Lists draw `$(name)` as an icon; in a command line it is a command substitution, and is to be read as such. */
function withoutIcons(text: string): string {
  return text.replaceAll(/\$\([\w-]+(?:~\w+)?\)/g, '\\$&');
}
