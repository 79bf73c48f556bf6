import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { countOf } from '../src/protocol/counts';
import type { RejectedHunkView, TaskView } from '../src/protocol/view';
import type { Context } from './context';
import { icon, renderFold, type Part } from './parts';
import { renderEdits } from './toolCall';

/** What was taken out of the files: to be read, and brought back. */
export function renderRejected(task: TaskView, context: Context): Part {
  const { rejected } = task;
  if (rejected.length === 0) {
    return nothing;
  }
  const total = task.files.reduce((sum, { hunks }) => sum + hunks.rejected, 0);
  return renderFold(
    {
      key: `${task.id}/rejected`,
      label: html`${icon('circle-slash', 'quiet')}<span class="name">${countOf(total, 'rejectedHunk')}</span>`,
      body: () =>
        html`<ul class="taken-hunks">
            ${rejected.map(hunk => renderHunk(hunk, task, context))}
          </ul>
          ${
            rejected.length < total
              ? html`<p class="quiet">${t`${total - rejected.length} more: use “Show Rejected Hunks…”.`}</p>`
              : nothing
          }`,
    },
    context,
  );
}

function renderHunk(hunk: RejectedHunkView, task: TaskView, context: Context): TemplateResult {
  const { id, path, line, before, after, reason } = hunk;
  const part = `${task.id}/rejected/${path}/${id}`;
  const target = { task: task.id, path, hunk: id };
  return html`<li class="taken-hunk">
    <div class="taken-line">
      <button
        type="button"
        class="link path"
        data-part=${part}
        title=${t`See what was rejected of ${path}`}
        @click=${() => context.post({ type: 'openRejected', ...target })}
      >
        ${rejectedPlace(hunk)}
      </button>
      ${reason === null ? nothing : html`<span class="quiet">${reason}</span>`}
      ${
        task.actions.includes('undoReject')
          ? html`<vscode-button
              appearance="secondary"
              title=${line === null ? t`Put this hunk back into ${path}` : t`Put this hunk back into ${path}, line ${line}`}
              @click=${() => context.post({ type: 'bringBack', ...target })}
              >${t('Bring Back')}</vscode-button
            >`
          : nothing
      }
    </div>
    ${before === '' && after === '' ? nothing : renderEdits([{ before, after, cut: false }], `${part}/edits`)}
  </li>`;
}

/** Where a rejected hunk was, as it is shown and found. */
export function rejectedPlace({ path, line }: RejectedHunkView): string {
  return line === null ? path : `${path}:${line}`;
}
