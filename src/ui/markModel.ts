import type { LineRange } from '../core/lines';
import { isWhole, ownEdits, type ReviewedFile, type StateOf } from '../core/reviewedFile';
import { comparable, showHunks } from './reviewModel';

/** Lines of a reviewed file that a diff editor does not tell apart, or hides. */
export interface EditorMarks {
  /** Hunks of white space alone. */
  readonly whitespace: readonly LineRange[];
  /** The developer's own lines inside Claude's hunks, which go with them. */
  readonly inHunks: readonly LineRange[];
  /** The developer's own lines elsewhere, which are no part of Claude's change. */
  readonly elsewhere: readonly LineRange[];
}

export function marksOf(file: ReviewedFile, text: string, stateOf: StateOf): EditorMarks {
  if (isWhole(file)) {
    return { whitespace: [], inHunks: [], elsewhere: [] };
  }
  const { plain, current } = comparable(file, text);
  const shown = showHunks(file, text, stateOf).filter(({ state }) => state !== 'rejected');
  const own = ownEdits(plain, current, stateOf).map(({ to }) => to);
  const isInHunk = ({ start, end }: LineRange): boolean =>
    shown.some(({ range }) => start < range.end && range.start < end);
  const lines = (ranges: readonly LineRange[]): LineRange[] => ranges.filter(({ start, end }) => end > start);
  return {
    whitespace: lines(
      shown.flatMap(({ whitespaceOnly, tweaked, both, range }) => (whitespaceOnly && !tweaked && !both ? [range] : [])),
    ),
    inHunks: lines(own.filter(isInHunk)),
    elsewhere: lines(own.filter(range => !isInHunk(range))),
  };
}
