import { realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { relativePath } from '../app/repositories';
import type { Repository } from '../core/model';
import type { Lines, NamedProblem, Selected } from './mentionModel';

type Known = Pick<Autobot, 'repositories'>;

/** A document as a prompt in a repository names it. */
export interface Named {
  /** Where the document lies; nothing where it is in none. */
  readonly repository: Repository | undefined;
  readonly path: string;
}

/** What to call a document: relative to its repository, else as it is known. */
export async function nameOf({ uri }: vscode.TextDocument, { repositories }: Known): Promise<Named> {
  if (uri.scheme !== 'file') {
    return { repository: undefined, path: vscode.workspace.asRelativePath(uri, false) };
  }
  const file = await realpath(uri.fsPath).catch(() => uri.fsPath); // rows hold real paths
  const repository = repositories.containing(file);
  return { repository, path: (repository && relativePath(repository.path, file)) ?? file };
}

/** These lines of a document, and their text where what is on disk is not it. */
export function selectedLines(document: vscode.TextDocument, path: string, lines: Lines): Selected {
  const isOnDisk = document.uri.scheme === 'file' && !document.isDirty;
  const range = new vscode.Range(lines.from - 1, 0, lines.to, 0);
  return { path, lines, unsaved: isOnDisk ? null : document.getText(range), language: document.languageId };
}

/** The lines that a selection touches; one that ends before a line's first character does not touch it. */
export function linesOf({ start, end, isEmpty }: vscode.Range): Lines {
  const isBeforeLine = !isEmpty && end.character === 0 && end.line > start.line;
  return { from: start.line + 1, to: end.line + (isBeforeLine ? 0 : 1) };
}

export function namedProblem(path: string, diagnostic: vscode.Diagnostic): NamedProblem {
  const { range, severity, message, source, code } = diagnostic;
  const value = typeof code === 'object' ? code.value : code;
  return {
    path,
    line: range.start.line + 1,
    severity: severities[severity],
    message,
    source: source ?? '',
    code: value === undefined ? '' : String(value),
  };
}

const severities: Readonly<Record<vscode.DiagnosticSeverity, string>> = {
  [vscode.DiagnosticSeverity.Error]: 'error',
  [vscode.DiagnosticSeverity.Warning]: 'warning',
  [vscode.DiagnosticSeverity.Information]: 'information',
  [vscode.DiagnosticSeverity.Hint]: 'hint',
};
