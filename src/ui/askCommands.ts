import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { UserError } from '../base/errors';
import type { Repository } from '../core/model';
import type { CommandHandlers } from './commands';
import { type Lines, problemsInWords, selectionInWords } from './mentionModel';
import type { Pick } from './pick';
import { pickSentPrompt } from './reusePrompt';
import { linesOf, namedProblem, nameOf, selectedLines } from './selected';
import type { TimelinePanels } from './timelinePanel';

type AskCommand = 'autobot.askAboutSelection' | 'autobot.fixProblem' | 'autobot.reusePrompt';

interface Place {
  readonly document: vscode.TextDocument;
  readonly lines: Lines;
}

/** Commands that begin a prompt with something of an editor, or of before. None of them sends it: the user has yet to say what for. */
export function askCommands(
  autobot: Autobot,
  pick: Pick,
  panels: TimelinePanels,
): { readonly [C in AskCommand]: CommandHandlers[C] } {
  const put = async (text: string, repository: Repository | undefined): Promise<void> => {
    panels.show((repository ?? (await pick.repository())).id, null).insert(text, 'insert');
  };
  return {
    'autobot.askAboutSelection': async argument => {
      const { document, lines } = await placeOf(argument);
      const { repository, path } = await nameOf(document, autobot);
      await put(selectionInWords(selectedLines(document, path, lines)), repository);
    },
    'autobot.fixProblem': async argument => {
      const { document, lines } = await placeOf(argument);
      const { repository, path } = await nameOf(document, autobot);
      const problems = problemsAt(document, lines);
      if (problems.length === 0) {
        throw new UserError('noProblem', t('There is no problem here. Put the cursor on one.'));
      }
      const named = problems.map(problem => namedProblem(path, problem));
      const words = `Fix ${named.length === 1 ? 'this problem' : 'these problems'}:\n\n${problemsInWords(named)}`;
      const selected = selectedLines(document, path, lines);
      await put(selected.unsaved === null ? words : `${words}\n\n${selectionInWords(selected)}`, repository);
    },
    'autobot.reusePrompt': async path => {
      const repository = await pick.repository(path);
      const { text } = await pickSentPrompt(autobot);
      panels.show(repository.id, null).insert(text, 'replace');
    },
  };
}

/** What VS Code shows as problems on these lines, in their order. */
function problemsAt({ uri }: vscode.TextDocument, { from, to }: Lines): vscode.Diagnostic[] {
  const isHere = ({ range }: vscode.Diagnostic): boolean => range.start.line < to && range.end.line >= from - 1;
  return vscode.languages
    .getDiagnostics(uri)
    .filter(isHere)
    .toSorted((a, b) => a.range.start.compareTo(b.range.start));
}

/** The place that a caller named, or what is selected in the active editor. */
async function placeOf(argument: { file: string; from: number; to: number } | undefined): Promise<Place> {
  if (argument) {
    const document = await vscode.workspace.openTextDocument(argument.file);
    const from = Math.min(argument.from, document.lineCount);
    return { document, lines: { from, to: Math.min(Math.max(argument.to, from), document.lineCount) } };
  }
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    throw new UserError('noEditor', t('No text editor is open. Open a file and select what to ask about.'));
  }
  return { document: editor.document, lines: linesOf(editor.selection) };
}
