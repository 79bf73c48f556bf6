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

  /** To the end, which is kept in sight from then on. */
  toEnd(): void {
    this.ui.follow = true;
    this.settle();
  }

  /** An element's start to the top. */
  toTop(element: Element): void {
    const offset = (): number => element.getBoundingClientRect().top - this.log.getBoundingClientRect().top;
    this.#repeat(() => (this.log.scrollTop += offset()));
  }

  /** A place in an element into sight, in all boxes that scroll around it. */
  bring(element: Element, place: () => DOMRect): void {
    this.#repeat(() => {
      element.scrollIntoView({ block: 'nearest' }); // what is far away has no place before it is drawn
      for (let box = element; box !== this.log.parentElement && box.parentElement; box = box.parentElement) {
        const { top, bottom } = place();
        const around = box.getBoundingClientRect();
        if (box.scrollHeight > box.clientHeight && (top < around.top || bottom > around.bottom)) {
          box.scrollTop += top - around.top - box.clientHeight / 3;
        }
      }
    });
  }

  /** Heights are guessed until something is drawn: so again once it is. */
  #repeat(move: () => void, frames = 3): void {
    this.ui.follow = false;
    move();
    this.#last = this.log.scrollTop;
    this.ui.anchor = null;
    if (frames > 1) {
      requestAnimationFrame(() => this.#repeat(move, frames - 1));
    }
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
