import { t } from '@vscode/l10n';
import './ui/language'; // first: what is loaded after it has its texts in the user's language
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { AutobotApi } from './app/publicApi';
import { UserError } from './base/errors';
import { Disposables } from './base/lifecycle';
import { Editors } from './ui/editors';
import { buildWorkspace } from './ui/workspace';

interface Exports {
  /** Throws for a version that this extension does not have. */
  getAPI(version: number): AutobotApi;
}

let close: (() => Promise<void>) | undefined;

/** The composition root: the one place that knows every part. It wires; it decides nothing. */
export async function activate(context: vscode.ExtensionContext): Promise<Exports> {
  const owned = new Disposables();
  context.subscriptions.push(owned);
  const log = owned.add(vscode.window.createOutputChannel('Autobot', { log: true }));
  const dist = (name: string): string => context.asAbsolutePath(join('dist', name));
  const storage = context.globalStorageUri.fsPath;

  const workspace = buildWorkspace(owned.add(new Editors()));
  // While a worker reads the history, the window reads the program. Whatever else starts now does not wait for either.
  const [store, { buildAutobot }, { claudeAgent }, { buildInterface }] = await Promise.all([
    import('./store/store').then(({ Store }) =>
      Store.open({
        folder: storage,
        workerFile: dist('storeWorker.js'),
        wasmFile: dist('sql-wasm.wasm'),
        keepBackups: backupsToKeep(),
      }),
    ),
    import('./app/autobot'),
    import('./claude/claudeAgent'),
    import('./ui/interface'),
  ]);
  owned.add(
    vscode.workspace.onDidChangeConfiguration(change => {
      if (change.affectsConfiguration('autobot.backups.keep')) {
        void store.keepBackups(backupsToKeep());
      }
    }),
  );
  const scanWorker = dist('scanWorker.js');
  const autobot = await buildAutobot({ keeper: store, storage, scanWorker, workspace, agentKind: claudeAgent, log });
  close = async () => {
    await autobot.close();
    await store.close();
  };
  for (const notice of store.notices) {
    log.warn(notice);
    void vscode.window.showWarningMessage(`Autobot: ${notice}`);
  }
  owned.add(
    autobot.history.onDidFail(error => {
      log.error('History could not be saved', error instanceof Error ? error : String(error));
      void vscode.window.showErrorMessage(
        t`Autobot could not save its history; it is kept in memory and saved with the next change. ${String(error)}`,
      );
    }),
  );
  const shown = owned.add(buildInterface(context, autobot, store, log));
  const start = (): void => {
    const started = autobot.start().then(() => shown.markReady());
    started.catch((error: unknown) => log.error('Starting failed', error instanceof Error ? error : String(error)));
  };
  owned.add(vscode.workspace.onDidGrantWorkspaceTrust(start));
  start();
  return {
    getAPI(version) {
      if (version !== 1) {
        throw new UserError('version', t`Autobot has no API version ${version}; there is version 1.`);
      }
      return autobot.api;
    },
  };
}

function backupsToKeep(): number {
  return vscode.workspace.getConfiguration('autobot').get('backups.keep', 7);
}

/** VS Code waits at most 5 s; what then still runs is found and ended by the next window. */
export async function deactivate(): Promise<void> {
  await close?.();
}
