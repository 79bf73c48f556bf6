import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { missingTrailers } from '../src/protocol/trailers';
import type { CommitPreview, TaskView } from '../src/protocol/view';
import { renderCommitFacts } from './commitFacts';
import { guideWords } from './commitGuides';
import { isSubmit, submitKeys } from './prompt';
import type { Context } from './context';
import { textOf } from './input';
import { icon, output, type Part } from './parts';
import type { UiState } from './uiState';

/** The commit message, written or edited by the user, and the commit. */
export function renderCommitPanel(task: TaskView, context: Context): Part {
  const { ui } = context;
  const { commitPreview: preview } = task;
  if (preview === null) {
    return nothing;
  }
  const { generating } = task.commitMessage;
  const isBusy = preview.isBeingMade;
  const messageNow = (): string => ui.commitMessages.get(task.id) ?? task.commitMessage.text;
  const drawn = messageNow();
  const commit = (): void => {
    const message = messageNow(); // what is drawn may lag behind the keys
    if (message.trim() !== '' && !isBusy) {
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
    ${renderCommitFacts(task, preview, context)} ${renderRefusal(task, context)}
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
    ${renderTrailers(drawn, preview)}
    <div class="buttons">
      <vscode-button ?disabled=${drawn.trim() === '' || isBusy} title="Commit (${submitKeys})" @click=${commit}>
        Commit
      </vscode-button>
      <vscode-button appearance="secondary" ?disabled=${generating || isBusy} @click=${generate}
        >${drawn === '' ? 'Generate Message' : 'Regenerate Message'}</vscode-button
      >
      ${generating ? busy('Claude is writing a message…') : nothing}
      ${isBusy ? busy('Git is committing, with its hooks…') : nothing}
    </div>
  </section>`;
}

/** What the hooks said is theirs to say: as it was printed. */
function renderRefusal(task: TaskView, context: Context): Part {
  if (task.refused === null) {
    return nothing;
  }
  const fix = (): void => context.post({ type: 'fixTask', task: task.id });
  return html`<div class="refusal" role="alert">
    <p>${icon('error', 'bad')} Git refused to commit; nothing has changed.</p>
    ${output(task.refused, 'What git and its hooks said')}
    ${
      task.actions.includes('fix')
        ? html`<vscode-button appearance="secondary" title="Send Claude what git and its hooks said" @click=${fix}
            >Fix with Claude</vscode-button
          >`
        : nothing
    }
  </div>`;
}

/** What the message will end with, so that it is read before it is written. */
function renderTrailers(message: string, { trailers }: CommitPreview): Part {
  const lines = missingTrailers(message, trailers);
  return lines.length === 0
    ? nothing
    : html`<div class="trailers">
        <p class="quiet" title="As the setting autobot.commit.trailers wants it">The message will end with:</p>
        ${output(lines.join('\n'), 'Trailers of the commit message')}
      </div>`;
}

function busy(words: string): TemplateResult {
  return html`<span class="quiet" role="status">${icon('loading~spin')} ${words}</span>`;
}

/** A message that was asked for anew replaces what the user had written; any other leaves it alone. */
export function settleCommitMessage(ui: UiState, task: TaskView): void {
  const replaced = ui.regenerating.get(task.id);
  if (replaced !== undefined && !task.commitMessage.generating && task.commitMessage.text !== replaced) {
    ui.regenerating.delete(task.id);
    ui.commitMessages.delete(task.id);
  }
}
