import { t } from '@vscode/l10n';
import stripAnsi from 'strip-ansi';
import * as vscode from 'vscode';
import { UserError } from '../base/errors';
import { type Disposable, Disposables } from '../base/lifecycle';
import { keepTail, type TerminalRun, type TerminalState } from './terminalModel';

/**
 * What the user sees in their terminals, as far as VS Code tells it: what a command printed, where the shell is integrated
 * and since this window opened; what is selected, by way of the clipboard alone.
 */
export class Terminals implements Disposable {
  readonly #owned = new Disposables();
  readonly #runs = new Map<vscode.Terminal, TerminalRun>();

  constructor() {
    this.#owned.add(vscode.window.onDidStartTerminalShellExecution(event => void this.#follow(event)));
    this.#owned.add(
      vscode.window.onDidEndTerminalShellExecution(({ terminal, execution, exitCode }) => {
        const run = this.#runs.get(terminal);
        if (run?.command === execution.commandLine.value) {
          this.#runs.set(terminal, { ...run, exitCode: exitCode ?? null });
        }
      }),
    );
    this.#owned.add(vscode.window.onDidCloseTerminal(terminal => this.#runs.delete(terminal)));
  }

  /** The active terminal; `null` when there is none. */
  get active(): TerminalState | null {
    const terminal = vscode.window.activeTerminal;
    return terminal ? { name: terminal.name, run: this.#runs.get(terminal) ?? null } : null;
  }

  /** What is selected in the active terminal. The clipboard has its text again afterwards. */
  async selection(): Promise<string> {
    const { clipboard } = vscode.env;
    const before = await clipboard.readText();
    const mark = `autobot ${Date.now()}`;
    await clipboard.writeText(mark);
    try {
      await vscode.commands.executeCommand('workbench.action.terminal.copySelection');
      const text = await clipboard.readText();
      if (text === mark || text.trim() === '') {
        throw new UserError('noSelection', t('Nothing is selected in the terminal. Select something there first.'));
      }
      return text;
    } finally {
      await clipboard.writeText(before);
    }
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** Keep the end of what a command prints, as it comes. */
  async #follow({ terminal, execution }: vscode.TerminalShellExecutionStartEvent): Promise<void> {
    const command = execution.commandLine.value;
    let run: TerminalRun = { command, output: '', exitCode: null };
    this.#runs.set(terminal, run);
    let printed = '';
    for await (const data of execution.read()) {
      printed = keepTail(printed + data);
      const known = this.#runs.get(terminal);
      if (known?.command !== command) {
        return; // the next command has begun, or the terminal is closed
      }
      run = { ...known, output: stripAnsi(printed) };
      this.#runs.set(terminal, run);
    }
  }
}
