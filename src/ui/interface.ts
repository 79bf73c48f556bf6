import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { type Disposable, Disposables } from '../base/lifecycle';
import type { Store } from '../store/store';
import { registerCommands } from './commands';
import { Completions } from './completions';
import { ContextKeys } from './contextKeys';
import { Drafts } from './drafts';
import { FixAction } from './fixAction';
import { GateDiagnostics } from './gateDiagnostics';
import { GateTree } from './gateTree';
import { askAboutIdleSession } from './idleSession';
import { Notifications } from './notifications';
import { noticeSettings } from './noticeSettings';
import { RejectionsByHand } from './overlaps';
import { gateTables, Refresh, sidebarTables } from './refresh';
import { RemarkThreads } from './remarkThreads';
import { ReviewContext } from './reviewContext';
import { ReviewLens } from './reviewLens';
import { ReviewMarks } from './reviewMarks';
import { ReviewScopes } from './reviewScopes';
import { SessionTree } from './sessionTree';
import { ShownHunks } from './shownHunks';
import { SnapshotContent } from './snapshotContent';
import { StatusBar } from './statusBar';
import { timelineHandlers } from './timelineHandlers';
import { TimelinePanels } from './timelinePanel';
import { WatchFiles } from './watchFiles';

/** Everything that the user sees of Autobot. */
export interface Interface extends Disposable {
  /** The repositories are known, and what an earlier window left is. */
  markReady(): void;
}

export function buildInterface(
  context: vscode.ExtensionContext,
  autobot: Autobot,
  store: Store,
  log: vscode.LogOutputChannel,
): Interface {
  const owned = new Disposables();
  const scopes = new ReviewScopes(autobot);
  const shown = new ShownHunks(autobot, scopes);
  const byHand = new RejectionsByHand(autobot, scopes, shown);
  const completions = owned.add(new Completions(autobot));
  const panels = owned.add(
    new TimelinePanels({
      autobot,
      extensionUri: context.extensionUri,
      log,
      drafts: new Drafts(context.workspaceState),
      buildHandlers: (timeline, panel) =>
        timelineHandlers({ autobot, timeline, completions, scopes, byHand, shown, panel }),
    }),
  );
  owned.add(new SnapshotContent());
  owned.add(new ReviewLens(autobot, shown));
  owned.add(new ReviewMarks(autobot));
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
  const tree = owned.add(new SessionTree(autobot, sidebar.onDidChange, context.workspaceState));
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
  owned.add(
    registerCommands(async () => {
      const { commandTable } = await import('./commandTable');
      return commandTable({ autobot, store, log, panels, remarks, scopes, byHand, shown, tree });
    }, log),
  );
  owned.add(autobot.housekeeping.onDidFindIdle(session => askAboutIdleSession(autobot, session)));
  return {
    markReady() {
      sidebar.request();
      gates.request();
      contextKeys.markReady();
    },
    dispose: () => owned.dispose(),
  };
}
