import { t } from '@vscode/l10n';
import { fitOf } from '../core/fuzzy';
import type { Completion } from '../protocol/view';
import {
  type Lines,
  mentionOf,
  type NamedProblem,
  problemsInWords,
  type Selected,
  selectionInWords,
} from './mentionModel';

/** A symbol of the workspace, by its place. */
export interface NamedSymbol {
  readonly name: string;
  readonly container: string;
  readonly path: string;
  readonly lines: Lines;
}

/** What is offered besides files. `null`: nothing is selected. */
export interface Around {
  readonly selection: Selected | null;
  /** The repository's problems, worst first. */
  readonly problems: readonly NamedProblem[];
}

/** How many of the problems are offered one by one. */
const problemLimit = 5;

/** A file or, with a slash at its end, a folder. */
export function pathCompletion(path: string): Completion {
  const isFolder = path.endsWith('/');
  const at = path.lastIndexOf('/', path.length - 2) + 1;
  return {
    kind: isFolder ? 'folder' : 'file',
    label: path.slice(at),
    detail: path.slice(0, at),
    insert: mentionOf(path),
  };
}

export function symbolCompletion({ name, container, path, lines }: NamedSymbol): Completion {
  const detail = [container, `${path}:${lines.from}`].filter(Boolean).join(' · ');
  return { kind: 'symbol', label: name, detail, insert: `${name} in ${mentionOf(path, lines)}` };
}

/** The CLI's commands that fit what is typed after the slash, best first. */
export function commandCompletions(typed: string, commands: readonly string[]): Completion[] {
  const wanted = typed.toLowerCase();
  return commands
    .flatMap(name => {
      const fit = fitOf(wanted, name.toLowerCase());
      return fit === null ? [] : [{ name, fit }];
    })
    .toSorted((a, b) => (wanted === '' ? 0 : b.fit - a.fit))
    .map(({ name }) => ({
      kind: 'command',
      label: `/${name}`,
      detail: t('command of Claude’s CLI'),
      insert: `/${name}`,
    }));
}

/** The selection and the problems, where what is typed is the beginning of their names, or words of a problem. */
export function aroundCompletions(typed: string, { selection, problems }: Around): Completion[] {
  const wanted = typed.toLowerCase();
  const items: Completion[] = [];
  if (selection && 'selection'.startsWith(wanted)) {
    items.push({
      kind: 'selection',
      label: t('Selection'),
      detail: placeOf(selection),
      insert: selectionInWords(selection),
    });
  }
  const isAsked = 'problems'.startsWith(wanted);
  if (problems.length > 0 && isAsked) {
    const detail = problems.length === 1 ? t('1 in the repository') : t`${problems.length} in the repository`;
    items.push({ kind: 'problem', label: t('Problems'), detail, insert: problemsInWords(problems) });
  }
  const isNamed = ({ message }: NamedProblem): boolean => wanted.length > 2 && message.toLowerCase().includes(wanted);
  const named = isAsked && wanted !== '' ? problems : problems.filter(isNamed);
  return [...items, ...named.slice(0, problemLimit).map(problemCompletion)];
}

function problemCompletion(problem: NamedProblem): Completion {
  const { message, path, line } = problem;
  const label = message.trim().split('\n', 1)[0] ?? '';
  return { kind: 'problem', label, detail: `${path}:${line}`, insert: problemsInWords([problem]).slice(2) };
}

function placeOf({ path, lines }: Selected): string {
  return lines ? `${path}:${lines.from}${lines.to > lines.from ? `-${lines.to}` : ''}` : path;
}
