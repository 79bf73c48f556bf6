import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { FileSearch } from '../app/fileSearch';
import { relativePath } from '../app/repositories';
import type { Disposable } from '../base/lifecycle';
import type { Repository } from '../core/model';
import type { Completion } from '../protocol/view';
import { type Around, aroundCompletions, type NamedSymbol, pathCompletion, symbolCompletion } from './completionModel';
import { excludedGlobs } from './excludesModel';
import { LastEditor } from './lastEditor';
import type { NamedProblem } from './mentionModel';
import { linesOf, namedProblem, nameOf, selectedLines } from './selected';
import { terminalCompletions, terminalSelectionInWords } from './terminalModel';
import { Terminals } from './terminals';

/** Most files, and most symbols, that are offered. */
const limits = { files: 30, symbols: 15 };
/** Symbols are looked for from so many characters on; language servers list far too many for fewer. */
const symbolsFrom = 2;

/** What completes `@` in a prompt: files, folders, symbols, the selection and problems of one repository, and the terminal. */
export class Completions implements Disposable {
  readonly #editor = new LastEditor();
  readonly #terminals = new Terminals();
  readonly #files = new FileSearch(excludesOf);

  constructor(private readonly autobot: Pick<Autobot, 'repositories'>) {}

  dispose(): void {
    this.#editor.dispose();
    this.#terminals.dispose();
  }

  /** Gives what is found as it is found: the whole list each time. Rejects once aborted. */
  async *mentions(repository: Repository, typed: string, signal: AbortSignal): AsyncGenerator<Completion[]> {
    const around = [
      ...aroundCompletions(typed, await this.#around(repository)),
      ...terminalCompletions(typed, this.#terminals.active),
    ];
    const symbols = typed.length < symbolsFrom ? [] : this.#symbols(repository, typed);
    const open = typed === '' ? this.#openFiles(repository) : [];
    const found = await this.#files.find(repository.path, typed, limits.files, signal);
    const paths = [...new Set([...open, ...found])].slice(0, limits.files).map(pathCompletion);
    yield [...around, ...paths];
    const named = (await symbols).map(symbolCompletion);
    signal.throwIfAborted();
    if (named.length > 0) {
      yield [...around, ...paths, ...named];
    }
  }

  /** What is selected in the active terminal, as a prompt has it. */
  async terminalSelection(): Promise<string> {
    return terminalSelectionInWords(await this.#terminals.selection());
  }

  async #around(repository: Repository): Promise<Around> {
    const selected = this.#editor.selection;
    const path = selected && (await nameOf(selected.document, this.autobot)).path;
    return {
      selection:
        selected && path !== undefined ? selectedLines(selected.document, path, linesOf(selected.selection)) : null,
      problems: problemsOf(repository),
    };
  }

  /** Those in tabs, which are what the user is at. */
  #openFiles({ path }: Repository): string[] {
    const tabs = vscode.window.tabGroups.all.flatMap(group => group.tabs);
    return tabs.flatMap(({ input }) =>
      input instanceof vscode.TabInputText && input.uri.scheme === 'file'
        ? (relativePath(path, input.uri.fsPath) ?? [])
        : [],
    );
  }

  async #symbols({ path: root }: Repository, typed: string): Promise<NamedSymbol[]> {
    const found = await vscode.commands.executeCommand<vscode.SymbolInformation[] | undefined>(
      'vscode.executeWorkspaceSymbolProvider',
      typed,
    );
    const named = (found ?? []).flatMap(({ name, containerName, location: { uri, range } }) => {
      const path = uri.scheme === 'file' ? relativePath(root, uri.fsPath) : undefined;
      return path === undefined ? [] : [{ name, container: containerName, path, lines: linesOf(range) }];
    });
    return named.slice(0, limits.symbols);
  }
}

/** What the user does not want to see in the explorer or in a search. */
function excludesOf(repository: string): string[] {
  const uri = vscode.Uri.file(repository);
  const settings = ['files', 'search'].map(section => vscode.workspace.getConfiguration(section, uri).get('exclude'));
  return excludedGlobs(...settings);
}

/** What VS Code shows in the Problems view for files of a repository, worst first. */
function problemsOf({ path: root }: Repository): NamedProblem[] {
  const all = vscode.languages.getDiagnostics().flatMap(([uri, diagnostics]) => {
    const path = uri.scheme === 'file' ? relativePath(root, uri.fsPath) : undefined;
    return path === undefined ? [] : diagnostics.map(diagnostic => ({ path, diagnostic }));
  });
  return all
    .filter(({ diagnostic }) => diagnostic.severity !== vscode.DiagnosticSeverity.Hint)
    .toSorted((a, b) => a.diagnostic.severity - b.diagnostic.severity)
    .map(({ path, diagnostic }) => namedProblem(path, diagnostic));
}
