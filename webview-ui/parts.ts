import { html, nothing, type TemplateResult } from 'lit-html';
import { classMap } from 'lit-html/directives/class-map.js';
import type { Context } from './context';

export type Part = TemplateResult | typeof nothing;

/** A codicon. Words beside it or a title say the same: an icon alone says nothing to a screen reader. */
export function icon(name: string, tone?: Tone): TemplateResult {
  const spin = name.endsWith('~spin');
  const classes = {
    codicon: true,
    [`codicon-${spin ? name.slice(0, -'~spin'.length) : name}`]: true,
    'codicon-modifier-spin': spin,
    ...(tone && { [`tone-${tone}`]: true }),
  };
  return html`<span class=${classMap(classes)} aria-hidden="true"></span>`;
}
export type Tone = 'good' | 'bad' | 'warn' | 'busy' | 'quiet';

/** A button that is an icon; its title says what it does. */
export function iconButton(name: string, title: string, run: () => void): TemplateResult {
  return html`<button type="button" class="icon-button" title=${title} aria-label=${title} @click=${run}>
    ${icon(name)}
  </button>`;
}

export interface Fold {
  /** Unique on the page; what is remembered when it is not as it is by default. */
  readonly key: string;
  readonly label: TemplateResult;
  /** Beside the label, where links may be. */
  readonly aside?: Part;
  readonly openByDefault?: boolean;
  readonly body: () => Part;
  readonly onToggle?: () => void;
}

/** A line that opens to show more. What is folded is not even drawn. */
export function renderFold(fold: Fold, context: Context): TemplateResult {
  const { ui } = context;
  const isOpen = ui.toggled.has(fold.key) !== (fold.openByDefault ?? false);
  const toggle = (): void => {
    if (!ui.toggled.delete(fold.key)) {
      ui.toggled.add(fold.key);
    }
    fold.onToggle?.();
    context.redraw();
  };
  return html`<div class="fold">
    <div class="fold-line">
      <button
        type="button"
        class="fold-button"
        data-fold=${fold.key}
        aria-expanded=${isOpen ? 'true' : 'false'}
        @click=${toggle}
      >
        <span class="codicon codicon-chevron-${isOpen ? 'down' : 'right'}" aria-hidden="true"></span>${fold.label}
      </button>
      ${fold.aside ?? nothing}
    </div>
    ${isOpen ? html`<div class="fold-body">${fold.body()}</div>` : nothing}
  </div>`;
}

/** A path that opens. Clicks are handled at the root, as those in Markdown are. */
export function fileLink(path: string, text = path, line: number | null = null, part?: string): TemplateResult {
  return html`<button
    type="button"
    class="link path"
    data-path=${path}
    data-line=${line ?? nothing}
    data-part=${part ?? nothing}
    title=${path}
  >
    ${text}
  </button>`;
}

/** Words joined by dots; empty ones are left out. */
export function dots(words: readonly (string | null | undefined | false | Part)[]): TemplateResult[] {
  return words
    .filter(word => word !== null && word !== undefined && word !== false && word !== '' && word !== nothing)
    .map(word => html`<span class="dotted">${word}</span>`);
}

/** Preformatted text of any length, in a box that scrolls by itself. `part`: what the search knows it by. */
export function output(text: string, label: string, part?: string): TemplateResult {
  return html`<pre class="output" data-part=${part ?? nothing} tabindex="0" role="group" aria-label=${label}>
${text}</pre>`;
}
