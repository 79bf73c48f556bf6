/**
 * Paths as git holds them are bytes; here they are text.
 *
 * A byte that is no UTF-8 stands as one character from U+EF80 to U+EFFF, for the bytes 0x80 to 0xFF. The rare name that
 * really has such a (private-use) character has it byte by byte, so each name of bytes is one text and back again.
 */
const escapes = /[\uef80-\uefff]/;
const firstEscape = 0xef80;

/** What git printed, with every path in it as text. */
export function decodePaths(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString('utf8');
  return text.includes('\ufffd') || escapes.test(text) ? decodeBytes(buffer) : text;
}

/** The bytes of a path. */
export function encodePath(path: string): Buffer {
  if (isUnicodePath(path)) {
    return Buffer.from(path, 'utf8');
  }
  const parts = path.split(/([\uef80-\uefff])/);
  return Buffer.concat(
    parts.map((part, i) =>
      i % 2 === 0 ? Buffer.from(part, 'utf8') : Buffer.of(part.charCodeAt(0) - firstEscape + 0x80),
    ),
  );
}

/** Paths as git reads them from its input: each with a NUL behind it. */
export function encodePaths(paths: Iterable<string>): Buffer {
  return Buffer.concat([...paths].map(path => encodePath(`${path}\0`)));
}

/** Whether a path is plain UTF-8, so that it can stand in an argument, a URI or a window. */
export function isUnicodePath(path: string): boolean {
  return !escapes.test(path);
}

/** For people: bytes that are no characters as `\xff`. */
export function showPath(path: string): string {
  return path.replaceAll(
    /[\uef80-\uefff]/g,
    character => `\\x${(character.charCodeAt(0) - firstEscape + 0x80).toString(16)}`,
  );
}

function decodeBytes(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes[at] ?? 0);
    const sequence = bytes.subarray(at, at + length);
    const character = sequence.toString('utf8');
    if (Buffer.from(character, 'utf8').equals(sequence) && !escapes.test(character)) {
      text += character;
      at += length;
    } else {
      text += String.fromCharCode((bytes[at] ?? 0) - 0x80 + firstEscape);
      at += 1;
    }
  }
  return text;
}

/** How many bytes a character has that begins with this one. */
function sequenceLength(first: number): number {
  return first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}
