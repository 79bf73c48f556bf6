import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { UserError } from '../base/errors';
import type { Session } from '../core/model';
import { sessionName } from '../app/sessionKeeping';

/** Say that a session waits for nobody, and let the user end it. */
export function askAboutIdleSession(autobot: Autobot, session: Session): void {
  const [open, abandon] = [t('Open Timeline'), t('Abandon Session')];
  const since = new Date(autobot.keeping.lastActivity(session)).toLocaleString();
  const text = t`Autobot: nothing has happened in the session ${sessionName(session)} since ${since}, and it has tasks to decide.`;
  void vscode.window.showInformationMessage(text, open, abandon).then(async answer => {
    if (answer === open) {
      await vscode.commands.executeCommand('autobot.openTimeline', session.id);
    } else if (answer === abandon) {
      await autobot.keeping.abandon(session.id).catch((error: unknown) => {
        throw new UserError('abandon', `The session could not be abandoned: ${String(error)}`);
      });
    }
  });
}
