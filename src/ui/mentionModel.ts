/** Lines of a file, counted from 1, both included. */
export interface Lines {
  readonly from: number;
  readonly to: number;
}

/** Something selected in an editor. `path` is relative to the repository, or a name where the text lies in none. */
export interface Selected {
  readonly path: string;
  /** `null`: the whole file. */
  readonly lines: Lines | null;
  /** The text as it stands in the editor, where what is on disk is not it; `null` where it is. */
  readonly unsaved: string | null;
  /** The editor's language, for the quote. */
  readonly language: string;
}

export interface NamedProblem {
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  readonly severity: string;
  readonly message: string;
  readonly source: string;
  readonly code: string;
}

/**
 * A file, or a folder with a slash at its end, as Claude's CLI attaches it: `@path`, `@"odd path"`, `@path#L3-5`.
 *
 * The CLI knows no escapes: a name with a quote, a number sign or a line break is given in words instead.
 */
export function mentionOf(path: string, lines: Lines | null = null): string {
  const isSayable = !/["#\n\r]/.test(path) && !path.endsWith(' (agent)');
  if (!isSayable) {
    return `the file ${JSON.stringify(path)}${lines ? `, ${linesInWords(lines)}` : ''}`;
  }
  const range = lines ? `#L${lines.from}${lines.to > lines.from ? `-${lines.to}` : ''}` : '';
  // What is not a word's character at the end, and all after a space, would not count without the quotes.
  return /^[\w./-]*[\w/]$/.test(path) ? `@${path}${range}` : `@"${path}${range}"`;
}

/** What is selected: a mention of its lines, and the text itself where it is not on disk. */
export function selectionInWords({ path, lines, unsaved, language }: Selected): string {
  if (unsaved === null) {
    return mentionOf(path, lines);
  }
  const where = lines ? `, ${linesInWords(lines)},` : '';
  return `${mentionOf(path)}${where} as it stands in the editor, not saved:\n\n${fenced(unsaved, language)}`;
}

/** Problems as a list, each at its place. At most `limit` are named, and the rest counted. */
export function problemsInWords(problems: readonly NamedProblem[], limit = 50): string {
  const lines = problems.slice(0, limit).map(({ path, line, severity, message, source, code }) => {
    const mark = [source, code && `(${code})`].filter(Boolean).join(' ');
    const text = message.trim().replaceAll(/\r?\n/g, '\n  ');
    return `- ${mentionOf(path, { from: line, to: line })} ${severity}${mark ? ` [${mark}]` : ''}: ${text}`;
  });
  const rest = problems.length - lines.length;
  return [...lines, ...(rest > 0 ? [`- and ${rest} more`] : [])].join('\n');
}

/** As a block that ends where the text ends, whatever the text holds. */
export function fenced(text: string, language: string): string {
  const runs = [...text.matchAll(/`{3,}/g)].map(([run]) => run.length);
  const fence = '`'.repeat(Math.max(2, ...runs) + 1);
  return `${fence}${language}\n${text.replace(/\r?\n$/, '')}\n${fence}`;
}

function linesInWords({ from, to }: Lines): string {
  return to > from ? `lines ${from} to ${to}` : `line ${from}`;
}
