import { join } from 'node:path';
import * as vscode from 'vscode';
import { buildAutobot } from './app/autobot';
import type { AutobotApi } from './app/publicApi';
import { UserError } from './base/errors';
import { Disposables } from './base/lifecycle';
import { claudeAgent } from './claude/claudeAgent';
import { Store } from './store/store';
import { registerCommands } from './ui/commands';
import { askCommands } from './ui/askCommands';
import { conversationCommands } from './ui/conversationCommands';
import { Completions } from './ui/completions';
import { ContextKeys } from './ui/contextKeys';
import { commitCommands } from './ui/commitCommands';
import { decisionCommands } from './ui/decisionCommands';
import { Drafts } from './ui/drafts';
import { Editors } from './ui/editors';
import { FixAction } from './ui/fixAction';
import { GateCommands } from './ui/gateCommands';
import { GateDiagnostics } from './ui/gateDiagnostics';
import { GateTree } from './ui/gateTree';
import { historyCommands } from './ui/historyCommands';
import { importCommand } from './ui/importCommand';
import { Notifications } from './ui/notifications';
import { noticeSettings } from './ui/noticeSettings';
import { Pick } from './ui/pick';
import { gateTables, Refresh, sidebarTables } from './ui/refresh';
import { remarkCommands } from './ui/remarkCommands';
import { RemarkThreads } from './ui/remarkThreads';
import { hunkFinder, reviewCommands } from './ui/reviewCommands';
import { ReviewContext } from './ui/reviewContext';
import { ReviewLens } from './ui/reviewLens';
import { riskCommands } from './ui/riskCommands';
import { RejectionsByHand } from './ui/overlaps';
import { ReviewScopes } from './ui/reviewScopes';
import { askAboutIdleSession, sessionCommands } from './ui/sessionCommands';
import { SessionTree } from './ui/sessionTree';
import { setupCommands } from './ui/setupCommands';
import { SnapshotContent } from './ui/snapshotContent';
import { StatusBar } from './ui/statusBar';
import { taskCommands } from './ui/taskCommands';
import { timelineHandlers } from './ui/timelineHandlers';
import { TimelinePanels } from './ui/timelinePanel';
import { WatchFiles } from './ui/watchFiles';
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

  const editors = owned.add(new Editors());
  const workspace = buildWorkspace(editors);
  const store = await Store.open({
    folder: storage,
    workerFile: dist('storeWorker.js'),
    wasmFile: dist('sql-wasm.wasm'),
    keepBackups: backupsToKeep(),
  });
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
        `Autobot could not save its history; it is kept in memory and saved with the next change. ${String(error)}`,
      );
    }),
  );

  const pick = new Pick(autobot);
  const scopes = new ReviewScopes(autobot);
  const byHand = new RejectionsByHand(autobot, scopes);
  const completions = owned.add(new Completions(autobot));
  const panels = owned.add(
    new TimelinePanels({
      autobot,
      extensionUri: context.extensionUri,
      log,
      drafts: new Drafts(context.workspaceState),
      buildHandlers: (timeline, access) => timelineHandlers(autobot, timeline, completions, scopes, byHand, access),
    }),
  );
  owned.add(new SnapshotContent());
  owned.add(new ReviewLens(autobot));
  owned.add(new FixAction(autobot));
  owned.add(new ReviewContext(autobot, scopes));
  const remarks = owned.add(new RemarkThreads(autobot));
  const { history, facts, runner, recovery, repositories, activities } = autobot;
  const sidebar = owned.add(
    new Refresh(
      history,
      sidebarTables,
      facts.onDidChange,
      runner.onDidReport,
      recovery.onDidChange,
      repositories.onDidScan,
      activities.onDidChange,
      autobot.gates.configs.onDidChange,
    ),
  );
  const gates = owned.add(new Refresh(history, gateTables, repositories.onDidScan));
  const contextKeys = owned.add(new ContextKeys(autobot, sidebar.onDidChange));
  owned.add(new SessionTree(autobot, sidebar.onDidChange));
  owned.add(new GateDiagnostics(autobot, sidebar.onDidChange));
  owned.add(new GateTree(autobot, gates.onDidChange));
  owned.add(new StatusBar(autobot, sidebar.onDidChange));
  owned.add(new WatchFiles(autobot));
  owned.add(
    new Notifications(autobot, {
      settings: noticeSettings,
      command: () => vscode.workspace.getConfiguration('autobot').get('notifications.command', ''),
      showsTimeline: () => panels.isVisible,
    }),
  );
  const gateCommands = new GateCommands(autobot, path => pick.repository(path), workspace.problemMatchers);
  owned.add(
    registerCommands(
      {
        ...taskCommands(autobot, pick, panels),
        ...askCommands(autobot, pick, panels),
        ...conversationCommands(autobot, pick),
        ...reviewCommands(autobot, pick, scopes, byHand),
        ...riskCommands(autobot, pick, scopes),
        ...remarkCommands(autobot, remarks, scopes, hunkFinder(autobot)),
        ...decisionCommands(autobot, pick, byHand),
        ...commitCommands(autobot, pick),
        ...setupCommands(autobot, log),
        ...historyCommands(autobot, store),
        ...sessionCommands(autobot, pick, panels),
        ...importCommand(autobot, pick, panels),
        'autobot.configureGates': path => gateCommands.configure(path),
        'autobot.addGate': path => gateCommands.add(path),
        'autobot.editGate': gate => gateCommands.edit(required(gate)),
        'autobot.deleteGate': gate => gateCommands.delete(required(gate)),
        'autobot.runGate': gate => gateCommands.run(required(gate)),
        'autobot.resetGates': path => gateCommands.reset(path),
      },
      log,
    ),
  );

  owned.add(autobot.housekeeping.onDidFindIdle(session => askAboutIdleSession(autobot, session)));

  const start = (): void => {
    const started = autobot.start().then(() => {
      sidebar.request();
      gates.request();
      contextKeys.markReady();
    });
    started.catch((error: unknown) => log.error('Starting failed', error instanceof Error ? error : String(error)));
  };
  owned.add(vscode.workspace.onDidGrantWorkspaceTrust(start));
  start();
  return {
    getAPI(version) {
      if (version !== 1) {
        throw new UserError('version', `Autobot has no API version ${version}; there is version 1.`);
      }
      return autobot.api;
    },
  };
}

function backupsToKeep(): number {
  return vscode.workspace.getConfiguration('autobot').get('backups.keep', 7);
}

function required<T>(argument: T | undefined): T {
  if (argument === undefined) {
    throw new UserError('noArgument', 'Choose a gate in the QA Gates view, or use Configure QA Gates.');
  }
  return argument;
}

/** VS Code waits at most 5 s; what then still runs is found and ended by the next window. */
export async function deactivate(): Promise<void> {
  await close?.();
}
