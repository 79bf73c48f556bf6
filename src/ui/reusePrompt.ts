import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { type SentPrompt, sentPrompts } from '../app/promptHistory';
import type { Autobot } from '../app/autobot';
import { UserError } from '../base/errors';
import { promptItem } from './reusePromptModel';

/** Let the user look for a prompt that was sent before. */
export async function pickSentPrompt(autobot: Pick<Autobot, 'history' | 'repositories'>): Promise<SentPrompt> {
  const items = sentPrompts(autobot).map(prompt => ({ ...promptItem(prompt, vscode.env.language), prompt }));
  if (items.length === 0) {
    throw new UserError('noPrompts', t('No prompt was sent in this workspace yet.'));
  }
  const chosen = await vscode.window.showQuickPick(items, {
    title: t('Reuse a Prompt'),
    placeHolder: t('Which one? It goes into the prompt and can be changed there; what you have written is set aside.'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (!chosen) {
    throw new vscode.CancellationError();
  }
  return chosen.prompt;
}
