import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { UserError } from '../base/errors';
import { isLive } from '../core/taskState';
import type { Store } from '../store/store';
import { backupItem } from './backupModel';
import { reportInWords } from './checkModel';
import type { CommandHandlers } from './commands';

type HistoryCommand = 'autobot.backUpHistory' | 'autobot.restoreHistory' | 'autobot.checkHistory';

/** Commands on everything that is kept. */
export function historyCommands(
  autobot: Autobot,
  store: Pick<Store, 'backUp' | 'backups' | 'restore'>,
): { readonly [C in HistoryCommand]: CommandHandlers[C] } {
  return {
    'autobot.backUpHistory': async (_, asks) => {
      const name = await store.backUp();
      if (asks) {
        void vscode.window.showInformationMessage(t`Autobot: history is backed up as ${name}.`);
      }
      return name;
    },
    'autobot.checkHistory': async (_, asks) => {
      if (!vscode.workspace.isTrusted) {
        throw new UserError('untrusted', t('Autobot reads no repository of this workspace until you trust it.'));
      }
      const report = await autobot.doctor.check();
      if (asks) {
        const isWell = report.gone.length + report.problems.length === 0;
        const show = isWell ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
        void show(t`Autobot: ${reportInWords(report)}`);
      }
      return report;
    },
    'autobot.restoreHistory': async (given, asks) => {
      refuseWhileRunning(autobot);
      const name = given ?? (await chooseBackup(store));
      const before = await restore(autobot, store, name);
      if (asks) {
        offerUndo(autobot, store, name, before);
      }
      return before;
    },
  };
}

async function restore(autobot: Autobot, store: Pick<Store, 'restore'>, name: string): Promise<string> {
  const before = await store.restore(name);
  await autobot.history.reload();
  await autobot.repositories.rescan(); // the backup may know none of those that are open
  return before;
}

function refuseWhileRunning({ tasks }: Autobot): void {
  if (tasks.all().some(({ status }) => isLive(status))) {
    throw new UserError(
      'running',
      t('A task is running. Wait until it is done, or cancel it, before history is restored.'),
    );
  }
}

/** Show what each backup holds, and ask which one. */
async function chooseBackup(store: Pick<Store, 'backups'>): Promise<string> {
  const backups = await store.backups();
  if (backups.length === 0) {
    throw new UserError('noBackup', t('There is no backup yet. One is made each day, and by Back Up History.'));
  }
  const items = backups.map(backup => ({ ...backupItem(backup), backup }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: t('Restore History'),
    placeHolder: t('Which backup? What history is now is backed up first, so that this can be undone.'),
    matchOnDetail: true,
  });
  if (!chosen) {
    throw new vscode.CancellationError();
  }
  return chosen.backup.name;
}

function offerUndo(autobot: Autobot, store: Pick<Store, 'restore'>, name: string, before: string): void {
  const undo = t('Undo');
  const message = t`Autobot: history is what it was in ${name}. Until now it is kept as ${before}.`;
  void vscode.window.showInformationMessage(message, undo).then(async answer => {
    if (answer === undo) {
      await restore(autobot, store, before);
    }
  });
}
