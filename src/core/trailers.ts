/** Lines at the end of a commit message that programs can read. See git-interpret-trailers(1). */
export interface Trailer {
  readonly key: string;
  readonly value: string;
}

const trailerLine = /^[A-Za-z0-9-]+: \S/;

/**
 * Add trailers to a message: to its last paragraph if that holds trailers already, else as one of their own.
 *
 * One whose key the message has already is not added again: what the user wrote stands.
 */
export function addTrailers(message: string, trailers: readonly Trailer[]): string {
  const text = message.trimEnd();
  const paragraphs = text.split(/\n{2,}/);
  const last = paragraphs.length > 1 ? (paragraphs.at(-1) ?? '').split('\n') : [];
  const hasTrailers = last.length > 0 && last.every(line => trailerLine.test(line));
  const known = new Set(hasTrailers ? last.map(line => line.slice(0, line.indexOf(':')).toLowerCase()) : []);
  const added = trailers
    .filter(({ key, value }) => !known.has(key.toLowerCase()) && value.trim() !== '')
    .map(({ key, value }) => `${key}: ${value.trim().replace(/\s+/g, ' ')}`);
  return added.length === 0 ? text : `${text}${hasTrailers ? '\n' : '\n\n'}${added.join('\n')}`;
}
