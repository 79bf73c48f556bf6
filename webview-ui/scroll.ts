import type { Anchor, UiState } from './uiState';

/** How near to the end still counts as the end, in pixels. */
const nearEnd = 24;

/** Keeps the end in sight until the user scrolls up, and finds a place again after a reload. */
export class Scroll {
  #last = 0;

  constructor(
    private readonly log: HTMLElement,
    private readonly ui: UiState,
  ) {}

  /** After anything was drawn or changed its size. */
  settle(): void {
    if (this.ui.follow) {
      this.log.scrollTop = this.log.scrollHeight;
    }
  }

  /** After a scroll event. True when following began or ended. */
  noteScroll(): boolean {
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    const was = this.ui.follow;
    if (scrollTop + clientHeight >= scrollHeight - nearEnd) {
      this.ui.follow = true;
    } else if (scrollTop < this.#last) {
      this.ui.follow = false; // content that grows never moves the place upwards: this was the user
    }
    this.#last = scrollTop;
    this.ui.anchor = null;
    return was !== this.ui.follow;
  }

  /** The element that the visible part begins with. Costs a layout: not for every event. */
  findAnchor(): Anchor | null {
    const top = this.log.getBoundingClientRect().top;
    for (const element of this.log.querySelectorAll<HTMLElement>('.chunk[data-anchor]')) {
      const box = element.getBoundingClientRect();
      if (box.bottom > top) {
        return { id: String(element.dataset['anchor']), offset: top - box.top };
      }
    }
    return null;
  }

  restore(anchor: Anchor): void {
    const element = this.log.querySelector(`[data-anchor="${CSS.escape(anchor.id)}"]`);
    if (element) {
      const top = this.log.getBoundingClientRect().top;
      this.log.scrollTop += element.getBoundingClientRect().top - top + anchor.offset;
      this.#last = this.log.scrollTop;
    }
  }
}
