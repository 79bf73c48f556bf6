import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { repeat } from 'lit-html/directives/repeat.js';
import type { MessageView, TaskView } from '../src/protocol/view';
import { isSubmit } from './prompt';
import type { Context } from './context';
import { renderSentImages } from './images';
import { textOf } from './input';
import { icon, type Part } from './parts';

/** What the user said to Claude while it works, in the order in which it will be sent. */
export function renderMessages(task: TaskView, context: Context): Part {
  const { messages, messagesPaused } = task;
  if (messages.length === 0) {
    return nothing;
  }
  return html`<section class="part messages" aria-label=${t('Queued messages')}>
    <h3>
      ${icon('comment-discussion', 'quiet')}${t('Queued messages')}
      <span class="when ${messagesPaused ? 'tone-warn' : 'quiet'}"
        >${messagesPaused ?? t('Sent when the turn has gone well')}</span
      >
    </h3>
    <ol>
      ${repeat(
        messages,
        message => message.id,
        (message, index) => renderMessage(task, message, index, context),
      )}
    </ol>
  </section>`;
}

function renderMessage(task: TaskView, message: MessageView, index: number, context: Context): TemplateResult {
  const { ui } = context;
  const edited = ui.edits.get(message.id);
  const at = { task: task.id, message: message.id };
  if (edited !== undefined) {
    return renderEditor(task, message, edited, context);
  }
  const edit = (): void => {
    ui.edits.set(message.id, message.text);
    context.focus(editorId(message));
    context.redraw();
  };
  const move = (to: number) => (): void => context.post({ type: 'moveMessage', ...at, to });
  return html`<li class="queued">
    <span class="plain text" data-part=${message.id}>${message.text}</span>${renderSentImages(message.images, context)}
    <span class="buttons">
      ${button('send', t('Send now'), () => context.post({ type: 'sendNow', ...at }))}
      ${button('edit', t('Edit'), edit)} ${button('arrow-up', t('Move up'), move(index - 1), index === 0)}
      ${button('arrow-down', t('Move down'), move(index + 1), index === task.messages.length - 1)}
      ${button('trash', t('Remove'), () => context.post({ type: 'removeMessage', ...at }))}
    </span>
  </li>`;
}

function renderEditor(task: TaskView, message: MessageView, text: string, context: Context): TemplateResult {
  const { ui } = context;
  const close = (): void => {
    ui.edits.delete(message.id);
    context.redraw();
  };
  const save = (): void => {
    if (text.trim() !== '') {
      context.post({ type: 'editMessage', task: task.id, message: message.id, text: text.trim() });
      close();
    }
  };
  const onKeydown = (event: KeyboardEvent): void => {
    if (isSubmit(event)) {
      event.preventDefault();
      save();
    } else if (event.key === 'Escape') {
      close();
    }
  };
  const onInput = (event: Event): void => {
    ui.edits.set(message.id, textOf(event));
    context.redraw();
  };
  return html`<li class="queued editing">
    <vscode-text-area
      id=${editorId(message)}
      rows="2"
      class="bare"
      .value=${live(text)}
      @input=${onInput}
      @keydown=${onKeydown}
      >${t('Message')}</vscode-text-area
    >
    <span class="buttons">
      <vscode-button ?disabled=${text.trim() === ''} @click=${save}>${t('Save')}</vscode-button>
      <vscode-button appearance="secondary" @click=${close}>${t('Cancel')}</vscode-button>
    </span>
  </li>`;
}

function button(name: string, label: string, run: () => void, disabled = false): TemplateResult {
  return html`<vscode-button appearance="icon" aria-label=${label} title=${label} ?disabled=${disabled} @click=${run}
    ><span class="codicon codicon-${name}" aria-hidden="true"></span
  ></vscode-button>`;
}

function editorId(message: MessageView): string {
  return `edit-${message.id}`;
}
