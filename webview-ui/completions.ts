import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { countOf } from '../src/protocol/counts';
import type { Completion } from '../src/protocol/view';
import { queryAt, type Query } from './completionText';
import type { Context } from './context';
import { icon } from './parts';
import { promptInput, putTyped } from './prompt';
import { insertApart } from './promptText';

/** The list that completes what is typed in the prompt. */
export interface CompletionList {
  readonly query: Query;
  /** Of this query, or still of the one before. */
  readonly items: readonly Completion[];
  /** The item that Enter takes. */
  readonly at: number;
  /** Whether the items are the query's. */
  readonly isCurrent: boolean;
  /** Enter came before the items did. */
  readonly isAwaited: boolean;
}

export const listId = 'completions';

const icons: Record<Completion['kind'], string> = {
  file: 'file',
  folder: 'folder',
  symbol: 'symbol-method',
  selection: 'list-selection',
  problem: 'warning',
  terminal: 'terminal',
  terminalSelection: 'terminal',
  command: 'terminal',
};

/** The text or the cursor is another: look whether there is something to complete now. */
export function lookForQuery(context: Context, onDraft: () => void): void {
  const { ui } = context;
  const input = promptInput();
  const query =
    input && input.selectionStart === input.selectionEnd ? queryAt(ui.draft, input.selectionStart) : undefined;
  const before = ui.completion;
  if (!query) {
    ui.dismissed = null;
    close(context);
  } else if (ui.dismissed !== query.from && before?.query.text !== query.text) {
    const items = before?.query.from === query.from ? before.items : [];
    ui.completion = { query, items, at: 0, isCurrent: false, isAwaited: false };
    context.post({ type: 'complete', query: query.text });
  }
  onDraft();
}

/** Take in what the host has found. */
export function takeCompletions(
  query: string,
  items: readonly Completion[],
  context: Context,
  onDraft: () => void,
): void {
  const { ui } = context;
  const list = ui.completion;
  if (list?.query.text !== query) {
    return;
  }
  const at = list.isCurrent ? Math.min(list.at, Math.max(0, items.length - 1)) : 0;
  ui.completion = { ...list, items, at, isCurrent: true };
  if (list.isAwaited) {
    accept(at, context, onDraft);
  } else {
    context.announce(items.length === 0 ? t('No suggestions') : countOf(items.length, 'suggestion'));
  }
  onDraft();
}

/** Whether the list has taken a key for itself. */
export function takeKey(event: KeyboardEvent, context: Context, onDraft: () => void): boolean {
  const { ui } = context;
  const list = ui.completion;
  if (!list || list.items.length === 0 || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) {
    return false;
  }
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step !== 0) {
    ui.completion = { ...list, at: (list.at + step + list.items.length) % list.items.length };
  } else if (event.key === 'Escape') {
    ui.dismissed = list.query.from;
    close(context);
  } else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey) {
    if (list.isCurrent) {
      accept(list.at, context, onDraft);
    } else {
      ui.completion = { ...list, isAwaited: true };
    }
  } else {
    return false;
  }
  event.preventDefault();
  onDraft();
  return true;
}

export function closeCompletions(context: Context, onDraft: () => void): void {
  close(context);
  onDraft();
}

export function renderCompletions(context: Context, onDraft: () => void): TemplateResult | typeof nothing {
  const list = context.ui.completion;
  if (!list || list.items.length === 0) {
    return nothing;
  }
  return html`<ul id=${listId} class="completions" role="listbox" aria-label=${t('Suggestions')}>
    ${repeat(
      list.items.entries(),
      ([i]) => i,
      ([i, { kind, label, detail }]) =>
        html`<li
          id=${optionId(i)}
          role="option"
          aria-selected=${i === list.at}
          @mousedown=${(event: Event) => {
            event.preventDefault(); // the prompt keeps the focus
            accept(i, context, onDraft);
          }}
        >
          ${icon(icons[kind], 'quiet')}<span class="label">${label}</span><span class="quiet detail">${detail}</span>
        </li>`,
    )}
  </ul>`;
}

/** The option that is chosen, for screen readers. */
export function chosenId({ ui: { completion } }: Context): string | undefined {
  return completion && completion.items.length > 0 ? optionId(completion.at) : undefined;
}

function accept(at: number, context: Context, onDraft: () => void): void {
  const { ui } = context;
  const list = ui.completion;
  const item = list?.items[at];
  close(context);
  if (!list || !item) {
    return;
  }
  const to = promptInput()?.selectionEnd ?? ui.draft.length;
  const { from } = list.query;
  const isEmpty = item.insert === '';
  const typed = isEmpty
    ? { text: ui.draft.slice(0, from) + ui.draft.slice(to), caret: from }
    : insertApart(ui.draft, from, to, item.insert);
  putTyped(typed, context, onDraft);
  if (item.kind === 'terminalSelection') {
    context.post({ type: 'insertTerminalSelection' });
  }
}

function close(context: Context): void {
  if (context.ui.completion) {
    context.ui.completion = null;
    context.post({ type: 'complete', query: '' });
  }
}

function optionId(index: number): string {
  return `completion-${index}`;
}
