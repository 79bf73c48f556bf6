import * as vscode from 'vscode';
import type { Settings, Workspace } from '../app/ports';
import { contributedMatchers } from './contributedMatchersModel';
import type { Editors } from './editors';

/** VS Code's workspace, as the app needs it. */
export function buildWorkspace(editors: Editors): Workspace {
  return {
    isTrusted: () => vscode.workspace.isTrusted,
    folders: () =>
      (vscode.workspace.workspaceFolders ?? []).flatMap(({ uri }) => (uri.scheme === 'file' ? [uri.fsPath] : [])),
    settings: readSettings,
    editors,
    problemMatchers: () => contributedMatchers(vscode.extensions.all.map(({ packageJSON }) => packageJSON as unknown)),
  };
}

function readSettings(): Settings {
  const all = vscode.workspace.getConfiguration('autobot');
  return {
    claudePath: all.get('claude.path', ''),
    model: all.get('claude.model', ''),
    permissionMode: all.get('claude.permissionMode', 'inherit'),
    maxBudgetUsd: all.get('claude.maxBudgetUsd', 0),
    timeoutMinutes: all.get('claude.timeoutMinutes', 0),
    scanMaxDepth: all.get('scan.maxDepth', 6),
    scanExclude: all.get<string[]>('scan.exclude', []),
    generateMessage: all.get('commit.generateMessage', true),
    commitTrailers: all.get<string[]>('commit.trailers', []),
    gateAutoFixAttempts: all.get('gates.autoFixAttempts', 0),
    gateConcurrency: all.get('gates.concurrency', 4),
    gateStopsAtFirst: all.get('gates.stopAtFirstFailure', false),
    gateEagerBaseline: all.get('gates.eagerBaseline', false),
    abandonAfterHours: all.get('sessions.abandonAfterHours', 24),
    retentionDays: all.get('history.retentionDays', 0),
    qaGates: repository => vscode.workspace.getConfiguration('autobot', vscode.Uri.file(repository)).get('qaGates'),
  };
}
