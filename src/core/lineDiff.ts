import { diffArrays } from 'diff';
import type { LineRange } from './lines';

/** Lines `from` of the one text became lines `to` of the other. Nothing unchanged is inside. */
export interface Edit {
  readonly from: LineRange;
  readonly to: LineRange;
}

/** Beyond this many differing lines a diff takes long and tells nobody anything: it becomes one edit. */
const maxEditLength = 1000;

/** What changed from one list of lines to the other, in order, each edit as large as its run of changed lines. */
export function diffLines(from: readonly string[], to: readonly string[]): Edit[] {
  let head = 0;
  while (head < from.length && head < to.length && from[head] === to[head]) {
    head++;
  }
  let tail = 0;
  while (tail < from.length - head && tail < to.length - head && from.at(-1 - tail) === to.at(-1 - tail)) {
    tail++;
  }
  const fromMiddle = from.slice(head, from.length - tail);
  const toMiddle = to.slice(head, to.length - tail);
  if (fromMiddle.length === 0 && toMiddle.length === 0) {
    return [];
  }
  const whole: Edit = {
    from: { start: head, end: head + fromMiddle.length },
    to: { start: head, end: head + toMiddle.length },
  };
  if (fromMiddle.length === 0 || toMiddle.length === 0) {
    return [whole];
  }
  return diffMiddle(fromMiddle, toMiddle, head) ?? [whole];
}

function diffMiddle(from: string[], to: string[], offset: number): Edit[] | undefined {
  const parts = diffArrays(from, to, { maxEditLength });
  if (!parts) {
    return undefined;
  }
  const edits: Edit[] = [];
  let f = offset;
  let t = offset;
  let open: Edit | undefined;
  for (const { added, removed, count } of parts) {
    if (!added && !removed) {
      open = undefined;
      f += count;
      t += count;
      continue;
    }
    const start = open ?? { from: { start: f, end: f }, to: { start: t, end: t } };
    f += removed ? count : 0;
    t += added ? count : 0;
    if (open) {
      edits.pop();
    }
    open = { from: { start: start.from.start, end: f }, to: { start: start.to.start, end: t } };
    edits.push(open);
  }
  return edits;
}
