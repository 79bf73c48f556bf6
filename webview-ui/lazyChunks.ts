import { estimateHeight } from './chunkHeight';
import { touchChunk, type Chunk } from './model';

/** So far from the visible part, in pixels, is drawn ahead. */
const ahead = 800;

/** The room that is kept for chunks that are not drawn, with them. */
export type GapElement = HTMLElement & { readonly chunks: readonly Chunk[] };

/**
 * Draws chunks when they come near the visible part, so that a long session opens as quickly as a short one: one in each
 * frame, what is in sight first, so that nothing waits for long.
 */
export class LazyChunks {
  #frame: number | undefined;

  constructor(
    private readonly log: HTMLElement,
    private readonly draw: () => void,
  ) {}

  /** After each drawing, and when the visible part is another one. */
  look(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      const chunk = this.#nearest();
      if (chunk) {
        chunk.live = true;
        touchChunk(chunk);
        this.draw();
      }
    });
  }

  #nearest(): Chunk | undefined {
    const { top, bottom } = this.log.getBoundingClientRect();
    const middle = (top + bottom) / 2;
    let nearest: Chunk | undefined;
    let least = (bottom - top) / 2 + ahead;
    for (const gap of this.log.querySelectorAll<GapElement>('.gap')) {
      let start = gap.getBoundingClientRect().top;
      for (const chunk of start > bottom + ahead ? [] : gap.chunks) {
        const end = start + estimateHeight(chunk);
        const distance = Math.max(0, start - middle, middle - end);
        if (distance < least) {
          least = distance;
          nearest = chunk;
        }
        start = end;
      }
    }
    return nearest;
  }
}
