import { t } from '@vscode/l10n';
import type { TaskOptions } from '../core/model';
import { permissionModes, permissionModeWords } from '../protocol/limits';
import { formatUsd } from '../base/numbers';
import type { Settings } from './ports';

/** What a task has otherwise than the settings, in words. */
export function optionsInWords(
  { permissionMode, model, budgetUsd, skipGates }: TaskOptions,
  settings: Pick<Settings, 'permissionMode' | 'model' | 'maxBudgetUsd'>,
): string[] {
  const mode = permissionModes.find(known => known === permissionMode);
  return [
    ...(mode && mode !== settings.permissionMode ? [permissionModeWords[mode].toLowerCase()] : []),
    ...(model !== null && model !== settings.model ? [t`model ${model}`] : []),
    ...(budgetUsd !== null && budgetUsd !== settings.maxBudgetUsd ? [t`at most ${formatUsd(budgetUsd)}`] : []),
    ...(skipGates ? [t('no QA gates')] : []),
  ];
}
