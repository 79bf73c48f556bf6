import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import type { ToHost } from '../src/protocol/messages';
import type { TaskView } from '../src/protocol/view';
import { excessOf, renderExcess } from './composer';
import type { Context } from './context';
import { allowDrop, takeImageDrop } from './drop';
import { attachButton, attachedTo, renderChips, takeAttached, takePaste } from './images';
import { textOf } from './input';
import { icon, output, renderFold } from './parts';
import { isSubmit } from './prompt';
import type { FormKind, OpenForm } from './uiState';

interface FormLook {
  readonly label: string;
  readonly submit: string;
  /** Whether it needs words. */
  readonly required: boolean;
  /** Whether images can go along. */
  readonly takesImages?: true;
  readonly message: (task: string, text: string, images: string[]) => ToHost;
}

const looks: Record<FormKind, FormLook> = {
  approve: {
    label: t('Why is it right although gates failed?'),
    submit: t('Approve Task'),
    required: true,
    message: (task, reason) => ({ type: 'approveTask', task, reason }),
  },
  reject: {
    label: t('Why is it rejected? (may be left empty)'),
    submit: t('Reject and Revert'),
    required: false,
    message: (task, reason) => ({ type: 'rejectTask', task, reason }),
  },
  requestChanges: {
    label: t('What should Claude change?'),
    submit: t('Request Changes'),
    required: true, // unless something goes along
    takesImages: true,
    message: (task, message, images) => ({ type: 'requestChanges', task, message, images }),
  },
  sendMessage: {
    label: t('Message to Claude'),
    submit: t('Send'),
    required: true,
    takesImages: true,
    message: (task, message, images) => ({ type: 'sendMessage', task, message, images }),
  },
};

/** Open a form in a task, or close it when it is the one that is open. Its text is kept when it changes its kind. */
export function openForm(task: string, kind: FormKind, context: Context): void {
  const { forms } = context.ui;
  const open = forms.get(task);
  if (open?.kind === kind) {
    forms.delete(task);
  } else {
    forms.set(task, { kind, text: open?.text ?? '' });
    context.focus(formId(task));
    if (kind === 'requestChanges') {
      context.post({ type: 'previewRequest', task });
    }
  }
  context.redraw();
}

export function renderForm(task: TaskView, form: OpenForm, context: Context): TemplateResult {
  const { ui } = context;
  const look = looks[form.kind];
  const excess = excessOf(form.text);
  const attached = form.kind === 'requestChanges' ? (task.request ?? '') : '';
  const close = (): void => {
    ui.forms.delete(task.id);
    context.redraw();
  };
  const { reading } = attachedTo(task.id, context);
  const submit = (): void => {
    const text = ui.forms.get(task.id)?.text ?? ''; // what is drawn may lag behind the keys
    if (isReady(look, text, attached) && reading.size === 0) {
      close();
      context.post(look.message(task.id, text.trim(), look.takesImages ? takeAttached(task.id, context) : []));
    }
  };
  const onPaste = (event: ClipboardEvent): void => {
    if (look.takesImages) {
      takePaste(event, task.id, context, () => context.redraw());
    }
  };
  const onKeydown = (event: KeyboardEvent): void => {
    if (isSubmit(event)) {
      event.preventDefault();
      submit();
    } else if (event.key === 'Escape') {
      close();
    }
  };
  const onInput = (event: Event): void => {
    ui.forms.set(task.id, { kind: form.kind, text: textOf(event) });
    context.redraw();
  };
  const onDrop = (event: DragEvent): void => {
    if (look.takesImages) {
      takeImageDrop(event, task.id, context, () => context.redraw());
    }
  };
  return html`<div class="card form" role="group" aria-label=${look.submit}>
    <vscode-text-area
      id=${formId(task.id)}
      rows="3"
      .value=${live(form.text)}
      @input=${onInput}
      @keydown=${onKeydown}
      @paste=${onPaste}
      @dragover=${look.takesImages ? allowDrop : nothing}
      @drop=${onDrop}
      >${look.label}</vscode-text-area
    >
    ${look.takesImages ? renderChips(task.id, context) : nothing} ${excess > 0 ? renderExcess(excess) : nothing}
    ${attached === '' ? nothing : renderAttached(task.id, attached, context)}
    <div class="buttons">
      <vscode-button ?disabled=${!isReady(look, form.text, attached) || reading.size > 0} @click=${submit}
        >${look.submit}</vscode-button
      >
      <vscode-button appearance="secondary" @click=${close}>${t('Cancel')}</vscode-button>
      ${look.takesImages ? attachButton(task.id, context) : nothing}
    </div>
  </div>`;
}

function isReady({ required }: FormLook, text: string, attached: string): boolean {
  return excessOf(text) === 0 && (!required || text.trim() !== '' || attached !== '');
}

/** What goes along with the words: exactly as Claude gets it. */
function renderAttached(task: string, attached: string, context: Context): TemplateResult {
  return renderFold(
    {
      key: `${task}/attached`,
      label: html`${icon('comment-discussion', 'quiet')}<span class="name">${t('Goes along with it')}</span>`,
      openByDefault: true,
      body: () => output(attached, t('Goes along with it')),
    },
    context,
  );
}

function formId(task: string): string {
  return `form-${task}`;
}
