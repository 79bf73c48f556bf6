import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { type Disposable, Disposables } from '../base/lifecycle';
import { asCommand } from './commands';
import { linesOf, nameOf } from './selected';

/** Offers to hand a problem to Claude, among the quick fixes of its line. */
export class FixAction implements vscode.CodeActionProvider, Disposable {
  readonly #owned = new Disposables();

  constructor(private readonly autobot: Pick<Autobot, 'repositories'>) {
    const metadata = { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] };
    this.#owned.add(vscode.languages.registerCodeActionsProvider({ scheme: 'file' }, this, metadata));
  }

  async provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const [first, ...others] = diagnostics;
    if (!first || !vscode.workspace.isTrusted || !(await nameOf(document, this.autobot)).repository) {
      return [];
    }
    const lines = linesOf(others.reduce((all, { range }) => all.union(range), first.range));
    const action = new vscode.CodeAction(t('Fix with Autobot'), vscode.CodeActionKind.QuickFix);
    action.command = asCommand('autobot.fixProblem', t('Fix with Autobot'), { file: document.uri.fsPath, ...lines });
    action.diagnostics = [...diagnostics];
    return [action];
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
