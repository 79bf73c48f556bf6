import { diffLines } from 'diff';

export interface DiffLine {
  readonly sign: '+' | '-' | ' ';
  readonly text: string;
}

/** What an edit does, line by line. */
export function diffOf(before: string, after: string): DiffLine[] {
  return diffLines(before, after).flatMap(({ value, added, removed }) => {
    const lines = (value.endsWith('\n') ? value.slice(0, -1) : value).split('\n');
    return lines.map((text): DiffLine => ({ sign: added ? '+' : removed ? '-' : ' ', text }));
  });
}
