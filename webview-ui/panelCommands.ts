import type { PanelCommand } from '../src/protocol/messages';
import type { Context } from './context';
import type { Scroll } from './scroll';
import type { Search } from './search';
import { searchInput } from './searchBar';
import { turnToJumpTo } from './turnJumps';

/** What commands of VS Code and the buttons at the top do on the page. */
export class PanelCommands {
  /** Where the focus was before the search bar had it. */
  #before: HTMLElement | null = null;

  constructor(
    private readonly context: Context,
    private readonly search: Search,
  ) {}

  run(command: PanelCommand['command'], log: HTMLElement, scroll: Scroll): void {
    switch (command) {
      case 'find':
        this.#openSearch();
        break;
      case 'previousTurn':
        jump(-1, log, scroll);
        this.context.redraw();
        break;
      case 'nextTurn':
        jump(1, log, scroll);
        this.context.redraw();
        break;
    }
  }

  closeSearch(): void {
    this.search.close();
    const before = this.#before?.isConnected ? this.#before : document.getElementById('log');
    before?.focus({ preventScroll: true });
  }

  #openSearch(): void {
    const { context } = this;
    const focused = document.activeElement;
    if (focused instanceof HTMLElement && focused.id !== searchInput) {
      this.#before = focused;
    }
    context.ui.search ??= '';
    context.focus(searchInput);
    context.redraw();
  }
}

/** Past the last turn is the end. */
function jump(step: 1 | -1, log: HTMLElement, scroll: Scroll): void {
  const turn = turnToJumpTo(log, step);
  if (turn) {
    turn.focus({ preventScroll: true });
    scroll.toTop(turn);
  } else if (step === 1) {
    scroll.toEnd();
  }
}
