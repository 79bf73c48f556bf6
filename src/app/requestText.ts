import { readable } from '../core/lines';
import type { RemarkThread } from '../core/remarks';
import type { RejectedHunk } from './rejected';

/** Lines of one hunk or edit that Claude gets to see; the rest it can read in the file. */
const shownLines = 20;

/** Everything that a request for changes says. */
export interface RequestParts {
  readonly message: string;
  readonly threads: readonly RemarkThread[];
  readonly rejected: readonly RejectedHunk[];
  readonly edited: readonly EditedPart[];
  /** Files that Claude did not change, and the developer did. */
  readonly editedElsewhere: readonly string[];
}

export interface EditedPart {
  readonly path: string;
  /** 0-based; `null` for a file without lines. */
  readonly line: number | null;
  readonly was: readonly string[];
  readonly is: readonly string[];
}

/** The prompt of a review turn: the user's words first, then what they remarked, took out and edited. */
export function requestText({ message, threads, rejected, edited, editedElsewhere }: RequestParts): string {
  const sections = [
    section(
      'Remarks',
      '',
      threads.map((thread, index) => `${index + 1}. ${remarkText(thread)}`),
    ),
    section(
      'Taken out',
      'I have taken these parts of your change out of the files. Do not put them back as they were.',
      rejected.map(rejectedText),
    ),
    section('My own edits', 'I have edited these places myself. Keep what I wrote.', [
      ...edited.map(editedText),
      ...editedElsewhere.map(path => `- ${code(path)}`),
    ]),
  ];
  return [message.trim(), ...sections].filter(part => part !== '').join('\n\n');
}

function section(title: string, words: string, items: readonly string[]): string {
  return items.length === 0 ? '' : [`## ${title}`, words, items.join('\n')].filter(part => part !== '').join('\n\n');
}

function remarkText({ path, side, line, remarks }: RemarkThread): string {
  const where = side === 'after' ? `line ${line + 1}` : `line ${line + 1} before your change`;
  const quote = remarks[0].quote.trim();
  const words = remarks.map(remark => indented(remark.text, '   '));
  return [`${code(path)}, ${where}${quote === '' ? '' : `: ${code(quote.slice(0, 200))}`}`, ...words].join('\n');
}

function rejectedText({ path, line, before, after, reason }: RejectedHunk): string {
  const where = line === null ? 'the whole file' : `line ${line + 1}`;
  return [`- ${code(path)}, ${where}${reason ? `: ${reason}` : ''}`, ...diffOf(before, after)].join('\n');
}

function editedText({ path, line, was, is }: EditedPart): string {
  return [`- ${code(path)}${line === null ? '' : `, line ${line + 1}`}`, ...diffOf(was, is)].join('\n');
}

function diffOf(before: readonly string[], after: readonly string[]): string[] {
  const signed = (sign: string, lines: readonly string[]): string[] => {
    const shown = lines.slice(0, shownLines).map(line => `      ${sign} ${readable([line]).trimEnd()}`);
    return lines.length > shownLines ? [...shown, `      ${sign} … ${lines.length - shownLines} more lines`] : shown;
  };
  return [...signed('-', before), ...signed('+', after)];
}

/** Inline code, whatever the text holds. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = longest > 0 ? ' ' : '';
  return `${fence}${space}${text.replaceAll('\n', ' ')}${space}${fence}`;
}

function indented(text: string, by: string): string {
  return text
    .split('\n')
    .map(line => `${by}${line}`)
    .join('\n');
}
