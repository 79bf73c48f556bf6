import { allChunks, touchChunk, type Chunk, type TimelineModel } from './model';

/** Draws chunks when they come near the visible part, so that a long session opens as quickly as a short one. */
export class LazyChunks {
  readonly #waiting = new Map<Element, Chunk>();
  readonly #observer: IntersectionObserver;

  constructor(
    private readonly log: HTMLElement,
    onDue: () => void,
  ) {
    this.#observer = new IntersectionObserver(
      entries => {
        const due = entries.filter(entry => entry.isIntersecting).map(entry => entry.target);
        for (const element of due) {
          this.#show(element);
        }
        if (due.length > 0) {
          onDue();
        }
      },
      { root: log, rootMargin: '800px 0px' },
    );
  }

  /** After each drawing: wait for the chunks that were left out. */
  watch(model: TimelineModel): void {
    const elements = this.log.querySelectorAll<HTMLElement>('.chunk.waiting');
    if (elements.length === 0) {
      return;
    }
    const chunks = new Map(allChunks(model).map(chunk => [chunk.key, chunk]));
    for (const element of elements) {
      const chunk = chunks.get(String(element.dataset['chunk']));
      if (chunk && this.#waiting.get(element) !== chunk) {
        this.#waiting.set(element, chunk);
        this.#observer.unobserve(element); // observing anew reports where it is now
        this.#observer.observe(element);
      }
    }
  }

  #show(element: Element): void {
    const chunk = this.#waiting.get(element);
    this.#waiting.delete(element);
    this.#observer.unobserve(element);
    if (chunk) {
      chunk.live = true;
      touchChunk(chunk);
    }
  }
}
