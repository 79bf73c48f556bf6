import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import type { TaskView } from '../src/protocol/view';
import { guideWords } from './commitGuides';
import { isSubmit, submitKeys } from './prompt';
import type { Context } from './context';
import { textOf } from './input';
import { icon, output, type Part } from './parts';
import type { UiState } from './uiState';

/** The commit message, written or edited by the user, and the commit. */
export function renderCommitPanel(task: TaskView, context: Context): Part {
  if (!task.actions.includes('commit')) {
    return nothing;
  }
  const { ui } = context;
  const { generating } = task.commitMessage;
  const messageNow = (): string => ui.commitMessages.get(task.id) ?? task.commitMessage.text;
  const drawn = messageNow();
  const commit = (): void => {
    const message = messageNow(); // what is drawn may lag behind the keys
    if (message.trim() !== '') {
      context.post({ type: 'commitTask', task: task.id, message: message.trim() });
    }
  };
  const generate = (): void => {
    ui.regenerating.set(task.id, task.commitMessage.text);
    context.post({ type: 'generateMessage', task: task.id });
  };
  const onInput = (event: Event): void => {
    ui.commitMessages.set(task.id, textOf(event));
    ui.regenerating.delete(task.id);
    context.redraw();
  };
  const onKeydown = (event: KeyboardEvent): void => {
    if (isSubmit(event)) {
      event.preventDefault();
      commit();
    }
  };
  return html`<section class="part card commit-panel" aria-label="Commit">
    <h3>Commit</h3>
    ${renderWhat(task)} ${renderRefusal(task)}
    <vscode-text-area
      id="message-${task.id}"
      rows="4"
      class="bare message"
      placeholder=${generating ? 'Claude is writing a message…' : 'Commit message'}
      .value=${live(drawn)}
      @input=${onInput}
      @keydown=${onKeydown}
      >Commit message</vscode-text-area
    >
    <p class="quiet guide" role="status">${guideWords(drawn)}</p>
    <div class="buttons">
      <vscode-button ?disabled=${drawn.trim() === ''} title="Commit (${submitKeys})" @click=${commit}>
        Commit
      </vscode-button>
      <vscode-button appearance="secondary" ?disabled=${generating} @click=${generate}>Generate Message</vscode-button>
      ${
        generating
          ? html`<span class="quiet" role="status">${icon('loading~spin')} Claude is writing a message…</span>`
          : nothing
      }
    </div>
  </section>`;
}

/** What the hooks said is theirs to say: as it was printed. */
function renderRefusal(task: TaskView): Part {
  if (task.refused === null) {
    return nothing;
  }
  return html`<div class="refusal" role="alert">
    <p>${icon('error', 'bad')} Git refused to commit; nothing has changed.</p>
    ${output(task.refused, 'What git and its hooks said')}
  </div>`;
}

/** A message that was asked for anew replaces what the user had written; any other leaves it alone. */
export function settleCommitMessage(ui: UiState, task: TaskView): void {
  const replaced = ui.regenerating.get(task.id);
  if (replaced !== undefined && !task.commitMessage.generating && task.commitMessage.text !== replaced) {
    ui.regenerating.delete(task.id);
    ui.commitMessages.delete(task.id);
  }
}

function renderWhat(task: TaskView): TemplateResult {
  const approved = task.files.reduce((sum, file) => sum + file.hunks.approved, 0);
  const files = task.files.filter(file => file.hunks.approved > 0).length;
  const left = task.files.reduce((sum, file) => sum + file.hunks.pending + file.hunks.rejected, 0);
  return html`<p class="quiet">
    ${approved} approved ${approved === 1 ? 'hunk' : 'hunks'} in ${files}
    ${files === 1 ? 'file' : 'files'}${left > 0 ? `; ${left} left out` : ''}.
  </p>`;
}
