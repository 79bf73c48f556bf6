import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { promptLimit, promptPlace } from '../src/protocol/limits';
import type { PromptInsert } from '../src/protocol/view';
import { chosenId, closeCompletions, listId, lookForQuery, renderCompletions, takeKey } from './completions';
import type { Context } from './context';
import { allowDrop, takeDrop } from './drop';
import { takePaste } from './images';
import { textOf } from './input';
import { insertApart, type Typed } from './promptText';
import { setAside, walkPrompts } from './promptWalk';

export const submitKeys = /Mac/.test(navigator.platform) ? '⌘Enter' : 'Ctrl+Enter';
export const promptId = 'prompt-text';

/** Keys that move the cursor along its line, away from what is being completed or back to it. */
const moves = new Set(['ArrowLeft', 'ArrowRight', 'Home', 'End']);

/** The input of the prompt: an element of the page itself, so that what completes it can be named to screen readers. */
export function renderPrompt(context: Context, onDraft: () => void, submit: () => void): TemplateResult {
  const { ui } = context;
  const onInput = (event: Event): void => {
    ui.draft = textOf(event);
    lookForQuery(context, onDraft);
  };
  const onKeydown = (event: KeyboardEvent): void => {
    if (isSubmit(event)) {
      event.preventDefault();
      submit();
    } else if (
      !takeKey(event, context, onDraft) &&
      isPlain(event) &&
      (event.key === 'ArrowUp' || event.key === 'ArrowDown')
    ) {
      walkIfStuck(event.key === 'ArrowUp' ? 'older' : 'newer', context, onDraft);
    }
  };
  const chosen = chosenId(context);
  return html`<div id="prompt" class="prompt-input">
    ${renderCompletions(context, onDraft)}
    <textarea
      id=${promptId}
      rows="2"
      aria-label=${t('Prompt')}
      placeholder=${t`Describe a task for Claude (${submitKeys} to start, @ to mention, / for commands)`}
      title=${t('Drop files here with Shift held')}
      .value=${live(ui.draft)}
      @input=${onInput}
      aria-autocomplete="list"
      aria-haspopup="listbox"
      aria-controls=${chosen === undefined ? nothing : listId}
      aria-activedescendant=${chosen ?? nothing}
      @keydown=${onKeydown}
      @keyup=${(event: KeyboardEvent) => moves.has(event.key) && lookForQuery(context, onDraft)}
      @click=${() => lookForQuery(context, onDraft)}
      @dragover=${allowDrop}
      @drop=${(event: DragEvent) => takeDrop(event, context, onDraft)}
      @paste=${(event: ClipboardEvent) => takePaste(event, promptPlace, context, onDraft)}
      @blur=${() => closeCompletions(context, onDraft)}
    ></textarea>
  </div>`;
}

/** Take what the user asked for elsewhere into the prompt, once, and go there. */
export function takeInsert({ id, text, how }: PromptInsert, context: Context, onDraft: () => void): void {
  const { ui } = context;
  if (id > ui.inserted) {
    ui.inserted = id;
    if (how === 'replace') {
      ui.aside = setAside(ui).aside;
      putTyped({ text, caret: text.length }, context, onDraft);
    } else {
      putTyped(insertApart(ui.draft, ...selectionOf(ui.draft), text), context, onDraft);
    }
    context.focus(promptId);
  }
  context.post({ type: 'inserted', id });
}

/** The prompts that were asked for are there: take the step that waits for them. */
export function takePrompts(prompts: readonly string[], context: Context, onDraft: () => void): void {
  const { ui } = context;
  ui.prompts = prompts;
  if (ui.step !== null) {
    walk(ui.step, context, onDraft);
  }
}

/** Have this text in the prompt, and the cursor there. */
export function putTyped({ text, caret }: Typed, context: Context, onDraft: () => void): void {
  context.ui.draft = text;
  context.ui.caret = caret;
  onDraft();
  context.post({ type: 'draftChanged', text: text.slice(0, promptLimit) });
}

/** Put the cursor where it was asked to be, and the chosen completion in sight, after they were drawn. */
export function settleCaret({ ui }: Context): void {
  document.querySelector('.completions [aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  const input = promptInput();
  if (input && ui.caret !== null) {
    input.setSelectionRange(ui.caret, ui.caret);
    ui.caret = null;
  }
}

/** Ctrl+Enter, or Cmd+Enter; not while an input method composes. */
export function isSubmit(event: KeyboardEvent): boolean {
  return event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing;
}

export function promptInput(): HTMLTextAreaElement | null {
  const input = document.getElementById(promptId);
  return input instanceof HTMLTextAreaElement ? input : null;
}

/**
 * Go on to another prompt, if the key could not move the cursor: it is at the input's end, however its lines wrap.
 *
 * In a line that was itself walked to, the cursor needs not go to the end first.
 */
function walkIfStuck(to: 'older' | 'newer', context: Context, onDraft: () => void): void {
  const { draft, prompts, aside } = context.ui;
  if (prompts && !draft.includes('\n') && [...prompts, ...aside].includes(draft)) {
    walk(to, context, onDraft);
    return;
  }
  const input = promptInput();
  const before = input?.selectionStart;
  setTimeout(() => {
    if (input && input.selectionStart === before && input.selectionEnd === before) {
      walk(to, context, onDraft);
    }
  });
}

function walk(to: 'older' | 'newer', context: Context, onDraft: () => void): void {
  const { ui } = context;
  if (ui.prompts === null) {
    ui.step = to;
    context.post({ type: 'recallPrompts' });
    return;
  }
  ui.step = null;
  const next = walkPrompts(ui, ui.prompts, to);
  if (next) {
    ui.aside = next.aside;
    putTyped({ text: next.draft, caret: to === 'older' ? 0 : next.draft.length }, context, onDraft);
  }
  context.announce(
    next ? next.draft || t('Empty prompt') : to === 'older' ? t('No older prompt') : t('No newer prompt'),
  );
}

function isPlain(event: KeyboardEvent): boolean {
  return !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
}

/** What is selected in the prompt, if it is drawn; else its end. */
function selectionOf(draft: string): readonly [number, number] {
  const input = promptInput();
  return input?.value === draft ? [input.selectionStart, input.selectionEnd] : [draft.length, draft.length];
}
