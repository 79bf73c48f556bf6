import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { titleOf } from '../app/sessions';
import { UserError } from '../base/errors';
import type { PastSession } from '../core/agentKind';
import type { Repository } from '../core/model';
import type { CommandHandlers } from './commands';
import type { Pick } from './pick';
import type { TimelinePanels } from './timelinePanel';
import { joined, labelOf } from './treeNode';

/** Make history of a session that was had with Claude's CLI outside of Autobot. */
export function importCommand(
  autobot: Autobot,
  pick: Pick,
  panels: TimelinePanels,
): { readonly [C in 'autobot.importSession']: CommandHandlers[C] } {
  return {
    'autobot.importSession': async (given, asks) => {
      const repository = await pick.repository(given?.repository, asks);
      const id = given?.session ?? (await choose(autobot, repository, asks)).id;
      const session = await autobot.pastSessions.bringIn(repository, id);
      if (asks) {
        panels.show(repository.id, session.id);
      }
      return session.id;
    },
  };
}

async function choose({ pastSessions }: Autobot, repository: Repository, asks: boolean): Promise<PastSession> {
  const sessions = await pastSessions.list(repository);
  if (sessions.length === 0) {
    throw new UserError(
      'none',
      t`Claude remembers no session in ${repository.name} that is not in the history already.`,
    );
  }
  if (!asks) {
    throw new UserError('noSession', t`Name one of these sessions: ${sessions.map(({ id }) => id).join(', ')}.`);
  }
  const items = sessions.map(session => ({
    label: labelOf(titleOf(session.prompt)),
    description: joined(new Date(session.lastActivity).toLocaleString(), session.branch),
    detail: session.folder,
    session,
  }));
  const options = {
    title: t('Import Session'),
    placeHolder: t('Which session of Claude’s?'),
    matchOnDescription: true,
  };
  const chosen = await vscode.window.showQuickPick(items, options);
  if (!chosen) {
    throw new vscode.CancellationError();
  }
  return chosen.session;
}
