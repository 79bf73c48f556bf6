import type { Anchor, UiState } from './uiState';

/** How near to the end still counts as the end, in pixels. */
const nearEnd = 24;

/** What the user moves the place with. */
const userEvents = ['wheel', 'pointerdown', 'touchstart', 'keydown'] as const;

/**
 * Keeps the end in sight until the user scrolls up, and finds a place again after a reload.
 *
 * Heights are guessed until something is drawn, so a place that was gone to is held while its surroundings are drawn: until the
 * user does anything.
 */
export class Scroll {
  #last = 0;
  #hold: (() => void) | undefined;

  constructor(
    private readonly log: HTMLElement,
    private readonly ui: UiState,
  ) {
    for (const type of userEvents) {
      window.addEventListener(type, () => (this.#hold = undefined), { capture: true, passive: true });
    }
  }

  /** After anything was drawn or changed its size. */
  settle(): void {
    if (this.#hold) {
      this.#hold();
      this.#last = this.log.scrollTop;
    } else if (this.ui.follow) {
      this.log.scrollTop = this.log.scrollHeight;
    }
  }

  /** After a scroll event. True when following began or ended. */
  noteScroll(): boolean {
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    const was = this.ui.follow;
    if (this.#hold) {
      // not the user
    } else if (scrollTop < this.#last && scrollTop + clientHeight < scrollHeight - 1) {
      this.ui.follow = false; // content that grows never moves the place upwards: this was the user, however short the way
    } else if (scrollTop + clientHeight >= scrollHeight - nearEnd) {
      this.ui.follow = true;
    }
    this.#last = scrollTop;
    this.ui.anchor = null;
    return was !== this.ui.follow;
  }

  /** To the end, which is kept in sight from then on. */
  toEnd(): void {
    this.#hold = undefined;
    this.ui.follow = true;
    this.settle();
  }

  /** An element's start to the top. */
  toTop(element: Element): void {
    this.#go(() => (this.log.scrollTop += element.isConnected ? this.#offset(element) : 0));
  }

  /** A place in an element into sight, in all boxes that scroll around it. */
  bring(element: Element, place: () => DOMRect): void {
    this.#go(() => {
      if (!element.isConnected) {
        return;
      }
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

  restore({ id, offset }: Anchor): void {
    const find = (): Element | null => this.log.querySelector(`[data-anchor="${CSS.escape(id)}"]`);
    if (find()) {
      this.#go(() => {
        const element = find();
        this.log.scrollTop += element ? this.#offset(element) + offset : 0;
      });
    }
  }

  /** How far an element's start is below the top. */
  #offset(element: Element): number {
    return element.getBoundingClientRect().top - this.log.getBoundingClientRect().top;
  }

  #go(move: () => void): void {
    this.ui.follow = false;
    this.ui.anchor = null;
    this.#hold = move;
    this.settle();
    requestAnimationFrame(() => this.settle()); // what has come near is drawn by then
  }
}
