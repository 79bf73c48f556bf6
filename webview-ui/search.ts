import type { Context } from './context';
import { findHits, type Hit, type Hits } from './findHits';
import { allChunks, touchChunk, type TimelineModel } from './model';
import type { Scroll } from './scroll';
import { clearMarks, markHits, partElement, rangeOf } from './searchMarks';

/** How long the conversation may change before it is searched again, in milliseconds. */
const searchAgainAfter = 400;
const typingPause = 120;

/** What the search bar shows. */
export interface SearchView extends Hits {
  /** Index of the hit that is shown; -1: none yet. */
  readonly current: number;
  /** Whether the text is another one than that of the hits. */
  readonly isSearching: boolean;
}

const noHits: SearchView = { hits: [], isCut: false, current: -1, isSearching: false };

interface SearchParts {
  readonly model: TimelineModel;
  readonly context: Context;
  /** The page as it is drawn; absent before that. */
  readonly page: () => { readonly log: HTMLElement; readonly scroll: Scroll } | undefined;
}

/** Searches the conversation while the search bar is open, and walks from hit to hit, opening and drawing what is in the way. */
export class Search {
  view = noHits;
  #run = 0;
  /** What was drawn when marks were last set; -1: they are to be set anew. */
  #marked = -1;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The hit on its way into sight, with the folds that were opened for it. */
  #sought: { readonly hit: Hit; readonly opened: Set<string> } | undefined;

  constructor(private readonly parts: SearchParts) {}

  get #query(): string {
    return this.parts.context.ui.search ?? '';
  }

  /** The text is another one: show the nearest hit. */
  setQuery(query: string): void {
    this.parts.context.ui.search = query;
    this.view = { ...this.view, isSearching: true };
    this.parts.context.redraw();
    this.#later(typingPause, true);
  }

  /** The conversation is another one; the hit that is shown stays. */
  searchAgain(): void {
    if (this.#query !== '' && this.#timer === undefined) {
      this.#later(searchAgainAfter, false);
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#run++;
    this.#sought = undefined;
    this.view = noHits;
    this.parts.context.ui.search = null;
    clearMarks();
    this.parts.context.redraw();
  }

  /** To the next hit, or the one before; around at the ends. */
  go(step: 1 | -1): void {
    const { hits, current, isSearching } = this.view;
    if (hits.length > 0 && !isSearching) {
      const from = current < 0 && step < 0 ? 0 : current;
      this.#show((from + step + hits.length) % hits.length);
    }
  }

  /** After each drawing: the next step towards the hit that is sought, and marks. */
  settle(): void {
    const page = this.parts.page();
    if (this.parts.context.ui.search === null || !page) {
      return;
    }
    if (this.#sought) {
      this.#approach(this.#sought, page);
    }
    if (this.#sought) {
      return; // there is one more drawing to come
    }
    const { version } = this.parts.context.ui;
    if (this.#marked !== version) {
      this.#marked = version;
      markHits(page.log, this.view.hits, this.#query, this.view.hits[this.view.current]);
    }
  }

  /** More of the conversation is drawn. */
  markAgain(): void {
    this.#marked = -1;
  }

  #later(milliseconds: number, isNew: boolean): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#find(isNew);
    }, milliseconds);
  }

  async #find(isNew: boolean): Promise<void> {
    const run = ++this.#run;
    const found = await findHits(this.parts.model, this.#query, async () => {
      await new Promise(resolve => setTimeout(resolve));
      return run === this.#run;
    });
    if (!found || run !== this.#run) {
      return;
    }
    const { hits, current } = this.view;
    const shown = hits[current];
    const same = found.hits.findIndex(hit => hit.part === shown?.part && hit.nth === shown.nth);
    this.view = { ...found, current: isNew ? -1 : same, isSearching: false };
    if (isNew && found.hits.length > 0) {
      this.#show(this.#nearest(found.hits));
    }
    this.parts.context.redraw();
  }

  /** The last while the end is followed, else the first from where the user is. */
  #nearest(hits: readonly Hit[]): number {
    if (this.parts.context.ui.follow) {
      return hits.length - 1;
    }
    const order = new Map(allChunks(this.parts.model).map((chunk, i) => [chunk.key, i]));
    const here = order.get(this.parts.page()?.scroll.findAnchor()?.id ?? '') ?? 0;
    return Math.max(
      0,
      hits.findIndex(({ chunk }) => chunk !== null && (order.get(chunk.key) ?? 0) >= here),
    );
  }

  #show(current: number): void {
    const hit = this.view.hits[current];
    this.view = { ...this.view, current };
    this.#sought = hit && { hit, opened: new Set() };
    if (hit?.chunk && !hit.chunk.live) {
      hit.chunk.live = true;
      touchChunk(hit.chunk);
    }
    this.parts.context.ui.follow = false;
    this.parts.context.redraw();
  }

  /** Into sight, or one fold nearer to it. */
  #approach({ hit, opened }: { hit: Hit; opened: Set<string> }, { log, scroll }: { log: HTMLElement; scroll: Scroll }) {
    const element = partElement(log, hit.part);
    const fold = element ? undefined : hit.folds.find(key => !opened.has(key) && isClosed(log, key));
    if (fold !== undefined) {
      opened.add(fold);
      foldButton(log, fold)?.click(); // draws, and so comes back here
      return;
    }
    this.#sought = undefined;
    const around = element ?? log.querySelector(`[data-anchor="${CSS.escape(hit.chunk?.key ?? hit.task)}"]`);
    if (around) {
      const query = this.#query;
      scroll.bring(around, () => (element ? rangeOf(element, hit, query) : around).getBoundingClientRect());
    }
  }
}

function foldButton(log: HTMLElement, key: string): HTMLElement | null {
  return log.querySelector(`[data-fold="${CSS.escape(key)}"]`);
}

function isClosed(log: HTMLElement, key: string): boolean {
  return foldButton(log, key)?.getAttribute('aria-expanded') === 'false';
}
