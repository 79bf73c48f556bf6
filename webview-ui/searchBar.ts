import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { textOf } from './input';
import { iconButton, type Part } from './parts';
import type { Search, SearchView } from './search';

export const searchInput = 'search-text';

/** The bar of the search, while it is open. */
export function renderSearchBar(query: string | null, search: Search, onClose: () => void): Part {
  if (query === null) {
    return nothing;
  }
  const onKeydown = (event: KeyboardEvent): void => {
    const run = keys(search, onClose)[`${event.shiftKey ? 'Shift+' : ''}${event.key}`];
    const isButton = event.key === 'Enter' && !(event.target instanceof HTMLInputElement);
    if (run && !event.isComposing && !isButton) {
      event.preventDefault();
      event.stopPropagation(); // VS Code knows these keys too
      run();
    }
  };
  return html`<search class="search" aria-label=${t('Find in the timeline')} @keydown=${onKeydown}>
    <input
      id=${searchInput}
      type="text"
      spellcheck="false"
      aria-label=${t('Find')}
      placeholder=${t('Find in the timeline')}
      .value=${live(query)}
      @input=${(event: Event) => search.setQuery(textOf(event))}
    />
    ${renderCount(query, search.view)} ${iconButton('arrow-up', t('Previous match (Shift+Enter)'), () => search.go(-1))}
    ${iconButton('arrow-down', t('Next match (Enter)'), () => search.go(1))}
    ${iconButton('close', t('Close (Escape)'), onClose)}
  </search>`;
}

function keys(search: Search, onClose: () => void): Partial<Record<string, () => void>> {
  const next = (): void => search.go(1);
  const previous = (): void => search.go(-1);
  return { Enter: next, F3: next, 'Shift+Enter': previous, 'Shift+F3': previous, Escape: onClose };
}

function renderCount(query: string, { hits, isCut, current, isSearching }: SearchView): TemplateResult {
  const count = `${hits.length}${isCut ? '+' : ''}`;
  const words = hits.length === 0 ? t('No results') : current < 0 ? t`${count} found` : t`${current + 1} of ${count}`;
  return html`<span class="count ${hits.length === 0 && query !== '' ? 'tone-bad' : 'quiet'}" role="status"
    >${query === '' || isSearching ? '' : words}</span
  >`;
}
