/** A line at the end of a commit message that programs can read. See git-interpret-trailers(1). */
export interface Trailer {
  readonly key: string;
  readonly value: string;
}

const trailerLine = /^[A-Za-z0-9-]+: \S/;

/** Add trailers to a message: to its last paragraph if that holds trailers already, else as one of their own. */
export function addTrailers(message: string, trailers: readonly Trailer[]): string {
  const text = message.trimEnd();
  const added = missingTrailers(text, trailers);
  const between = trailersIn(text).length > 0 ? '\n' : '\n\n';
  return added.length === 0 ? text : `${text}${between}${added.join('\n')}`;
}

/** The lines that a message does not have yet. One whose key is there is not added again: what the user wrote stands. */
export function missingTrailers(message: string, trailers: readonly Trailer[]): string[] {
  const known = new Set(trailersIn(message).map(line => line.slice(0, line.indexOf(':')).toLowerCase()));
  return trailers
    .filter(({ key, value }) => !known.has(key.toLowerCase()) && value.trim() !== '')
    .map(({ key, value }) => `${key}: ${value.trim().replace(/\s+/g, ' ')}`);
}

/** The last paragraph, if it holds trailers and nothing else. */
function trailersIn(message: string): string[] {
  const paragraphs = message.trimEnd().split(/\n{2,}/);
  const last = paragraphs.length > 1 ? (paragraphs.at(-1) ?? '').split('\n') : [];
  return last.every(line => trailerLine.test(line)) ? last : [];
}
