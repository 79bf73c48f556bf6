import { html, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import type { PromptInsert } from '../src/protocol/view';
import type { Context } from './context';
import { textOf } from './input';
import { insertApart, type Typed } from './promptText';

export const submitKeys = /Mac/.test(navigator.platform) ? '⌘Enter' : 'Ctrl+Enter';
export const promptId = 'prompt-text';

/** The input of the prompt: an element of the page itself, so that what completes it can be named to screen readers. */
export function renderPrompt(context: Context, onDraft: () => void, submit: () => void): TemplateResult {
  const { ui } = context;
  const onInput = (event: Event): void => {
    ui.draft = textOf(event);
    onDraft();
  };
  const onKeydown = (event: KeyboardEvent): void => {
    if (isSubmit(event)) {
      event.preventDefault();
      submit();
    }
  };
  return html`<div id="prompt" class="prompt">
    <textarea
      id=${promptId}
      rows="2"
      aria-label="Prompt"
      placeholder="Describe a task for Claude (${submitKeys} to start)"
      .value=${live(ui.draft)}
      @input=${onInput}
      @keydown=${onKeydown}
    ></textarea>
  </div>`;
}

/** Take what the user asked for elsewhere into the prompt, once, and go there. */
export function takeInsert({ id, text }: PromptInsert, context: Context, onDraft: () => void): void {
  const { ui } = context;
  if (id > ui.inserted) {
    ui.inserted = id;
    const [from, to] = selectionOf(ui.draft);
    putTyped(insertApart(ui.draft, from, to, text), context, onDraft);
    context.focus(promptId);
  }
  context.post({ type: 'inserted', id });
}

/** Have this text in the prompt, and the cursor there. */
export function putTyped({ text, caret }: Typed, { ui }: Context, onDraft: () => void): void {
  ui.draft = text;
  ui.caret = caret;
  onDraft();
}

/** Put the cursor where it was asked to be, after the text was drawn. */
export function settleCaret({ ui }: Context): void {
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

/** What is selected in the prompt, if it is drawn; else its end. */
function selectionOf(draft: string): readonly [number, number] {
  const input = promptInput();
  return input?.value === draft ? [input.selectionStart, input.selectionEnd] : [draft.length, draft.length];
}
