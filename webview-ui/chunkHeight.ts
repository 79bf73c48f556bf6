import type { Chunk } from './model';

const known = new WeakMap<Chunk, { readonly version: number; readonly height: number }>();

/** What a chunk will be high, roughly, in pixels: the room that is kept for it until it is drawn. Worked out once. */
export function estimateHeight(chunk: Chunk): number {
  const last = known.get(chunk);
  if (last?.version === chunk.version) {
    return last.height;
  }
  const height = chunk.nodes.reduce((sum, { item }) => {
    return sum + (item.kind === 'text' ? 20 + 20 * Math.ceil(item.text.length / 90) : 24);
  }, 0);
  known.set(chunk, { version: chunk.version, height });
  return height;
}
