import { createHash } from 'node:crypto';

/** A UUID that is the same for the same parts: two windows that make the same row make it once. */
export function stableId(...parts: readonly string[]): string {
  const hash = createHash('sha256').update(parts.join('\0')).digest('hex');
  const version8 = `8${hash.slice(13, 16)}`; // RFC 9562: free-form
  const variant = `8${hash.slice(17, 20)}`;
  return [hash.slice(0, 8), hash.slice(8, 12), version8, variant, hash.slice(20, 32)].join('-');
}
