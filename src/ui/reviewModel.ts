import { t } from '@vscode/l10n';
import type { Hunk } from '../core/hunks';
import type { LineRange } from '../core/lines';
import { type HunkState, isWhole, placesIn, type ReviewedFile, type StateOf } from '../core/reviewedFile';
import { decidedTexts } from '../protocol/words';

/** A hunk as an editor shows it: where it is now, and what can be done about it. */
export interface ShownHunk {
  readonly hunk: Hunk;
  readonly state: HunkState;
  /** 0-based line of the editor that its buttons stand above. */
  readonly line: number;
  /** Its lines as they are now; none for a file that is decided as a whole. */
  readonly range: LineRange;
  /** The developer's own lines reach into it. */
  readonly both: boolean;
  /** The developer has changed lines inside it, which go with it. */
  readonly tweaked: boolean;
  /** Only white space differs; the diff editor may hide that. */
  readonly whitespaceOnly: boolean;
}

/**
 * The hunks of a file in the text of an editor. `text` is as the editor has it; line ends do not matter, since lines are
 * told apart by what is on them.
 */
export function showHunks(file: ReviewedFile, text: string, stateOf: StateOf): ShownHunk[] {
  if (isWhole(file)) {
    const whole = { line: 0, range: { start: 0, end: 0 }, both: false, tweaked: false, whitespaceOnly: false };
    return file.hunks.map(hunk => ({ hunk, state: stateOf(hunk), ...whole }));
  }
  const { plain, current } = comparable(file, text);
  return placesIn(plain, current, stateOf).flatMap(place =>
    place.hunks.map(hunk => ({
      hunk,
      state: stateOf(hunk),
      line: Math.min(place.current.start, Math.max(0, current.length - 1)),
      range: place.current,
      both: place.kind === 'both',
      tweaked: place.kind === 'tweaked',
      whitespaceOnly: isWhitespaceOnly(plain, hunk),
    })),
  );
}

/** What each hunk reads as in an editor's text, but for those that are taken out of it. */
export function hunkTexts(file: ReviewedFile, text: string, stateOf: StateOf): Map<string, string> {
  const { current } = comparable(file, text);
  const shown = isWhole(file) ? [] : showHunks(file, text, stateOf).filter(({ state }) => state !== 'rejected');
  return new Map(shown.map(({ hunk, range }) => [hunk.id, current.slice(range.start, range.end).join('')]));
}

/** A file's change and its text in an editor, in a form in which lines are the same if they read the same. */
export function comparable(file: ReviewedFile, text: string): { plain: ReviewedFile; current: string[] } {
  const plain = { ...file, beforeLines: file.beforeLines.map(plainLine), afterLines: file.afterLines.map(plainLine) };
  const lines = text === '' ? [] : text.split(/(?<=\n)/);
  return { plain, current: lines.map(line => plainLine(Buffer.from(line, 'utf8').toString('latin1'))) };
}

/** Without what an editor hides: the byte order mark, and carriage returns before the newline. */
function plainLine(line: string): string {
  return line.replace(/\r?\n$/, '\n').replace(/^\u00ef\u00bb\u00bf/, '');
}

function isWhitespaceOnly(file: ReviewedFile, hunk: Hunk): boolean {
  const squeezed = (lines: readonly string[], range: { start: number; end: number }): string =>
    lines.slice(range.start, range.end).join('').replaceAll(/\s/g, '');
  return squeezed(file.beforeLines, hunk.before) === squeezed(file.afterLines, hunk.after);
}

/** What a file is whose text does not say it: deleted, or decided as a whole; empty for any other. */
export function wholeFileText(file: ReviewedFile): string {
  const { before, after, from, kind } = file;
  if (!isWhole(file)) {
    return kind === 'deleted' ? 'deleted' : '';
  }
  const isLink = [before, after].some(entry => entry?.mode === '120000');
  const modes = before && after && before.mode !== after.mode && !isLink ? t`mode ${before.mode} → ${after.mode}` : '';
  const content = before && after && before.id === after.id ? '' : t('content not compared by line');
  const parts = [
    kind === 'deleted' && 'deleted',
    from !== null && t`renamed from ${from}`,
    isLink ? t('symbolic link') : modes,
    !isLink && content,
  ];
  return parts.filter(part => part !== false && part !== '').join(', ');
}

/** What the lens at the top of a file says. */
export function countsText(states: readonly HunkState[]): string {
  const count = (state: HunkState): number => states.filter(other => other === state).length;
  const pending = count('pending');
  const decided = { approved: count('approved'), rejected: count('rejected'), committed: count('committed') };
  return [...(pending > 0 ? [t`${pending} to decide`] : []), ...decidedTexts(decided)].join(', ');
}

/** The next (or previous) undecided hunk after a place, over all files and round again; `undefined` when all are decided. */
export function nextPending<T extends { readonly path: string; readonly line: number }>(
  pending: readonly T[],
  from: { readonly path: string; readonly line: number } | undefined,
  order: readonly string[],
  direction: 1 | -1,
): T | undefined {
  const rank = (place: { path: string; line: number }): [number, number] => [order.indexOf(place.path), place.line];
  const compare = (a: [number, number], b: [number, number]): number => a[0] - b[0] || a[1] - b[1];
  const sorted = pending.toSorted((a, b) => compare(rank(a), rank(b)) * direction);
  if (!from) {
    return sorted[0];
  }
  return sorted.find(place => compare(rank(place), rank(from)) * direction > 0) ?? sorted[0];
}
