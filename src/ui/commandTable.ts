import { t } from '@vscode/l10n';
import type * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { UserError } from '../base/errors';
import type { Store } from '../store/store';
import { askCommands } from './askCommands';
import type { CommandHandlers } from './commands';
import { commitCommands } from './commitCommands';
import { conversationCommands } from './conversationCommands';
import { decisionCommands } from './decisionCommands';
import { GateCommands } from './gateCommands';
import { historyCommands } from './historyCommands';
import { importCommand } from './importCommand';
import type { RejectionsByHand } from './overlaps';
import { Pick } from './pick';
import { rejectedCommands } from './rejectedCommands';
import { remarkCommands } from './remarkCommands';
import type { RemarkThreads } from './remarkThreads';
import { hunkFinder, reviewCommands } from './reviewCommands';
import type { ReviewScopes } from './reviewScopes';
import { riskCommands } from './riskCommands';
import { sessionCommands } from './sessionCommands';
import type { SessionTree } from './sessionTree';
import { setupCommands } from './setupCommands';
import type { ShownHunks } from './shownHunks';
import { taskCommands } from './taskCommands';
import { treeCommands } from './treeCommands';
import type { TimelinePanels } from './timelinePanel';

/** What commands work on. */
export interface CommandParts {
  readonly autobot: Autobot;
  readonly store: Store;
  readonly log: vscode.LogOutputChannel;
  readonly panels: TimelinePanels;
  readonly remarks: RemarkThreads;
  readonly scopes: ReviewScopes;
  readonly byHand: RejectionsByHand;
  readonly shown: ShownHunks;
  readonly tree: SessionTree;
}

/** What every command does. Loaded with the first one that is called. */
export function commandTable({
  autobot,
  store,
  log,
  panels,
  remarks,
  scopes,
  byHand,
  shown,
  tree,
}: CommandParts): CommandHandlers {
  const pick = new Pick(autobot);
  const gates = new GateCommands(autobot, path => pick.repository(path), autobot.workspace.problemMatchers);
  return {
    ...taskCommands(autobot, pick, panels),
    ...askCommands(autobot, pick, panels),
    ...conversationCommands(autobot, pick),
    ...reviewCommands(autobot, pick, scopes, byHand, shown),
    ...riskCommands(autobot, pick, scopes),
    ...rejectedCommands(autobot, pick, byHand),
    ...remarkCommands(autobot, remarks, scopes, hunkFinder(autobot, scopes)),
    ...decisionCommands(autobot, pick, byHand, shown),
    ...commitCommands(autobot, pick),
    ...setupCommands(autobot, log),
    ...treeCommands(tree),
    ...historyCommands(autobot, store),
    ...sessionCommands(autobot, pick, panels),
    ...importCommand(autobot, pick, panels),
    'autobot.configureGates': path => gates.configure(path),
    'autobot.addGate': path => gates.add(path),
    'autobot.editGate': gate => gates.edit(required(gate)),
    'autobot.deleteGate': gate => gates.delete(required(gate)),
    'autobot.runGate': gate => gates.run(required(gate)),
    'autobot.resetGates': path => gates.reset(path),
  };
}

function required<T>(argument: T | undefined): T {
  if (argument === undefined) {
    throw new UserError('noArgument', t('Choose a gate in the QA Gates view, or use Configure QA Gates.'));
  }
  return argument;
}
