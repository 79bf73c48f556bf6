import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { problemInWords } from '../app/claudeSetup';
import { tooOldInWords } from '../app/preFlight/gitCheck';
import { UserError } from '../base/errors';
import { GitError } from '../git/gitError';
import { isGitTooOld } from '../git/repositoryState';
import type { CommandHandlers } from './commands';
import { openMachineSetting } from './machineSettings';

type SetupCommand = 'autobot.checkSetup' | 'autobot.rescanRepositories' | 'autobot.stopScan' | 'autobot.showLog';

export function setupCommands(
  autobot: Autobot,
  log: vscode.LogOutputChannel,
): { readonly [C in SetupCommand]: CommandHandlers[C] } {
  return {
    'autobot.checkSetup': () => checkSetup(autobot),
    'autobot.rescanRepositories': async () => {
      if (!vscode.workspace.isTrusted) {
        throw new UserError('untrusted', t('Autobot looks for no repository in this workspace until you trust it.'));
      }
      const found = await vscode.window.withProgress({ location: { viewId: 'autobot.sessions' } }, () =>
        autobot.repositories.rescan(),
      );
      return found.map(repository => repository.path);
    },
    'autobot.stopScan': () => autobot.repositories.stopScan(),
    'autobot.showLog': () => log.show(),
  };
}

/** Say whether git and the Claude CLI can be used, and what to do if not. Returns whether all is well. */
async function checkSetup(autobot: Autobot): Promise<boolean> {
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showWarningMessage(
      t('Autobot: nothing is checked or run in this workspace until you trust it.'),
    );
    return false;
  }
  const problems: string[] = [];
  const git = await autobot.git.version({ fresh: true }).catch((error: unknown) => {
    problems.push(GitError.is(error) ? error.message : String(error));
    return undefined;
  });
  if (git !== undefined && isGitTooOld(git)) {
    problems.push(tooOldInWords(git));
  }
  const claude = await autobot.claude.get({ fresh: true });
  const problem = problemInWords(claude);
  if (problem) {
    problems.push(problem);
  }
  if (problems.length === 0 && claude.kind === 'found') {
    const note = claude.check.warning ?? '';
    void vscode.window.showInformationMessage(
      t`Autobot is ready: git ${git ?? ''}, Claude CLI ${claude.check.version ?? ''} at ${claude.path}. ${note}`.trim(),
    );
    return true;
  }
  const open = t('Open Settings');
  // Not awaited: a program that asked is not kept waiting for the click.
  void vscode.window.showWarningMessage(`Autobot: ${problems.join(' ')}`, open).then(answer => {
    if (answer === open) {
      void openMachineSetting('autobot.claude.path');
    }
  });
  return false;
}
