import { html, nothing } from 'lit-html';
import { formatDuration } from './format';
import type { Part } from './parts';

/** A duration; one that is still running is kept up by {@link tick} without drawing anything else. */
export function elapsed(from: number | null, to: number | null): Part {
  if (from === null) {
    return nothing;
  }
  return to === null
    ? html`<span class="elapsed" data-since=${from}></span>`
    : html`<span class="elapsed">${formatDuration(to - from)}</span>`;
}

/** Write the elapsed time into every running clock. `now` is the host's time. */
export function tick(root: ParentNode, now: number): void {
  for (const clock of root.querySelectorAll<HTMLElement>('[data-since]')) {
    const text = formatDuration(now - Number(clock.dataset['since']));
    if (clock.textContent !== text) {
      clock.textContent = text;
    }
  }
}
