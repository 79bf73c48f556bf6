import { t } from '@vscode/l10n';
import type { Completion } from '../protocol/view';
import { fenced } from './mentionModel';

/** A command that was run in a terminal. */
export interface TerminalRun {
  readonly command: string;
  /** The end of what it printed, without colours. */
  readonly output: string;
  /** `null`: it still runs, or the shell did not say. */
  readonly exitCode: number | null;
}

export interface TerminalState {
  readonly name: string;
  /** The latest one; `null` when VS Code has told of none. */
  readonly run: TerminalRun | null;
}

/** Characters of a command's output that are kept, and that go into a prompt. */
const limits = { kept: 40_000, said: 10_000 };

export function keepTail(text: string): string {
  return text.length > limits.kept ? text.slice(-limits.kept) : text;
}

/** What can be had of the active terminal, where what is typed is the beginning of "terminal". */
export function terminalCompletions(typed: string, terminal: TerminalState | null): Completion[] {
  const isNamed = 'terminal'.startsWith(typed.toLowerCase());
  const isMeant = isNamed && typed.length > 2; // then it is also said what cannot be had
  if (!isNamed || (terminal === null && !isMeant)) {
    return [];
  }
  if (terminal === null) {
    return [{ kind: 'terminal', label: t('Terminal'), detail: t('none is open'), insert: '' }];
  }
  const { name, run } = terminal;
  const selection: Completion = {
    kind: 'terminalSelection',
    label: t('Terminal selection'),
    detail: t`${name} · by way of the clipboard`,
    insert: '',
  };
  const unknown: Completion = {
    kind: 'terminal',
    label: t('Terminal output'),
    detail: t`${name} · not known: VS Code tells it of commands run from now on, with shell integration`,
    insert: '',
  };
  const last = run
    ? [
        {
          kind: 'terminal',
          label: t('Terminal output'),
          detail: `${name} · ${run.command}`,
          insert: runInWords(run),
        } as const,
      ]
    : isMeant
      ? [unknown]
      : [];
  return [...last, selection];
}

/** A command and the end of what it printed. */
export function runInWords({ command, output, exitCode }: TerminalRun): string {
  const overwritten = /[^\n]*\r/g; // as by a progress bar
  const lines = output.replaceAll(/\r+\n/g, '\n').replaceAll(overwritten, '').trim();
  const end = lines.length > limits.said ? `…${lines.slice(-limits.said)}` : lines;
  const code = exitCode === null ? '' : ` (exit code ${exitCode})`;
  return end === ''
    ? `\`${command}\` printed nothing in the terminal${code}.`
    : `What \`${command}\` printed in the terminal${code}:\n\n${fenced(end, '')}`;
}

export function terminalSelectionInWords(text: string): string {
  return `From the terminal:\n\n${fenced(text.trimEnd(), '')}`;
}
