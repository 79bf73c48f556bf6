import type { SentPrompt } from '../app/promptHistory';

/** Longest detail of a picker's row; it is also what is searched. */
const detailLimit = 1_000;

/** A prompt as a row of a picker: its first line, where and when it was sent, and the rest of it. */
export function promptItem(
  { text, at, repository }: SentPrompt,
  language: string,
): { label: string; description: string; detail?: string } {
  const [first = '', ...rest] = text.trim().split('\n');
  const detail = rest.join(' ').replaceAll(/\s+/g, ' ').trim().slice(0, detailLimit);
  const day = new Date(at).toLocaleDateString(language, { dateStyle: 'medium' });
  return { label: first, description: `${repository} · ${day}`, ...(detail !== '' && { detail }) };
}
