/**
 * Text as lines, each with its own line end, so that joining gives back exactly what was split.
 *
 * File content is held as latin1 strings (one character per byte): nothing is
 * lost whatever the encoding, and git's own line borders are kept.
 */
export function splitLines(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

export function joinLines(lines: readonly string[]): string {
  return lines.join('');
}

/** Half-open range of 0-based line numbers. Empty: the place before line `start`. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/** A file's bytes as one character each. */
export function textOfBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

export function bytesOfText(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** Git's own rule: a NUL in the first 8000 bytes. */
export function isBinary(text: string): boolean {
  return text.slice(0, 8000).includes('\0');
}

/** Lines in git's own form as text for people. */
export function readable(lines: readonly string[]): string {
  return Buffer.from(lines.join(''), 'latin1').toString('utf8');
}
