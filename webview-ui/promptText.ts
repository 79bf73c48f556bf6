/** A text with the place of the cursor in it. */
export interface Typed {
  readonly text: string;
  readonly caret: number;
}

/** Put something between `from` and `to`, apart from what stands around it: a line of its own where it has several. */
export function insertApart(text: string, from: number, to: number, insert: string): Typed {
  const isBlock = insert.includes('\n');
  const before = text.slice(0, from);
  const after = text.slice(to);
  const lead = before === '' ? '' : isBlock ? lineGap(before, /\n*$/) : /\s$/.test(before) ? '' : ' ';
  const trail = isBlock ? lineGap(after, /^\n*/) : /^\s/.test(after) ? '' : ' ';
  const caret = before.length + lead.length + insert.length + trail.length;
  return { text: before + lead + insert + trail + after, caret };
}

/** What is missing of the empty line between a block and its neighbour. */
function lineGap(neighbour: string, breaks: RegExp): string {
  return '\n'.repeat(Math.max(0, 2 - (breaks.exec(neighbour)?.[0].length ?? 0)));
}
