import { diffLines } from '../core/lineDiff';

/** Lines `start` up to `end` (0-based, excluded) of an editor become this text. */
export interface LineEdit {
  readonly start: number;
  readonly end: number;
  readonly lines: string;
}

/**
 * What turns one text of an editor into another, touching no line that is the same.
 *
 * Line ends are told apart as the editor does it: a text that ends in one has an empty last line.
 */
export function lineEdits(from: string, to: string): LineEdit[] {
  const [fromLines, toLines] = [from.split(/(?<=\n)/), to.split(/(?<=\n)/)];
  return diffLines(fromLines, toLines).map(edit => ({
    start: edit.from.start,
    end: edit.from.end,
    lines: toLines.slice(edit.to.start, edit.to.end).join(''),
  }));
}
