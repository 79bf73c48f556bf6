import { t } from '@vscode/l10n';
import { readable } from '../core/lines';

/** The timeline is no diff editor: it shows so many lines of a hunk, and the rest is a click away. */
const shownLines = 12;

/** The first lines of a hunk, as text for people. */
export function excerpt(lines: readonly string[]): string {
  const shown = lines.slice(0, shownLines).map(line => (line.length > 300 ? `${line.slice(0, 300)}…\n` : line));
  const rest = lines.length > shownLines ? t`… ${lines.length - shownLines} more lines\n` : '';
  return readable(shown).concat(rest);
}
